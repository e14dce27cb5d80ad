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
    These people are made up from your catalogue; nothing is recorded, and no model is asked.
    """
    import asyncio

    from frankly.cli.screen import out, put_json
    from frankly.pipelines.previewing.pages import file_of, pages

    settings = existing(settings_for(context, data))
    made = asyncio.run(_made(settings, name, at))
    _write(to, pages(made))
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
        return
    written = [one for one in made.messages if one.written is not None]
    out().print(f"{len(written)} messages to {len(made.personas)} kinds of people, in {to}")
    out().print(f"Open {to / 'index.html'} in a browser.")


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


def _write(folder: Path, pages: dict[str, str]) -> None:
    from frankly.errors import Invalid

    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, page in pages.items():
            (folder / name).write_text(page, encoding="utf-8", newline="\n")
    except OSError as error:
        raise Invalid(f"{folder}: cannot be written: {error.strerror}. Name another folder.") from error
