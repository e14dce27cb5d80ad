"""`frankly eval run`: runs suites that prove what Frankly promises; docs/benchmarks.md says what each figure means."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from frankly.cli.options import AsJson

if TYPE_CHECKING:
    from frankly.evals.report import Report


def run(
    name: Annotated[str, typer.Argument(help="Name of the suite; 'frankly eval list' has them.")],
    cases: Annotated[
        int | None, typer.Option(min=1, help="How many are tried over all sets.", show_default="what the suite says")
    ] = None,
    seed: Annotated[
        int | None, typer.Option(min=0, help="Seed of all draws.", show_default="what the suite says")
    ] = None,
    data_sets: Annotated[
        Path | None,
        typer.Option(
            "--sets",
            metavar="FOLDER",
            help="Folder that holds the folders of public data sets; without it they are skipped.",
            show_default=False,
        ),
    ] = None,
    only: Annotated[
        str, typer.Option("--only", metavar="SET,SET", help="Run on these data sets alone.", show_default=False)
    ] = "",
    workers: Annotated[int, typer.Option(min=1, help="Processes; each takes a data set at a time.")] = 2,
    sample: Annotated[
        int, typer.Option(min=0, help="Sentences of each set that are printed to be read, where the suite has some.")
    ] = 0,
    as_json: AsJson = False,
) -> None:
    """Run one suite. Exit code 0: every bar is met; 1: one is missed; 2: it could not run, or not all was measured."""
    from frankly.cli.door import keeping
    from frankly.cli.proving.evals_data import loads_of
    from frankly.cli.screen import err, put_json
    from frankly.evals.running import Choices
    from frankly.evals.running import run as run_suite
    from frankly.evals.suites import suite_named
    from frankly.settings import Settings, data_folder

    suite = suite_named(name, data_folder("evals", Settings()))
    chosen = [one.strip() for one in only.split(",") if one.strip()]
    loads = loads_of(suite.sets, data_sets, chosen, is_acted_on=suite.options.get("acts", True))
    screen = err()
    with keeping(lambda: "Nothing was kept."), screen.status("") as status:
        say = status.update if screen.is_terminal else lambda line: None
        report = run_suite(name, suite, loads, Choices(cases, seed, workers, sample), say)
    if as_json:
        put_json(report.as_plain())
    else:
        _show(report)
    if report.exit_code:
        raise typer.Exit(report.exit_code)


def _show(report: Report) -> None:
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
