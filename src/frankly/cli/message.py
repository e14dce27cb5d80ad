"""`frankly message`: one e-mail for one person, from the terminal; nothing is sent."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from frankly.cli.options import AsJson, Data, existing, settings_for

if TYPE_CHECKING:
    from frankly.domain.saying.message import Message, MessageRequest
    from frankly.settings import Settings


def message(
    context: typer.Context,
    person: Annotated[str, typer.Argument(metavar="PERSON", help="Whom to write to.")],
    name: Annotated[
        str | None,
        typer.Option(help="First name for the greeting; it is not kept, and no model sees it.", show_default=False),
    ] = None,
    surface: Annotated[str, typer.Option(help="The surface whose policy holds.")] = "email",
    locale: Annotated[
        str | None, typer.Option(help="Language; the surface says by default.", show_default=False)
    ] = None,
    tone: Annotated[
        str | None, typer.Option(help="A tone of the brand; the surface says by default.", show_default=False)
    ] = None,
    limit: Annotated[
        int | None, typer.Option(help="Number of items; the surface says by default.", show_default=False)
    ] = None,
    html: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write the HTML to this file.", show_default=False)
    ] = None,
    text: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write the plain text to this file.", show_default=False)
    ] = None,
    at: Annotated[
        str | None,
        typer.Option(
            "--at", metavar="TIME", help="Write as of this moment (ISO 8601), for data of the past.", show_default=False
        ),
    ] = None,
    seed: Annotated[int, typer.Option(help="Another seed says it in other words.")] = 0,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Write an e-mail for somebody: subject, greeting, items with their reasons, closing.

    Every sentence is proved, and nothing is sent. Who has not agreed to e-mail gets none.
    """
    import asyncio

    from frankly.cli.asking import asked_of
    from frankly.cli.message_view import put
    from frankly.cli.owner import running_service
    from frankly.domain.saying.message import MessageRequest

    settings = existing(settings_for(context, data))
    asked = asked_of(
        MessageRequest,
        {
            "person": person,
            "first_name": name,
            "surface": surface,
            "locale": locale,
            "tone": tone,
            "limit": limit,
            "seed": seed,
        },
    )
    owner = running_service(settings) if settings.chroma_url is None else None
    put(asyncio.run(_written(settings, asked, at)), owner=owner, as_json=as_json, html=html, text=text)


async def _written(settings: Settings, asked: MessageRequest, at: str | None) -> Message:
    from frankly.bootstrap.service import open_frankly
    from frankly.cli.asking import load_model, moment, newest_act
    from frankly.cli.screen import err
    from frankly.pipelines.messaging.write import write_message

    now = None if at is None else moment(at)
    with err().status("Opening the data folder"):
        async with open_frankly(settings, waits_for_index=False) as parts:
            if asked.person is not None:
                await newest_act(parts, asked.person, otherwise="")
            await load_model(parts)
            return await write_message(parts, asked, parts.clock.now() if now is None else now)
