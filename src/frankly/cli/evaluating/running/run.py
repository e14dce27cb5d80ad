"""`frankly eval run`: makes and judges suites of cases, and runs suites that give figures."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from frankly.cli.evaluating.options import Repeat, SuitesFolder
from frankly.cli.options import AsJson, Data


class ReplyMode(StrEnum):
    """Where models' replies come from."""

    REPLAY = "replay"
    AUTO = "auto"
    RECORD = "record"
    LIVE = "live"


def run(
    context: typer.Context,
    names: Annotated[
        list[str] | None,
        typer.Argument(help="Names of suites; 'frankly eval list' has them.", show_default="all suites of cases"),
    ] = None,
    filters: Annotated[
        list[str] | None,
        typer.Option(
            "--filter",
            metavar="WORDS",
            help="Only cells that pass: a part of the name ('*' is anything), tag:WORD, check:NAME or VARIABLE=VALUE; "
            "may be given several times.",
            show_default=False,
        ),
    ] = None,
    repeat: Repeat = None,
    prompts: Annotated[
        list[str] | None,
        typer.Option(
            "--prompt",
            metavar="ID",
            help="A version of a prompt in place of the one in use, such as the draft write/v2; may be given for "
            "several tasks.",
            show_default=False,
        ),
    ] = None,
    model: Annotated[
        str,
        typer.Option(metavar="NAME", help="The model whose replies are used.", show_default="what suites say"),
    ] = "",
    mode: Annotated[
        ReplyMode,
        typer.Option(
            help="Where models' replies come from: replay (recorded ones alone), auto (what is missing is asked and "
            "recorded), record (everything is asked and recorded), live (asked, and nothing is recorded)."
        ),
    ] = ReplyMode.REPLAY,
    simulated: Annotated[
        bool, typer.Option("--simulated", help="Let a simulated writer stand in for replies that are not recorded.")
    ] = False,
    budget: Annotated[
        str, typer.Option(help="The most that calls may take: '50000 tokens', '0.10 USD'.", show_default="no limit")
    ] = "",
    out: Annotated[
        Path | None,
        typer.Option(metavar="FOLDER", help="Where the run is kept.", show_default="evals/last in the data folder"),
    ] = None,
    fresh: Annotated[bool, typer.Option("--fresh", help="Begin anew, although a run was stopped here.")] = False,
    every: Annotated[bool, typer.Option("--all", help="Run the suites that give figures too.")] = False,
    suites: SuitesFolder = None,
    cases: Annotated[
        int | None,
        typer.Option(min=1, help="Of figures: how many are tried over all sets.", show_default="what the suite says"),
    ] = None,
    seed: Annotated[
        int | None, typer.Option(min=0, help="Of figures: seed of all draws.", show_default="what the suite says")
    ] = None,
    data_sets: Annotated[
        Path | None,
        typer.Option(
            "--sets",
            metavar="FOLDER",
            help="Folder that holds the folders of public data sets; without it suites of figures skip them.",
            show_default=False,
        ),
    ] = None,
    only: Annotated[
        str,
        typer.Option("--only", metavar="SET,SET", help="Of figures: run on these data sets alone.", show_default=False),
    ] = "",
    sample: Annotated[
        int, typer.Option(min=0, help="Of figures: sentences of each set that are printed, where the suite has some.")
    ] = 0,
    workers: Annotated[int, typer.Option(min=1, help="Processes side by side.")] = 2,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Run all suites of cases, or the suites that are named. Recorded replies are used, so nothing leaves the machine.

    Exit code 0: fine; 1: worse, failed, or a bar is missed; 2: it could not run, or not all was judged or measured;
    3: replies are not recorded, so nobody can tell.
    """
    from frankly.cli.evaluating.running.cases_run import Wanted
    from frankly.cli.evaluating.running.figures_run import Figures
    from frankly.cli.evaluating.running.several import run_all, sorted_out
    from frankly.cli.options import settings_for
    from frankly.evals.running import Choices
    from frankly.settings import data_folder

    settings = settings_for(context, data)
    place = suites or data_folder("evals", settings)
    of_cases, measured = sorted_out(place, names or [], is_all=every)
    wanted = Wanted(
        names=of_cases,
        suites=place,
        filters=filters or [],
        samples=repeat,
        model=model,
        prompts=prompts or [],
        mode=mode.value,
        simulated=simulated,
        budget=budget,
        workers=workers,
        is_fresh=fresh,
        out=out,
        sets=data_sets,
    )
    figures = Figures(place, Choices(cases, seed, workers, sample), data_sets, only)
    code = run_all(wanted, measured, figures, settings, as_json=as_json)
    if code:
        raise typer.Exit(code)
