"""Suites for tests of the pytest plugin: planned and run without a shop, out of the run that `made` makes by hand."""

from collections.abc import Collection
from pathlib import Path

import pytest

from frankly.cli.evaluating.in_pytest.suites import Evals, Suites
from frankly.errors import NotFound
from frankly.evals.reports.view import Run, RunView, view_of
from tests.unit.evals.reports import made

RAN: list[set[str]] = []
"""Names of cells of each run, in order."""


def evals(config: pytest.Config, failing: str = "") -> Evals:
    """What runs them; with a message, nothing can be run."""
    run = made.run()
    out = Path(str(config.rootpath)) / "run"

    def evaluate(chosen: Collection[str]) -> RunView:
        RAN.append(set(chosen))
        if failing:
            raise NotFound(failing)
        outputs = [one for one in run.outputs if one.cell.name in chosen]
        verdicts = [one for one in run.verdicts if one.cell in chosen]
        reds = any(one.finding.outcome == "fail" for one in verdicts if one.check != "tone")
        stale = any(one.finding.outcome == "stale" for one in verdicts)
        standing = "worse" if reds else "stale" if stale else "fine"
        return view_of(Run(made.summary(standing=standing, compared=()), outputs, verdicts), made.EXPECTS)

    cells = [one.cell for one in run.outputs]
    return Evals(Suites(out, out, lambda: cells, evaluate), config.getoption("frankly_evals_allow_stale"))
