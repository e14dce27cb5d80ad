"""`frankly eval baseline`: what was accepted, and accepting what a run found."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from frankly.cli.evaluating.options import SuitesFolder
from frankly.cli.options import AsJson, Data

baseline = typer.Typer(name="baseline", no_args_is_help=True, help="Show what was accepted of suites, or accept a run.")


@baseline.command("show")
def show(
    context: typer.Context,
    suite: Annotated[str | None, typer.Argument(help="Its suite.", show_default="all that have one")] = None,
    suites: SuitesFolder = None,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Print what was accepted: how much passes, who changed that when, and why."""
    from rich.text import Text

    from frankly.cli.options import settings_for
    from frankly.cli.screen import out, put_json
    from frankly.domain.faults import suggestion
    from frankly.errors import NotFound
    from frankly.evals.gate.baseline import read_baselines
    from frankly.settings import data_folder

    known = read_baselines(suites or data_folder("evals", settings_for(context, data)))
    if suite is not None and suite not in known:
        hint = suggestion(suite, known) or f"Accept one: frankly eval baseline accept {suite} --because '…'."
        raise NotFound(f"Nothing was accepted of '{suite}'. {hint}")
    shown = {suite: known[suite]} if suite is not None else known
    if as_json:
        put_json({name: one.model_dump(mode="json") for name, one in shown.items()})
        return
    screen = out()
    for name, one in shown.items():
        newest = one.accepted[0]
        screen.print(Text.assemble((name, "bold"), f"  {newest.passed:,} of {newest.told:,} pass"))
        for accepted in one.accepted:
            was = "" if accepted.was is None else f", {accepted.was:,} before, {accepted.broken:,} let go"
            screen.print(Text(f"  {accepted.day}  {accepted.passed:,} pass{was}: {accepted.because}"))
    if not shown:
        screen.print("Nothing was accepted yet. Accept a run: frankly eval baseline accept SUITE --because '…'.")


@baseline.command("accept")
def accept(
    context: typer.Context,
    suite: Annotated[str, typer.Argument(help="Name of the suite.")],
    because: Annotated[str, typer.Option("--because", help="Why; it is written down with the baseline.")],
    run: Annotated[
        Path | None, typer.Option("--run", metavar="RUN", help="Folder of the run.", show_default="the last run")
    ] = None,
    suites: SuitesFolder = None,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Accept what a run found of a suite: later runs are compared with it. Commit the file that is written."""
    from datetime import UTC, datetime

    from frankly.cli.evaluating.reporting.runs import last_run
    from frankly.cli.options import settings_for
    from frankly.cli.screen import out, put_json
    from frankly.evals.gate.accepting import accepted
    from frankly.settings import data_folder

    settings = settings_for(context, data)
    place = suites or data_folder("evals", settings)
    file, told = accepted(suite, run or last_run(settings), place, because, datetime.now(UTC).date().isoformat())
    newest = told.accepted[0]
    if as_json:
        put_json({"file": str(file), **newest.model_dump(mode="json")})
        return
    was = "" if newest.was is None else f" ({newest.was:,} before, {newest.broken:,} let go)"
    out().print(f"{file}: {newest.passed:,} of {newest.told:,} pass{was}. Commit it with your change.", soft_wrap=True)
