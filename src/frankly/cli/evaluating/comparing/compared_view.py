"""Comparisons on a terminal: what is not the same, check by check, with the cells that say why."""

from collections.abc import Iterator

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from frankly.evals.runs.summary import Compared, Summary

MOST_CELLS = 5
"""Cells that are named of one comparison."""

STYLES = {"worse": "bold red", "better": "green", "cannot tell": "yellow", "same within margin": ""}


def compared_told(summary: Summary) -> RenderableType:
    """A summary's comparisons."""
    return Group(*_parts(summary))


def _parts(summary: Summary) -> Iterator[RenderableType]:
    changed = [one for one in summary.compared if one.verdict != "same within margin" or one.lost]
    same = len(summary.compared) - len(changed)
    if changed:
        yield _table(changed)
    for one in changed:
        yield from _cells(one)
    yield Text(f"{same} of {len(summary.compared)} comparisons are the same within their margin.")
    yield from (Text(note) for note in summary.notes)
    yield Text(f"Comes to: {summary.standing}.", style="bold red" if summary.standing == "worse" else "bold")


def _table(changed: list[Compared]) -> Table:
    table = Table(box=None, pad_edge=False)
    for name in ("suite", "check"):
        table.add_column(name, overflow="fold")
    for name in ("before", "now", "difference", "p"):
        table.add_column(name, justify="right")
    table.add_column("")
    for one in changed:
        table.add_row(
            one.suite,
            one.check,
            _number(one.before, one.of),
            _number(one.after, one.of),
            _difference(one),
            "" if one.p_adjusted is None else f"{one.p_adjusted:.3f}",
            Text(_verdict(one), style=STYLES[one.verdict]),
        )
    return table


def _number(value: float | None, of: str) -> str:
    if value is None:
        return ""
    return f"{value:.1%}" if of == "share" else f"{value:.3f}"


def _difference(one: Compared) -> str:
    if one.difference is None or one.low is None or one.high is None:
        return ""
    scale = 100 if one.of == "share" else 1
    digits = 1 if one.of == "share" else 3
    low, high = f"{one.low * scale:+.{digits}f}", f"{one.high * scale:+.{digits}f}"
    return f"{one.difference * scale:+.{digits}f} ({low} to {high})"


def _verdict(one: Compared) -> str:
    needs = f" (needs {one.needs:,} cases)" if one.verdict == "cannot tell" and one.needs else ""
    return f"{one.verdict}{needs}{'' if one.gates else ', does not count'}"


def _cells(one: Compared) -> Iterator[Text]:
    for what, cells in (
        ("fails now", one.broken),
        ("passed before, other replies", tuple(name for name in one.flipped if name not in one.broken)),
        ("says nothing any more", one.lost),
    ):
        if cells:
            more = f" and {len(cells) - MOST_CELLS} more" if len(cells) > MOST_CELLS else ""
            yield Text(f"  {one.check}, {what}: {', '.join(cells[:MOST_CELLS])}{more}")
