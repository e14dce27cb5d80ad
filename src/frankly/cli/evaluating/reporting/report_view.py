"""A run of evals on a terminal: what it comes to, checks by suite, variables × checks, what is red and why."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from operator import attrgetter
from typing import Final

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from frankly.cli.evaluating.reporting.cell_view import STYLES, findings, indented
from frankly.cli.screen import clean
from frankly.evals.reports.html import amount, gap, money, percent, seconds
from frankly.evals.reports.matrix import Matrix, Square, matrices
from frankly.evals.reports.states import STATES, UNTOLD, State
from frankly.evals.reports.view import RunView
from frankly.evals.runs.summary import CheckSummary, Compared

_STANDINGS: Final = {"fine": "bold green", "worse": "bold red", "stale": "bold yellow", "could not run": "bold red"}
_VERDICTS: Final = {"worse": "bold red", "better": "green", "cannot tell": "yellow", "same within margin": "dim"}

MOST_REDS: Final = 5
"""Cells that are told one by one unless all are asked for."""


def run_told(view: RunView, width: int, most: int | None = MOST_REDS) -> RenderableType:
    """A whole run, to be printed with `crop=False`: commands stand in one line, whatever the terminal's width.

    Args:
        view: what is told.
        width: columns of the terminal; wide matrices are told in parts.
        most: cells that are not fine and are told one by one; None for all, and for suites in which all holds too.
    """
    parts: list[RenderableType] = [_standing(view)]
    parts += [indented(Text(clean(note))) for note in view.summary.notes]
    if view.gone:
        told = f"{len(view.gone):,} cells of the earlier run are not in this one, first {view.gone[0]}"
        parts.append(indented(Text(clean(told), style="yellow")))
    if view.summary.stale:
        parts += [Text(), Text("Not recorded, so nobody can tell:", style="yellow")]
        parts += [indented(Text(clean(line))) for line in view.summary.stale]
    if view.summary.compared:
        parts += [Text(), _compared(view.summary.compared)]
    if view.summary.checks:
        parts += [Text(), _checks(view.summary.checks, is_whole=most is None)]
    is_whole = len(view.suites) == 1 or most is None
    for matrix in matrices(view.cells):
        if matrix.variables and (is_whole or not matrix.is_fine):
            parts += [Text(), *matrix_told(matrix, width)]
    return Group(*parts, *_reds(view, most))


def matrix_told(matrix: Matrix, width: int) -> Iterator[RenderableType]:
    """A matrix, in as many tables as the width asks for; checks down, combinations across."""
    yield Text(f"{matrix.suite}: {' × '.join(matrix.variables)}", style="bold")
    if matrix.constant:
        yield indented(
            Text(clean(", ".join(f"{name} = {value}" for name, value in matrix.constant.items())), style="dim")
        )
    named = max(map(len, [*matrix.rows, *matrix.variables]))
    widths = [_column_width(matrix, at) for at in range(len(matrix.columns))]
    for block in _blocks(widths, width - named - 2):
        table = Table(box=None, pad_edge=False, show_edge=False)
        table.add_column("\n".join(matrix.variables), no_wrap=True)
        for at in block:
            table.add_column("\n".join(map(clean, matrix.columns[at])), justify="right", no_wrap=True)
        for check, squares in matrix.rows.items():
            table.add_row(check, *(_square(squares[at]) for at in block))
        yield Padding(table, (0, 0, 0, 2))


def _standing(view: RunView) -> Text:
    summary = view.summary
    told = Text.assemble((summary.standing, _STANDINGS[summary.standing]), f"  {summary.cells:,} cells: ")
    for at, (state, n) in enumerate((state, n) for state, n in view.counts.items() if n):
        told.append("; " if at else "").append(f"{n:,} {STATES[state]}", STYLES[state])
    return told.append(
        f"\n  {seconds(summary.seconds)}, cost {money(summary.cost_nano)}, run {summary.run[:12]}", "dim"
    )


def _table(*columns: tuple[str, bool]) -> Table:
    table = Table(box=None, pad_edge=False, show_edge=False)
    for name, is_number in columns:
        table.add_column(name, justify="right" if is_number else "left", overflow="fold", header_style="dim")
    return table


def _checks(checks: Sequence[CheckSummary], *, is_whole: bool) -> Table:
    """Check by check; of several suites those in which all holds have one row each."""
    table = _table(
        ("suite", False), ("check", False), ("passed", True), ("share", True), ("interval", False), ("", False)
    )
    suites = {suite: list(found) for suite, found in groupby(checks, key=attrgetter("suite"))}
    short = {suite for suite, found in suites.items() if len(suites) > 1 and not is_whole and _all_hold(found)}
    for suite in short:
        table.add_row(suite, *_short(suites[suite]))
    last = ""
    for one in checks:
        if one.suite in short:
            continue
        failed: State = "fine" if not one.counts.failed else "red" if one.gates else "noted"
        besides = [f"{n} {words}" for words, n in (
            ("stale", one.counts.stale), ("skipped", one.counts.skipped), ("broke", one.counts.errors)) if n
        ]  # fmt: skip
        besides += [] if one.gates else [f"{one.lacks}: does not gate" if one.lacks else "does not gate"]
        table.add_row(
            "" if one.suite == last else one.suite,
            one.check,
            Text(f"{one.counts.passed:,}/{one.counts.told:,}", style=STYLES[failed if one.counts.told else "skipped"]),
            percent(one.share),
            f"{percent(one.low)} – {percent(one.high)}" if one.low is not None else "",
            Text(", ".join(besides), style="dim"),
        )
        last = one.suite
    return table


def _all_hold(checks: Sequence[CheckSummary]) -> bool:
    counts = [one.counts for one in checks]
    return any(one.passed for one in counts) and not any(one.failed or one.stale or one.errors for one in counts)


def _short(checks: Sequence[CheckSummary]) -> tuple[str, Text, str, str, Text]:
    passed = sum(one.counts.passed for one in checks)
    skipped = sum(one.counts.skipped for one in checks)
    besides = Text(f"{skipped:,} skipped" if skipped else "", style="dim")
    number = f"{len(checks)} check{'' if len(checks) == 1 else 's'}"
    return number, Text(f"{passed:,}/{passed:,}", style=STYLES["fine"]), "100%", "", besides


def _compared(compared: Sequence[Compared]) -> RenderableType:
    told = [one for one in compared if one.verdict != "same within margin"]
    same = len(compared) - len(told)
    parts: list[RenderableType] = []
    if told:
        table = _table(
            ("since the baseline", False), ("", False), ("before", True), ("now", True), ("difference", True)
        )
        for one in told:
            needs = f" (needs {one.needs})" if one.verdict == "cannot tell" and one.needs else ""
            table.add_row(
                f"{one.suite} {one.check}",
                Text(f"{one.verdict}{needs}", style=_VERDICTS[one.verdict]),
                amount(one.before, one.of),
                amount(one.after, one.of),
                gap(one.difference, one.of),
            )
        parts.append(table)
    if same:
        parts.append(Text(f"{same:,} comparisons with the baseline are the same within their margin.", style="dim"))
    return Group(*parts)


def _reds(view: RunView, most: int | None) -> Iterator[RenderableType]:
    wrong = [cell for cell in view.cells if cell.state not in UNTOLD]
    for cell in wrong[:most]:
        yield Text()
        yield from findings(cell)
        # In one line however long it is, so that it can be copied; printed with `crop=False`.
        yield Text(f"  {cell.shown_by}", style="cyan", no_wrap=True, overflow="ignore")
    left = len(wrong) - len(wrong[:most])
    if left:
        yield Text(f"\n{left:,} cells more that are not fine: frankly eval report --all", style="dim")


def _square(square: Square | None) -> Text:
    if square is None:
        return Text("–", style="dim")
    # A sign besides the colour, for those who see none.
    sign = {"fine": "", "skipped": "", "stale": "?", "drawn": "~", "noted": "~", "known": "~"}.get(square.state, "!")
    return Text(f"{sign}{square.passed}/{square.of}", style=STYLES[square.state])


def _column_width(matrix: Matrix, at: int) -> int:
    squares = [row[at] for row in matrix.rows.values()]
    told = [len(_square(square)) for square in squares]
    return max([*told, *(len(clean(value)) for value in matrix.columns[at])]) + 1


def _blocks(widths: Sequence[int], width: int) -> Iterator[list[int]]:
    block: list[int] = []
    used = 0
    for at, one in enumerate(widths):
        if block and used + one > width:
            yield block
            block, used = [], 0
        block.append(at)
        used += one
    if block:
        yield block
