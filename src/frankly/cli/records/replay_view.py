"""How replays look on a terminal: what came out otherwise, path by path; or two slates, then and now."""

from collections.abc import Iterator, Sequence
from typing import Final

from rich.console import Console
from rich.table import Table
from rich.text import Text

from frankly.cli.screen import clean
from frankly.pipelines.replaying.otherwise import Change, Compared
from frankly.pipelines.replaying.replay import Replayed
from frankly.pipelines.replaying.summing import Summary

MOST_SHOWN: Final = 10
"""Decisions that are shown one by one; the summary speaks of all."""

_LEVELS: Final = {
    "r0": "rendered again from the record",
    "r1": "made again after retrieval",
    "r2": "made again in a fresh process, on a copy",
}

_UNITS: Final = 10**9


def show_replayed(screen: Console, found: Sequence[Replayed], level: str) -> None:
    """How many came out as they were; of the others, what differs."""
    identical = sum(one.is_identical for one in found)
    screen.print(f"{identical:,} of {len(found):,} decisions are byte for byte the same, {_LEVELS[level]}.")
    others = [one for one in found if not one.is_identical]
    for one in others[:MOST_SHOWN]:
        screen.print(Text(f"\n{one.id}", style="bold"))
        if one.reason:
            screen.print(f"  cannot be replayed: {clean(one.reason)}")
        for difference in one.differences:
            screen.print(f"  {clean(difference)}")
    if len(others) > MOST_SHOWN:
        screen.print(f"\n… and {len(others) - MOST_SHOWN:,} more; --json lists them all.")


def show_compared(screen: Console, found: Sequence[Compared], summary: Summary) -> None:
    """Each decision then and now; of many, what changed for whom."""
    changed = [one for one in found if one.is_changed]
    for one in changed[:MOST_SHOWN]:
        _show(screen, one)
    if len(changed) > MOST_SHOWN:
        screen.print(f"… and {len(changed) - MOST_SHOWN:,} more that change; --json lists them all.\n")
    screen.print(
        f"{summary.slates_changed:,} of {summary.decisions:,} slates change: {summary.came:,} items come in for "
        f"others, {summary.moved:,} move. {summary.anything_changed:,} show anything otherwise."
    )
    if summary.decisions > 1:
        _groups(screen, summary)


def _show(screen: Console, one: Compared) -> None:
    screen.print(Text(f"{one.id} · {clean(one.surface)} · {one.acts} acts", style="bold"))
    if one.headline_then != one.headline_now:
        screen.print(f"  headline: {_quoted(one.headline_then)} → {_quoted(one.headline_now)}")
    for change in one.changes:
        if change.is_any:
            screen.print(Text(f"  {_place(change)}  {clean(change.title)}{_score(change)}"))
            for line in _said(change):
                screen.print(Text(f"           {line}", style="dim"))
    screen.print()


def _place(change: Change) -> str:
    if change.then is None:
        return f"in  → {change.now:>2}"
    if change.now is None:
        return f"{change.then:>2} → out "
    return f"{change.then:>2} → {change.now:>2}  "


def _score(change: Change) -> str:
    if change.score_then is None or change.score_now is None:
        return ""
    difference = change.score_now - change.score_then
    return f"  ({difference / _UNITS:+.4f})" if difference else ""


def _said(change: Change) -> Iterator[str]:
    if change.then is None or change.now is None or change.said_then == change.said_now:
        return
    yield from (f"- {clean(text)}" for text in change.said_then if text not in change.said_now)
    yield from (f"+ {clean(text)}" for text in change.said_now if text not in change.said_then)


def _quoted(text: str) -> str:
    return f"“{clean(text)}”" if text else "none"


def _groups(screen: Console, summary: Summary) -> None:
    table = Table("by", "group", "decisions", "slates changed", box=None, pad_edge=False)
    for (by, group), (number, changed) in summary.groups.items():
        table.add_row(by, clean(group), f"{number:,}", f"{changed:,} ({changed / number:.0%})")
    screen.print()
    screen.print(table)
