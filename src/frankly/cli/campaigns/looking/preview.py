"""`frankly campaign preview`: what a campaign would say to people of every kind, as pages that need nothing else."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from frankly.cli.campaigns.files import Name
from frankly.cli.options import AsJson, Data, existing, settings_for

if TYPE_CHECKING:
    from frankly.pipelines.previewing.pages import Preview
    from frankly.settings import Settings


def preview(
    context: typer.Context,
    name: Name,
    to: Annotated[Path, typer.Option("--to", metavar="FOLDER", help="Folder for the pages; made where it is missing.")],
    at: Annotated[
        str | None,
        typer.Option(
            "--at", metavar="TIME", help="Write as of this moment (ISO 8601); now by default.", show_default=False
        ),
    ] = None,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Show what a campaign would say to people of every kind, before anybody is written to.

    Newcomers, people who opted out, sensitive topics, right to left, long German and others, in each language and
    variant: on a phone and a desktop, light, dark, without pictures, as plain text, with what each sentence leans on.
    These people are made up from your catalogue; nothing is recorded, and no model is asked. In a folder that holds an
    earlier preview, its pages go away; one that holds anything else is refused. Ends with 1 where a check of severity
    `error` fails; the pages are written all the same.
    """
    import asyncio

    from frankly.cli.campaigns.looking.preview_folder import require_free, write_pages
    from frankly.cli.campaigns.looking.preview_view import errors_of, lines_of
    from frankly.cli.screen import clean, out, put_json
    from frankly.pipelines.previewing.pages import file_of, pages

    settings = existing(settings_for(context, data))
    require_free(to)
    made = asyncio.run(_made(settings, name, at))
    write_pages(to, pages(made))
    if as_json:
        told = [
            {
                "persona": one.persona.name,
                "locale": one.locale,
                "variant": one.variant,
                "file": file_of(one) if one.written is not None else None,
                "because": one.because,
                "findings": [found.model_dump(mode="json") for found in one.findings],
            }
            for one in made.messages
        ]
        put_json({"folder": str(to), "messages": told})
    else:
        for line in lines_of(made, str(to)):
            out().print(line, markup=False)
        out().print(f"Open {clean(str(to / 'index.html'))} in a browser.", markup=False)
    if errors_of(made):
        raise typer.Exit(1)


async def _made(settings: Settings, name: str, at: str | None) -> Preview:
    from frankly.bootstrap.service import open_frankly
    from frankly.cli.asking import moment
    from frankly.cli.campaigns.files import files_of
    from frankly.cli.screen import err
    from frankly.pipelines.previewing.making import preview_of

    campaign = files_of(settings).load(name)
    with err().status("Writing messages"):
        async with open_frankly(settings, waits_for_index=False) as parts:
            return await preview_of(parts, campaign, parts.clock.now() if at is None else moment(at))
