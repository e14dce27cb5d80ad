"""`frankly recommend`: one request from the terminal, with what moved each item."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

import typer

from frankly.cli.options import AsJson, Data, existing, settings_for

if TYPE_CHECKING:
    from frankly.cli.asking import Asked
    from frankly.domain.answering.request import RecommendationRequest
    from frankly.settings import Settings


def recommend(
    context: typer.Context,
    person: Annotated[str | None, typer.Option(help="Whom to recommend to.", show_default=False)] = None,
    session: Annotated[str | None, typer.Option(help="The session of somebody unknown.", show_default=False)] = None,
    surface: Annotated[str, typer.Option(help="Where the slate appears.")] = "home",
    limit: Annotated[
        int | None, typer.Option(help="Number of items; the surface says by default.", show_default=False)
    ] = None,
    locale: Annotated[
        str | None, typer.Option(help="Language of the sentences; the surface says by default.", show_default=False)
    ] = None,
    explain: Annotated[
        Literal["none", "short", "full"],
        typer.Option(help="Nothing, the main evidence, or every piece of it."),
    ] = "short",
    item: Annotated[str | None, typer.Option(help="The item being looked at.", show_default=False)] = None,
    query: Annotated[str | None, typer.Option(help="Words being searched for.", show_default=False)] = None,
    at: Annotated[
        str | None,
        typer.Option(
            "--at", metavar="TIME", help="Ask as of this moment (ISO 8601), for data of the past.", show_default=False
        ),
    ] = None,
    seed: Annotated[int, typer.Option(help="Another seed may draw other items where the surface explores.")] = 0,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Recommend items to somebody, and say why each one is there.

    Without --person and --session nobody in particular asks. The answer is recorded like any other.
    """
    import asyncio

    from frankly.cli.asking import request_of, tell

    settings = existing(settings_for(context, data))
    request = request_of(
        {
            "surface": surface,
            "person": person,
            "session": session,
            "limit": limit,
            "locale": locale,
            # A terminal shows the strongest of the evidence and the exact rest, so it needs to know all.
            "explain": "full" if explain == "short" and not as_json else explain,
            "seed": seed,
            "fields": ("title", "creators", "price"),
            "context": {"item": item, "query": query},
        }
    )
    tell(asyncio.run(_ask(settings, request, at)), as_json, is_whole=explain == "full")


async def _ask(settings: Settings, request: RecommendationRequest, at: str | None) -> Asked:
    from frankly.bootstrap.service import open_frankly
    from frankly.cli.asking import ask, moment
    from frankly.cli.owner import running_service
    from frankly.cli.screen import err

    now = None if at is None else moment(at)
    owner = running_service(settings) if settings.chroma_url is None else None
    with err().status("Opening the data folder"):
        async with open_frankly(settings, waits_for_index=False) as parts:
            return await ask(parts, request, parts.clock.now() if now is None else now, owner)
