"""`frankly why` and `frankly why-not`: questions about a recorded answer."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from frankly.cli.options import AsJson, Data, existing, settings_for

if TYPE_CHECKING:
    from frankly.pipelines.explaining.supposing import Revisited
    from frankly.pipelines.parts import Parts
    from frankly.settings import Settings

Result = TypeVar("Result")
Decision = Annotated[str, typer.Argument(metavar="DECISION", help="Id of the answer, as 'frankly recommend' tells it.")]


def why(
    context: typer.Context,
    decision: Decision,
    item: Annotated[str, typer.Argument(metavar="ITEM", help="An item of its slate.")],
    locale: Annotated[
        str | None, typer.Option(help="Language of the sentences; that of the answer by default.", show_default=False)
    ] = None,
    every: Annotated[bool, typer.Option("--all", help="Show every piece of evidence, however small.")] = False,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Say why an item was in a slate: what its score is made of, and what would have kept it out."""
    from frankly.cli.questions.why_view import names_in, why_view
    from frankly.cli.screen import out, put_json
    from frankly.pipelines.explaining.why import why as explained

    async def ask(parts: Parts, world: Revisited) -> None:
        found = await explained(world, item, locale)
        if as_json:
            put_json(found.model_dump(mode="json"))
            return
        names = await names_in(parts, world, found.said.locale, [piece.anchor for piece in found.evidence])
        answer = world.decided.answer
        is_message = answer.message is not None
        out().print(why_view(found, answer.surface, names, is_whole=every, is_message=is_message))

    _run(settings_for(context, data), decision, ask)


def why_not(
    context: typer.Context,
    decision: Decision,
    item: Annotated[str, typer.Argument(metavar="ITEM", help="Anything in the catalogue.")],
    advice: Annotated[bool, typer.Option("--advice", help="Look for what would bring it in; takes a moment.")] = False,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Say why an item was not in a slate, and with --advice what would have brought it in."""
    from frankly.cli.questions.why_not_view import anchors_of, why_not_view
    from frankly.cli.questions.why_view import names_in
    from frankly.cli.screen import out, put_json
    from frankly.pipelines.explaining.why_not import why_not as explained

    async def ask(parts: Parts, world: Revisited) -> None:
        found = await explained(world, item, advice=advice)
        if as_json:
            put_json(found.model_dump(mode="json"))
            return
        names = await names_in(parts, world, world.decided.answer.locale, anchors_of(found))
        out().print(why_not_view(found, world.decided.answer.surface, names))

    _run(settings_for(context, data), decision, ask)


def _run(settings: Settings, decision: str, ask: Callable[[Parts, Revisited], Awaitable[None]]) -> None:
    import asyncio

    asyncio.run(_asked(existing(settings), decision, ask))


async def _asked(settings: Settings, decision: str, ask: Callable[[Parts, Revisited], Awaitable[None]]) -> None:
    from frankly.bootstrap.service import open_frankly
    from frankly.cli.screen import err
    from frankly.pipelines.explaining.revisiting import revisit

    with err().status("Opening the data folder"):
        async with open_frankly(settings, waits_for_index=False) as parts:
            await ask(parts, await revisit(parts, await recorded(parts, decision)))


async def recorded(parts: Parts, decision: str) -> dict[str, object]:
    """The record of a decision.

    Raises:
        NotFound: when there is none.
    """
    from frankly.errors import NotFound
    from frankly.ports.decisions import WHY_GONE

    record = await parts.decisions.get(decision)
    if record is None:
        raise NotFound(
            f"There is no decision '{decision}'. 'frankly recommend' prints the id of its answer. {WHY_GONE}"
        )
    return record
