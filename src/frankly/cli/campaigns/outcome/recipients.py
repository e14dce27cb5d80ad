"""`frankly campaign recipients`: everybody of a campaign, one by one, with what became of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from frankly.cli.campaigns.files import Name
from frankly.cli.options import AsJson, Data, existing, settings_for

if TYPE_CHECKING:
    from frankly.domain.campaign.recipient import Fate
    from frankly.pipelines.campaigning.everybody import RecipientView
    from frankly.settings import Settings


def recipients(
    context: typer.Context,
    name: Name,
    fate: Annotated[
        str | None,
        typer.Option("--fate", metavar="FATE", help="Only those of one fate, as --json names it.", show_default=False),
    ] = None,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """List everybody of the newest plan: number, person, state, fate and what else is known of it; no addresses.

    With --json one object a line.
    """
    import asyncio

    settings = existing(settings_for(context, data))
    asyncio.run(_listed(settings, name, _fate(fate), as_json=as_json))


def _fate(said: str | None) -> Fate | None:
    from frankly.domain.campaign.recipient import Fate
    from frankly.domain.faults import nearest
    from frankly.errors import Invalid

    if said is None:
        return None
    known = [one.value for one in Fate]
    if said not in known:
        near = nearest(said, known)
        hint = f" Did you mean '{near}'?" if near else f" There are: {', '.join(known)}."
        raise Invalid(f"--fate: there is no fate '{said}'.{hint}")
    return Fate(said)


async def _listed(settings: Settings, name: str, fate: Fate | None, *, as_json: bool) -> None:
    import sys

    from frankly.bootstrap.stores import open_stores
    from frankly.cli.campaigns.files import files_of
    from frankly.errors import NotFound
    from frankly.pipelines.campaigning.everybody import RecipientView, everybody

    line = json_line if as_json else text_line
    with open_stores(settings) as stores:
        edition = await stores.campaigns.edition(name)
        if edition is None:
            files_of(settings).path(name)
            raise NotFound(f"The campaign '{name}' was not planned yet; 'frankly campaign plan {name}' does that.")
        async for page in everybody(stores.campaigns, edition, fate):
            sys.stdout.writelines(line(RecipientView.of(edition, row)) for row in page)


def json_line(told: RecipientView) -> str:
    """A recipient for programs."""
    import orjson

    return orjson.dumps(told.model_dump(exclude={"told"})).decode() + "\n"


def text_line(told: RecipientView) -> str:
    """A recipient for people: columns by tabs, so that a list of any length is written as it is read."""
    from frankly.cli.screen import clean

    cells = (str(told.recipient), told.person or "(deleted)", told.state, told.told, told.detail)
    return "\t".join(clean(cell) for cell in cells).rstrip() + "\n"
