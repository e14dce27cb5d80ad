"""Runs a suite that gives figures, and tells them beside its bars; docs/benchmarks.md says what each means."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from frankly.evals.report import Report
    from frankly.evals.running import Choices


@dataclass(frozen=True, slots=True)
class Figures:
    """What is asked of suites that give figures.

    Attributes:
        suites: their folder.
        choices: cases, seed, processes, sentences to be read.
        sets: folder that holds the folders of public data sets; None skips those.
        only: names of data sets with a comma between them; empty for all.
    """

    suites: Path
    choices: Choices
    sets: Path | None = None
    only: str = ""


def run_figures(name: str, figures: Figures) -> Report:
    """Run one suite.

    Raises:
        NotFound: when there is no such suite, or none of its data sets is there.
        Invalid: when not one case could be tried.
    """
    from frankly.cli.door import keeping
    from frankly.cli.proving.evals_data import loads_of
    from frankly.cli.screen import err
    from frankly.evals.running import run as run_suite
    from frankly.evals.suites import suite_named

    suite = suite_named(name, figures.suites)
    chosen = [one.strip() for one in figures.only.split(",") if one.strip()]
    loads = loads_of(suite.sets, figures.sets, chosen, is_acted_on=suite.options.get("acts", True))
    screen = err()
    with keeping(lambda: "Nothing was kept."), screen.status("") as status:
        say = status.update if screen.is_terminal else lambda line: None
        return run_suite(name, suite, loads, figures.choices, say)


def show_figures(report: Report) -> None:
    """Print figures and bars."""
    from rich.table import Table
    from rich.text import Text

    from frankly.cli.screen import out

    screen = out()
    table = Table(box=None, pad_edge=False)
    table.add_column("figure", overflow="fold")
    table.add_column("value", justify="right")
    table.add_column("bar")
    table.add_column("")
    styles = {"met": "green", "missed": "bold red", "not measured": "yellow"}
    judged = {one.figure: one for one in report.judged}
    for name, one in judged.items():
        table.add_row(name, _number(one.value), one.bar.told(), Text(one.outcome, style=styles[one.outcome]))
    grouped = [name for name in report.figures if name not in judged and _is_grouped(name)]
    for name, value in report.figures.items():
        if name not in judged and name not in grouped:
            table.add_row(name, _number(value), "", "")
    screen.print(table)
    if grouped:
        screen.print(f"  {len(grouped)} figures by group: with --json")
    for note in [*report.notes, *(f"{file}: SHA-256 {digest}" for file, digest in report.data.items())]:
        screen.print(Text(f"  {note}"))


def _number(value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:,.0f}" if float(value).is_integer() and abs(value) > 1 else f"{value:,.5g}"


def _is_grouped(name: str) -> bool:
    """Whether a figure is one of many by language, length of history, or class within a set."""
    return ".of." in name or ".acts_" in name or name.count(".") > 3
