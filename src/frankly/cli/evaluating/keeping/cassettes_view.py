"""How cassettes look on a terminal, and as JSON."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text

from frankly.cli.screen import clean, out, put_json
from frankly.evals.cassettes.stale import WAY_OUT, Holding, holdings

if TYPE_CHECKING:
    from frankly.cli.evaluating.keeping.recorded import Opened
    from frankly.evals.cassettes.diffing import Difference, Pair
    from frankly.evals.cassettes.line import Line


def put_status(here: Opened, *, as_json: bool) -> bool:
    """Write what is recorded; whether anything is stale or missing."""
    held = holdings(here.lines, here.prompts, here.costs)
    words = here.in_words(here.missed)
    is_stale = bool(words) or any(one.stale for one in held)
    if as_json:
        put_json({"held": [_plain(one) for one in held], "missed": list(words), "is_stale": is_stale})
        return is_stale
    screen = out()
    if held:
        screen.print(_table(held))
    else:
        screen.print(f"Nothing is recorded in {here.folder}.")
    for line in words:
        screen.print(Text(clean(line), style="yellow"))
    if is_stale and not words:
        screen.print(Text(WAY_OUT, style="dim"))
    return is_stale


def put_pruned(gone: Sequence[Line], *, is_tried: bool, as_json: bool) -> None:
    """Write what went."""
    if as_json:
        put_json({"pruned": [{"model": one.model, "prompt": one.prompt, "key": one.key} for one in gone]})
        return
    counted = Counter((one.model, one.prompt) for one in gone)
    for (model, prompt), number in sorted(counted.items()):
        out().print(f"{clean(model)}  {prompt}  {number:,}")
    told = "1 reply" if len(gone) == 1 else f"{len(gone):,} replies"
    out().print(f"{told} {'would go' if is_tried else 'went'}.")


def put_difference(found: Difference, *, is_full: bool, as_json: bool) -> None:
    """Write what differs."""
    if as_json:
        put_json(
            {
                "added": [one.key for one in found.added],
                "removed": [one.key for one in found.removed],
                "changed": [[pair.before.key, pair.after.key] for pair in found.changed],
                "same": found.same,
            }
        )
        return
    screen = out()
    for told, lines in (("added", found.added), ("removed", found.removed)):
        for (model, prompt), number in sorted(Counter((one.model, one.prompt) for one in lines).items()):
            screen.print(f"{told}  {clean(model)}  {prompt}  {number:,}")
    for (model, told), number in sorted(Counter(map(_named, found.changed)).items()):
        screen.print(f"changed  {clean(model)}  {told}  {number:,}")
    screen.print(f"{found.same:,} replies read the same.")
    if is_full:
        for pair in found.changed:
            _put_pair(pair)


def _put_pair(pair: Pair) -> None:
    screen = out()
    screen.print(Text(f"{pair.after.key}  {clean(pair.after.model)}  {_named(pair)[1]}", style="bold"))
    before, after = (_in_lines(one.reply) for one in (pair.before, pair.after))
    for line in difflib.unified_diff(before, after, n=1, lineterm=""):
        if not line.startswith(("---", "+++", "@@")):
            style = {"-": "red", "+": "green"}.get(line[:1], "dim")
            screen.print(Text(clean(line), style=style))


def _in_lines(reply: str) -> list[str]:
    """A reply a value a line, so that what differs stands by itself."""
    import orjson

    try:
        return orjson.dumps(orjson.loads(reply), option=orjson.OPT_INDENT_2).decode().splitlines()
    except orjson.JSONDecodeError:
        return reply.splitlines()


def _named(pair: Pair) -> tuple[str, str]:
    one, other = pair.before.prompt, pair.after.prompt
    told = other if one == other else f"{one} → {other}"
    return pair.after.model, f"{told}, asked otherwise" if pair.is_asked_otherwise and one == other else told


def _table(held: Sequence[Holding]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in ("model", "prompt"):
        table.add_column(name, overflow="fold")
    table.add_column("replies", justify="right")
    for name in ("written", "newest", "stale"):
        table.add_column(name, overflow="fold")
    for one in held:
        writers = ", ".join(one.writers) if len(one.writers) == 1 else _counted(one)
        stale = Text(f"{one.stale}; again: {one.again.told()}", style="yellow") if one.stale else Text("")
        table.add_row(clean(one.model), one.prompt, f"{one.replies:,}", writers, one.newest, stale)
    return table


def _counted(one: Holding) -> str:
    return ", ".join(f"{number} {writer}" for writer, number in one.writers.items())


def _plain(one: Holding) -> dict[str, object]:
    return {
        "model": one.model,
        "prompt": one.prompt,
        "replies": one.replies,
        "writers": dict(one.writers),
        "newest": one.newest,
        "stale": one.stale,
        "again": {"calls": one.again.calls, "tokens": one.again.tokens, "cost_nano": one.again.cost_nano},
    }
