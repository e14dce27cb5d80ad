"""`frankly campaign new` and `list`: the files that campaigns are written in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from frankly.cli.options import AsJson, Data, existing, settings_for

if TYPE_CHECKING:
    from frankly.adapters.files.campaigns.loading import CampaignFiles
    from frankly.domain.campaign.edition import Edition
    from frankly.ports.mailing.campaigns import CampaignLedger
    from frankly.settings import Settings

Name = Annotated[str, typer.Argument(metavar="NAME", help="Name of the campaign: that of its file.")]


def new(
    context: typer.Context,
    name: Name,
    author: Annotated[str, typer.Option(help="Who answers for it; somebody else approves it.", show_default=False)],
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Write a commented example to begin with."""
    import re
    from importlib.resources import files

    from frankly.adapters.files.campaigns.loading import write_new, write_schema
    from frankly.cli.hints import carried
    from frankly.cli.screen import out, put_json
    from frankly.errors import Invalid

    settings = existing(settings_for(context, data))
    if not re.fullmatch(r"[a-z][a-z0-9_-]{0,63}", name):
        raise Invalid(
            f"'{name}' is no name of a campaign: small letters, digits, '_' and '-', beginning with a letter."
        )
    if not author.strip():
        raise Invalid("--author is empty; say who answers for the campaign. Somebody else approves it.")
    path = files_of(settings).folder / f"{name}.yaml"
    example = files("frankly.cli.campaigns").joinpath("example.yaml").read_text(encoding="utf-8")
    write_schema(path.parent)
    write_new(path, example.replace("NAME'", f"{name}'").replace("NAME", name).replace("AUTHOR", quoted(author)))
    if as_json:
        put_json({"file": str(path)})
    else:
        out().print(f"Written: {path}\nEdit it, then: " + carried(f"frankly campaign plan {name}"))


def quoted(text: str) -> str:
    """Text as a value of YAML."""
    return "'" + " ".join(text.split()).replace("'", "''") + "'"


def list_(context: typer.Context, data: Data = None, as_json: AsJson = False) -> None:
    """Show all campaigns with how far each is."""
    import asyncio

    from frankly.bootstrap.stores import open_stores
    from frankly.cli.campaigns.view import listed_plain, listed_view
    from frankly.cli.screen import out, put_json

    settings = existing(settings_for(context, data))
    with open_stores(settings) as stores:
        editions = asyncio.run(_editions(stores.campaigns))
    names = sorted({*files_of(settings).names(), *editions})
    if as_json:
        put_json(listed_plain(names, editions))
    else:
        out().print(listed_view(names, editions))


async def _editions(ledger: CampaignLedger) -> dict[str, Edition]:
    return {one.campaign: one for one in await ledger.editions()}


def files_of(settings: Settings) -> CampaignFiles:
    """The folder of campaigns, with what they may name."""
    from frankly.adapters.files.campaigns.loading import CampaignFiles, campaigns_folder
    from frankly.adapters.files.policies import load_policies
    from frankly.adapters.files.words.brand import load_brand
    from frankly.bootstrap.texts import brand_file_of
    from frankly.settings import data_folder

    brand = data_folder("brand", settings)
    policies = load_policies(data_folder("surfaces", settings), data_folder("policies", settings), brand)
    folder = campaigns_folder(settings.config, settings.data)
    return CampaignFiles(folder, policies, load_brand(brand_file_of(settings, brand)))
