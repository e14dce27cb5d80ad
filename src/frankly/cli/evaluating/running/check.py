"""`frankly eval check`: judges a run again; nothing is made."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from frankly.cli.evaluating.options import SuitesFolder
from frankly.cli.options import AsJson, Data


def check(
    context: typer.Context,
    folder: Annotated[
        Path | None, typer.Argument(metavar="RUN", help="Folder of the run.", show_default="the last run")
    ] = None,
    suites: SuitesFolder = None,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Judge what a run made by the checks as they are now. Nothing is made and no model is asked.

    Exit code 0: fine; 1: worse or failed; 2: something could not be judged; 3: replies are not recorded, cannot tell.
    """
    from frankly.cli.evaluating.reporting.runs import last_run
    from frankly.cli.evaluating.running.cases_run import CODES, judging_of, plain, show
    from frankly.cli.options import settings_for
    from frankly.cli.screen import put_json
    from frankly.evals.cases.suite import case_suites
    from frankly.evals.generating.plan import plan_of
    from frankly.evals.judging.judge import judge
    from frankly.evals.runs.folder import RunFolder
    from frankly.settings import data_folder

    settings = settings_for(context, data)
    run = RunFolder(folder or last_run(settings))
    place = suites or data_folder("evals", settings)
    known = case_suites(place)
    names = [name for name in run.run().suites if name in known]
    summary = judge(run, judging_of(settings, place), plan_of(place, names) if names else None)
    if as_json:
        put_json(plain(summary, run.path))
    else:
        show(run.path, settings)
    raise typer.Exit(CODES[summary.standing])
