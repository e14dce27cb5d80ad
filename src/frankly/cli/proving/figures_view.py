"""How figures of a benchmark are shown: as a table, or as JSON."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from frankly.bench.report import Report

_GROUPS = ("history_", "truth_")
"""Last parts of the names of figures by group; there are hundreds."""


def print_figures(measure: Callable[[Callable[[str], None]], Report], as_json: bool) -> None:
    """Measure, telling on standard error what is going on, and print the figures."""
    from frankly.cli.door import keeping
    from frankly.cli.screen import err, put_json

    screen = err()
    with keeping(lambda: "Nothing was kept."), screen.status("") as status:
        report = measure(status.update if screen.is_terminal else lambda line: None)
    if as_json:
        put_json(report.as_plain())
    else:
        _show(report)


def _show(report: Report) -> None:
    from rich.table import Table

    from frankly.cli.screen import out

    screen = out()
    table = Table("figure", box=None, pad_edge=False)
    table.add_column("value", justify="right")
    grouped = [name for name in report.figures if name.rpartition(".")[2].startswith(_GROUPS)]
    for name, value in report.figures.items():
        if name in grouped:
            continue
        table.add_row(name, f"{value:,.4g}" if abs(value) < 100 else f"{value:,.1f}")
    screen.print(table)
    if grouped:
        screen.print(f"  {len(grouped)} figures by group of people and items: with --json")
    for note in report.notes:
        screen.print(f"  {note}")
    for file, digest in report.data.items():
        screen.print(f"  {file}: SHA-256 {digest}")
