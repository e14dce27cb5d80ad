"""Runs what was named, suites of cases together and suites of figures one by one, and tells it with one exit code."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

    from frankly.cli.evaluating.running.cases_run import Wanted
    from frankly.cli.evaluating.running.figures_run import Figures
    from frankly.settings import Settings

WORST: Final = (1, 2, 3, 0)
"""Exit codes, the one that tells most first: what failed is known, what could not run or is stale may still be fine."""


def sorted_out(place: Path, names: Sequence[str], *, is_all: bool) -> tuple[list[str], list[str]]:
    """Which of the named suites are of cases, and which give figures.

    Args:
        place: folder of the suites.
        names: as they were given; none means all suites of cases.
        is_all: whether suites that give figures are run too where none is named.

    Raises:
        NotFound: when there is no suite of a name, with the nearest one.
        Misconfigured: naming file and line of what is wrong.
    """
    from frankly.domain.faults import suggestion
    from frankly.errors import NotFound
    from frankly.evals.cases.suite import case_suites
    from frankly.evals.suites import load_suites

    of_cases, measured = case_suites(place), load_suites(place)
    known = {**of_cases, **measured}
    for name in names:
        if name not in known:
            hint = suggestion(name, known) or f"Suites: {', '.join(known) or 'none'}."
            raise NotFound(f"There is no suite '{name}' in {place}. {hint}")
    if not known:
        raise NotFound(f"{place} holds no suite; each is a folder with a suite.yaml.")
    if not names:
        return list(of_cases), list(measured) if is_all else []
    return [name for name in names if name in of_cases], [name for name in names if name in measured]


def run_all(wanted: Wanted, measured: Sequence[str], figures: Figures, settings: Settings, *, as_json: bool) -> int:
    """Run, print, and give the exit code: of several that differ, the one that tells most.

    Raises:
        NotFound: when there is nothing to run.
    """
    from frankly.cli.evaluating.reporting.runs import last_run
    from frankly.cli.evaluating.running.cases_run import CODES, plain, run_cases, show
    from frankly.cli.evaluating.running.figures_run import run_figures, show_figures
    from frankly.cli.screen import put_json
    from frankly.errors import NotFound

    if not wanted.names and not measured:
        raise NotFound(f"{wanted.suites} holds no suite of cases. Name a suite, or run all with --all.")
    codes: list[int] = []
    told: dict[str, dict[str, object]] = {}
    if wanted.names:
        summary = run_cases(wanted, settings)
        codes.append(CODES[summary.standing])
        told["cases"] = plain(summary, wanted.out or last_run(settings))
        if not as_json:
            show(wanted.out or last_run(settings), settings)
    for name in measured:
        report = run_figures(name, figures)
        codes.append(report.exit_code)
        told[name] = report.as_plain()
        if not as_json:
            show_figures(report)
    if as_json:
        put_json(next(iter(told.values())) if len(told) == 1 else {"runs": told})
    return next(code for code in WORST if code in codes)
