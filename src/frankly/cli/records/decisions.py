"""`frankly decisions`: find the answer that somebody asks about, and look at it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from frankly.cli.options import AsJson, Data, existing, require_surface, settings_for

if TYPE_CHECKING:
    from frankly.domain.time import EpochMs
    from frankly.pipelines.people.past_decisions import DecisionsView
    from frankly.settings import Settings

decisions = typer.Typer(help="Find what somebody was shown, and look at it.", name="decisions")


@decisions.callback(invoke_without_command=True)
def find(
    context: typer.Context,
    person: Annotated[
        str | None, typer.Option(help="Whose: an id, or session: and a session's id.", show_default=False)
    ] = None,
    around: Annotated[
        str | None,
        typer.Option(metavar="TIME", help="Those nearest to this moment (ISO 8601, in UTC).", show_default=False),
    ] = None,
    surface: Annotated[str | None, typer.Option(help="Only of this surface.", show_default=False)] = None,
    last: Annotated[int, typer.Option(min=1, max=100, help="How many.")] = 10,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """List what somebody was shown, newest first: when, where, the first items and why.

    'frankly decisions show ID' shows one of them whole.
    """
    import asyncio

    from frankly.cli.records.decisions_view import list_view
    from frankly.cli.screen import out, put_json
    from frankly.errors import Invalid

    if context.invoked_subcommand is not None:
        return
    if person is None:
        raise Invalid("Whose decisions? Give --person KEY, or 'show ID' for one of them.")
    settings = existing(settings_for(context, data))
    found = asyncio.run(_found(settings, person, around, surface, last))
    # Records may tell of a surface that is gone since.
    if surface is not None and not found.decisions:
        require_surface(settings, surface)
    if as_json:
        put_json(found.model_dump(mode="json"))
    else:
        out().print(list_view(found, surface))


async def _found(settings: Settings, person: str, around: str | None, surface: str | None, last: int) -> DecisionsView:
    from frankly.bootstrap.stores import open_stores
    from frankly.pipelines.people.past_decisions import decisions_around, decisions_of

    with open_stores(settings) as stores:
        if around is None:
            return await decisions_of(stores, person, surface=surface, limit=last)
        return await decisions_around(stores, person, _moment(around), surface=surface, limit=last)


def _moment(text: str) -> EpochMs:
    from pydantic import TypeAdapter, ValidationError

    from frankly.domain.time import Moment
    from frankly.errors import Invalid

    try:
        return TypeAdapter["EpochMs"](Moment).validate_python(text)
    except ValidationError as error:
        raise Invalid(f"--around: expected ISO 8601 time such as 2026-11-20T14:30, found '{text}'.") from error


@decisions.command("show")
def show(
    context: typer.Context,
    decision: Annotated[str, typer.Argument(metavar="ID", help="Id of the answer.")],
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Show one answer as it was recorded: the items, what was said, what moved them, what has been corrected since."""
    import asyncio

    from frankly.cli.screen import put_json

    record = asyncio.run(_shown(existing(settings_for(context, data)), decision, is_told=not as_json))
    if as_json:
        put_json(record)


async def _shown(settings: Settings, decision: str, *, is_told: bool) -> dict[str, object]:
    from frankly.bootstrap.stores import open_stores
    from frankly.cli.records.decisions_view import whole_view
    from frankly.cli.screen import out
    from frankly.errors import NotFound
    from frankly.pipelines.people.owning import owner_of
    from frankly.pipelines.people.told_decision import told_decision
    from frankly.pipelines.people.words import Words
    from frankly.ports.decisions import WHY_GONE

    with open_stores(settings) as stores:
        record = await stores.decisions.get(decision)
        if record is None:
            raise NotFound(
                f"There is no decision '{decision}'. 'frankly decisions --person KEY' lists those of a person. "
                f"{WHY_GONE}"
            )
        if is_told:
            told = await told_decision(stores.decisions, record)
            shown = {str(entry["item"]) for entry in told.body["slate"]}
            catalogue = await stores.catalogue.get_many(sorted({*told.anchors(), *shown}), at=told.position)
            kept = await stores.corrections.of(await owner_of(stores.decisions, record) or "")
            words = Words("en", {str(item): one.title for item, one in catalogue.items()})
            corrections = [one for one in kept if one.decision == told.id]
            out().print(whole_view(told, {str(item): one for item, one in catalogue.items()}, words, corrections))
        return record
