"""`frankly feedback`: what people said of sentences, for whoever edits wordings."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from frankly.cli.options import AsJson, Data, existing, settings_for

if TYPE_CHECKING:
    from frankly.pipelines.people.judged import FeedbackView
    from frankly.settings import Settings


def feedback(context: typer.Context, data: Data = None, as_json: AsJson = False) -> None:
    """List sentences that people called wrong, creepy or helpful: as told, how often, and in which decisions."""
    import asyncio

    from frankly.cli.screen import put_json

    found = asyncio.run(_found(existing(settings_for(context, data))))
    if as_json:
        put_json(found.model_dump(mode="json"))
    else:
        _show(found)


async def _found(settings: Settings) -> FeedbackView:
    from frankly.bootstrap.stores import open_stores
    from frankly.pipelines.people.judged import feedback_of

    with open_stores(settings) as stores:
        return await feedback_of(stores)


def _show(found: FeedbackView) -> None:
    from rich.text import Text

    from frankly.cli.screen import clean, out
    from frankly.domain.time import to_iso

    screen = out()
    if not found.read:
        screen.print(Text("Nobody has said anything of a sentence. Events of kind 'feedback' do.", style="yellow"))
    for one in found.sentences:
        counts = [(one.wrong, "wrong", "red"), (one.creepy, "creepy", "red"), (one.helpful, "helpful", "green")]
        words = [(f"{count} {word}  ", style) for count, word, style in counts if count]
        screen.print(Text.assemble(*words, (clean(one.text), "bold")))
        made = ", ".join(part for part in (one.kind, one.origin, one.pattern) if part)
        screen.print(Text(f"   {made} · last {to_iso(one.last)[:10]}", style="dim"))
        screen.print(Text(f"   {' '.join(one.decisions)}", style="dim"))
    if found.unreadable:
        gone = f"{found.unreadable} of {found.read} cannot be read: their decision is not recorded (any more)."
        screen.print(Text(gone, style="dim"))
    if found.sentences:
        screen.print(Text("Look at a decision with 'frankly decisions show ID'.", style="dim"))
