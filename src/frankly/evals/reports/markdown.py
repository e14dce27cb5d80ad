"""A run as Markdown, as it stands in a pull request: what it comes to, what is red and why; the rest folded away."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from frankly.evals.reports.html import amount, money, percent, seconds
from frankly.evals.reports.states import STATES
from frankly.evals.reports.view import CellView, Found, RunView
from frankly.evals.reports.words import clean, explained, headline
from frankly.evals.runs.summary import CheckSummary

MOST_REDS: Final = 10
"""Cells that are told one by one; comments that nobody can scroll are not read."""

_SIGNS: Final = {"fine": "✅", "worse": "❌", "stale": "⚠️", "could not run": "❌"}


def as_markdown(view: RunView) -> str:
    """Make the text. What models and catalogues say stands in code blocks alone, where it can name nobody."""
    return "\n\n".join(_parts(view)) + "\n"


def _parts(view: RunView) -> Iterator[str]:
    summary = view.summary
    yield f"## {_SIGNS[summary.standing]} Evals: {headline(view)}"
    yield f"{seconds(summary.seconds)}, cost {money(summary.cost_nano)}, run `{summary.run[:12]}`."
    yield from (f"> {_inline(note)}" for note in summary.notes)
    if summary.stale:
        yield "**Not recorded, so nobody can tell:**\n\n" + "\n".join(f"- {_inline(line)}" for line in summary.stale)
    if summary.compared:
        yield _compared(view)
    wrong = [cell for cell in view.cells if cell.state in {"red", "broke"}]
    yield from map(_cell, wrong[:MOST_REDS])
    if len(wrong) > MOST_REDS:
        yield f"… and {len(wrong) - MOST_REDS} cells more; the page has them all."
    if summary.checks:
        yield f"<details><summary>All checks</summary>\n\n{_checks(summary.checks)}\n\n</details>"


def _compared(view: RunView) -> str:
    head = "| Suite | Check | Before | Now | Verdict |\n|---|---|---:|---:|---|"
    rows = [
        f"| {_cellular(one.suite)} | {_cellular(one.check)} | {amount(one.before, one.of)} | "
        f"{amount(one.after, one.of)} | "
        f"{f'**{one.verdict}**' if one.verdict == 'worse' else one.verdict}"
        f"{f' (needs {one.needs})' if one.verdict == 'cannot tell' and one.needs else ''}"
        f"{'' if one.gates else ', does not gate'} |"
        for one in view.summary.compared
        if one.verdict != "same within margin"
    ]
    if not rows:
        return f"Since the baseline: all {len(view.summary.compared)} comparisons are the same within their margin."
    return "\n".join([head, *rows])


def _checks(checks: Sequence[CheckSummary]) -> str:
    head = "| Suite | Check | Passed | Share | Interval | Stale | Skipped | Broke |\n|---|---|---:|---:|---|"
    head += "---:|---:|---:|"
    rows = [
        f"| {_cellular(one.suite)} | {_cellular(one.check)}{_gate(one)} | "
        f"{one.counts.passed}/{one.counts.told} | {percent(one.share)} | {percent(one.low)} to {percent(one.high)} | "
        f"{one.counts.stale} | {one.counts.skipped} | {one.counts.errors} |"
        for one in checks
    ]
    return "\n".join([head, *rows])


def _gate(one: CheckSummary) -> str:
    return "" if one.gates else f" ({one.lacks}: does not gate)" if one.lacks else " (does not gate)"


def _cell(cell: CellView) -> str:
    told = "\n\n".join(_found(cell, found) for found in cell.wrong if found.state in {"red", "broke"})
    error = cell.output.error if cell.output is not None else ""
    return f"### {_inline(cell.name)}\n\n" + (told or _block(error or STATES[cell.state]))


def _found(cell: CellView, found: Found) -> str:
    return f"**{_cellular(found.check)}** {STATES[found.state]}\n\n" + _block("\n".join(explained(cell, found)))


def _block(text: str) -> str:
    fence = "`" * max(3, 1 + max(map(len, re.findall("`+", text)), default=0))
    return f"{fence}text\n{clean(text)}\n{fence}"


def _inline(text: str) -> str:
    """Text of others in a line: as code, which is shown and never obeyed."""
    told = clean(text).replace("\n", " ")
    fence = "`" * (1 + max(map(len, re.findall("`+", told)), default=0))
    pad = " " if told.startswith("`") or told.endswith("`") else ""
    return f"{fence}{pad}{told}{pad}{fence}"


def _cellular(name: str) -> str:
    """A name in a table's cell; names are letters, digits and a few signs, but files are written by people."""
    return clean(name).replace("|", "\\|").replace("<", "&lt;").replace("\n", " ")
