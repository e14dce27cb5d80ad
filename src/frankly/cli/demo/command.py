"""`frankly demo`: three readers of a bookshop, what they are recommended, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from frankly.cli.door import keeping
from frankly.cli.options import AsJson, Data, settings_for

if TYPE_CHECKING:
    from frankly.cli.demo.story import Story
    from frankly.domain.answering.answer import Answer, AnsweredItem
    from frankly.settings import Settings


def demo(
    context: typer.Context,
    data: Data = None,
    fresh: Annotated[bool, typer.Option("--fresh", help="Make the data anew, even if it is there.")] = False,
    as_json: AsJson = False,
) -> None:
    """Show three simulated readers of a bookshop what is recommended to them, and why.

    The data goes into the folder `demo` inside the data folder and touches nothing else.
    """
    import asyncio

    from frankly.cli.screen import out, put_json

    settings = settings_for(context, data)
    settings = settings.model_copy(update={"data": settings.data / "demo"})
    with keeping(
        lambda: "The demo can be run again at any time; what was already put into its folder is not put in twice."
    ):
        story, counts = asyncio.run(_tell(settings, fresh))
    if as_json:
        put_json(_plain(story))
        return
    from rich.text import Text

    from frankly.cli.demo.view import story_parts

    screen = out()
    for part in story_parts(story, settings.data, counts, is_coloured=screen.color_system is not None):
        # A command is copied whole, so lines of plain text that are longer than the terminal are left to it.
        screen.print(part, soft_wrap=isinstance(part, Text))


async def _tell(settings: Settings, fresh: bool) -> tuple[Story, tuple[int, int]]:
    from frankly.bootstrap.service import open_frankly
    from frankly.cli.demo.shop import furnish, is_set_up, make_room, set_up
    from frankly.cli.demo.story import play
    from frankly.cli.screen import err
    from frankly.demo.catalogue import LANTERN_NOW_MS
    from frankly.demo.readers import READERS
    from frankly.testing.fixed_clock import FixedClock

    screen = err()
    make_room(settings.data, is_fresh=fresh)
    furnish(settings.data)
    with screen.status("Opening Lantern Books") as status:
        async with open_frankly(settings, clock=FixedClock(LANTERN_NOW_MS)) as parts:
            if not is_set_up(settings.data):
                await set_up(parts, settings.data, lambda words: status.update(f"{words} (only the first time)"))
            status.update("Asking for three readers")
            return await play(parts), (await parts.catalogue.count(), READERS + 2)


def _plain(story: Story) -> dict[str, object]:
    return {
        "simulated": True,
        "now": story.after_hiding.now,
        "readers": [
            {"name": shown.reader.name, "about": shown.reader.about, **_answer(shown.answer)} for shown in story.visits
        ],
        "changes": [
            {"what": "hides an item", "item": story.hidden, **_answer(story.after_hiding)},
            {"what": "wants no profile", **_answer(story.after_opting_out)},
        ],
    }


def _answer(answer: Answer) -> dict[str, object]:
    headline = None if answer.headline is None else answer.headline.text
    return {"surface": answer.surface, "headline": headline, "items": [_item(item) for item in answer.items]}


def _item(item: AnsweredItem) -> dict[str, object]:
    return {
        "id": item.id,
        "title": item.display.title,
        "score": item.score,
        "place": item.origin,
        "sentences": [
            {"text": said.text, "kind": said.kind, "evidence": list(said.evidence)} for said in item.sentences
        ],
        "evidence": [
            piece.model_dump(mode="json", include={"id", "kind", "anchor", "count", "contribution", "sources"})
            for piece in item.evidence
        ],
    }
