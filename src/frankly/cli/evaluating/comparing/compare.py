"""`frankly eval compare`: two runs, or a run beside what was accepted."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from frankly.cli.evaluating.options import SuitesFolder
from frankly.cli.options import AsJson, Data

if TYPE_CHECKING:
    from collections.abc import Sequence

    from frankly.evals.runs.summary import Summary
    from frankly.settings import Settings

Form = Literal["terminal", "html", "markdown", "json"]


def compare(
    context: typer.Context,
    base: Annotated[
        str,
        typer.Argument(metavar="BASE", help="Folder of the earlier run, 'baseline', or a revision of git; BASE..NEW."),
    ],
    new: Annotated[
        str | None,
        typer.Argument(metavar="NEW", help="Folder of the later run, or a revision.", show_default="the last run"),
    ] = None,
    form: Annotated[Form, typer.Option("--format", help="How it is told; markdown is for pull requests.")] = "terminal",
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="Write it into this file.", show_default=False)
    ] = None,
    suites: SuitesFolder = None,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Say what got better, what got worse, and what nobody can tell yet, check by check.

    A revision is run first, a minute for all suites: suites, cassettes, prompts, policies, surfaces and brand as they
    were then, with the code of now.
    Exit code 0: nothing that counts got worse; 1: something did; 2: it could not be compared; 3: replies are not
    recorded, cannot tell.
    """
    from frankly.cli.evaluating.git import commit_of
    from frankly.cli.evaluating.reporting.runs import last_run
    from frankly.cli.evaluating.running.cases_run import CODES, checks_that_count
    from frankly.cli.options import settings_for
    from frankly.evals.checks.registry import CHECKS
    from frankly.evals.gate.two_runs import BASELINE, compared, two_named
    from frankly.evals.runs.folder import RunFolder
    from frankly.settings import data_folder

    settings = settings_for(context, data)
    place = suites or data_folder("evals", settings)
    first, second = two_named(base, new, last_run(settings), lambda name: bool(commit_of(place, name)))
    after = _run_of(second, place, (), settings)
    before = first if first == BASELINE else str(_run_of(first, place, RunFolder(after).run().suites, settings))
    summary = compared(before, after, place, checks_that_count(), tuple(CHECKS))
    _tell(summary, before, after, "json" if as_json else form, out)
    raise typer.Exit(CODES[summary.standing])


def _run_of(name: str, suites: Path, names: Sequence[str], settings: Settings) -> Path:
    """Folder of a run; of a revision's, it is made first."""
    from frankly.cli.evaluating.comparing.revision import run_of
    from frankly.cli.evaluating.git import commit_of

    if Path(name).is_dir() or not commit_of(suites, name):
        return Path(name)
    return run_of(name, suites, names, settings)


def _tell(summary: Summary, base: str, run: Path, form: Form, out: Path | None) -> None:
    from frankly.cli.evaluating.comparing.compared_view import compared_told
    from frankly.cli.screen import out as screen
    from frankly.cli.screen import put_json

    if form == "json" and out is None:
        put_json({"figures": figures_of(summary), **summary.model_dump(mode="json")})
        return
    if form == "terminal":
        screen().print(compared_told(summary))
        return
    _write(summary, base, run, form, out)


def _write(summary: Summary, base: str, run: Path, form: Form, out: Path | None) -> None:
    import sys

    from frankly.cli.evaluating.reporting.runs import expectations, read_run
    from frankly.evals.gate.two_runs import BASELINE
    from frankly.evals.reports.forms import FORMS
    from frankly.evals.reports.view import Run, view_of
    from frankly.evals.runs.folder import RunFolder

    kept = RunFolder(run)
    suites = {check.suite for check in summary.checks}
    verdicts = [verdict for verdict in kept.verdicts() if verdict.suite in suites]
    outputs = [output for output in kept.outputs() if output.cell.suite in suites]
    earlier = read_run(Path(base)) if base != BASELINE else None
    view = view_of(Run(summary, outputs, verdicts, str(run)), expectations(), earlier)
    text = FORMS[form](view)
    if out is None:
        sys.stdout.write(text)
    else:
        out.write_text(text, encoding="utf-8", newline="")


def figures_of(summary: Summary) -> dict[str, float]:
    """How many comparisons came to what."""
    verdicts = [one.verdict for one in summary.compared]
    return {f"compare.{name.replace(' ', '_')}": float(verdicts.count(name)) for name in sorted(set(verdicts))}
