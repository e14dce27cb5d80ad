"""`frankly eval record`: has models say what cases want of them and no cassette holds."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from frankly.cli.evaluating.options import Repeat, SuitesFolder
from frankly.cli.options import AsJson, Data, settings_for


def record(
    context: typer.Context,
    names: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[SUITE]...", help="Suites whose replies are recorded.", show_default="all suites of cases"
        ),
    ] = None,
    filters: Annotated[
        list[str] | None,
        typer.Option("--filter", metavar="WORDS", help="Only cells that pass, as for 'run'.", show_default=False),
    ] = None,
    repeat: Repeat = None,
    prompts: Annotated[
        list[str] | None,
        typer.Option("--prompt", metavar="ID", help="A version in place of the one in use.", show_default=False),
    ] = None,
    model: Annotated[
        str, typer.Option(metavar="NAME", help="The model that is recorded.", show_default="what suites say")
    ] = "",
    budget: Annotated[
        str,
        typer.Option(
            metavar="AMOUNT",
            help="The most that this recording may take: '2 USD', '500000 tokens', or both.",
            show_default="FRANKLY_BUDGET_DAY alone",
        ),
    ] = "",
    again: Annotated[
        bool, typer.Option("--again", help="Ask anew also for what is recorded; stopped, it goes on where it was.")
    ] = False,
    ask: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Ask nobody: write the calls into a file, to be filled in elsewhere and given to 'cassettes put'.",
            show_default=False,
        ),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what it would take, and ask nothing.")] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Begin without asking back.")] = False,
    suites: SuitesFolder = None,
    workers: Annotated[int, typer.Option(min=1, help="Processes side by side.")] = 2,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Ask models for every reply that cases want and no cassette holds, and record it. Says first what it will take.

    Nothing secret and nothing personal is recorded: a reply with such a thing in it is refused and told. Stop it
    whenever you like: what came is kept, and nothing is asked twice.
    Exit code 0: all is recorded; 1: something is not; 2: it could not begin.
    """
    from frankly.cli.evaluating.keeping.record_run import RecordChoices, run_record
    from frankly.cli.evaluating.running.cases_run import Wanted
    from frankly.settings import data_folder

    settings = settings_for(context, data)
    wanted = Wanted(
        names=names or [],
        suites=suites or data_folder("evals", settings),
        filters=filters or [],
        samples=repeat,
        model=model,
        prompts=prompts or [],
        budget=budget,
        workers=workers,
    )
    choices = RecordChoices(is_again=again, ask=ask, is_tried=dry_run, is_agreed=yes, as_json=as_json)
    if not run_record(wanted, choices, settings):
        raise typer.Exit(1)
