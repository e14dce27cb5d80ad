"""Suites of cases as tests of pytest: cells are planned when tests are collected, and made when the first one runs."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import pytest

from frankly.cli.evaluating.in_pytest.items import EvalItem, EvalSuite, StaleReply, StandingItem
from frankly.cli.evaluating.reporting.runs import expectations, last_run, read_run
from frankly.cli.evaluating.running.cases_run import Wanted, run_cases
from frankly.errors import FranklyError
from frankly.evals.cases.case import Cell
from frankly.evals.generating.plan import plan_of
from frankly.evals.reports.view import Found, RunView, view_of
from frankly.settings import Settings, data_folder

MARK: Final = "frankly_eval"


@dataclass(frozen=True, slots=True, eq=False)
class Suites:
    """Where suites come from, and how they are run.

    Attributes:
        folder: of the suites.
        out: where the run is kept.
        plan: gives all cells.
        run: runs the cells of these names.
    """

    folder: Path
    out: Path
    plan: Callable[[], Sequence[Cell]]
    run: Callable[[Collection[str]], RunView]


@dataclass(slots=True, eq=False)
class Evals:
    """The plugin that collects cells and runs them.

    Attributes:
        suites: what is run.
        allows_stale: whether what nobody can tell is let through.
    """

    suites: Suites
    allows_stale: bool = False
    _view: RunView | None = None
    _failure: str = ""
    _founds: Mapping[tuple[str, str], Found] = field(default_factory=dict)

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection_modifyitems(self, session: pytest.Session, items: list[pytest.Item]) -> None:
        """Add a test for each cell and check, before -k and -m choose among all."""
        try:
            cells = self.suites.plan()
        except FranklyError as error:
            raise pytest.UsageError(f"--frankly-evals: {error.message}") from error
        parents: dict[str, EvalSuite] = {}
        for cell in cells:
            if cell.suite not in parents:
                parents[cell.suite] = EvalSuite.of(session, cell.suite, self.suites.folder / cell.suite / "suite.yaml")
            items += self._items(parents[cell.suite], cell)
        whole = EvalSuite.of(session, "", self.suites.folder)
        items.append(StandingItem.of(whole, self))
        for item in items:
            if isinstance(item, EvalItem | StandingItem):
                item.add_marker(MARK)

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Tell what is not recorded, and where the run lies."""
        if self._view is None:
            return
        summary = self._view.summary
        terminalreporter.section(f"evals: {summary.standing}")
        for line in (*summary.notes, *(f"not recorded: {line}" for line in summary.stale)):
            terminalreporter.line(line)
        terminalreporter.line(f"frankly eval report {self.suites.out} --format html --out evals.html")

    def pytest_report_teststatus(self, report: pytest.TestReport) -> tuple[str, str, str] | None:
        """What is stale is counted by itself: it did not fail, and it did not pass."""
        if report.when == "call" and dict(report.user_properties).get("frankly") == "stale" and not report.passed:
            return "stale", "?", "STALE"
        return None

    def found(self, item: EvalItem) -> Found | None:
        """What a check found; everything that pytest has chosen is run when the first test asks."""
        self.view(item.session)
        return self._founds.get((item.cell, item.check))

    def view(self, session: pytest.Session) -> RunView:
        """The run.

        Raises:
            EvalBroke: when nothing could be run, each time it is asked for.
        """
        if self._view is None:
            if self._failure:
                raise pytest.fail.Exception(f"the suites could not be run: {self._failure}", pytrace=False)
            chosen = {item.cell for item in session.items if isinstance(item, EvalItem)}
            try:
                self._view = self.suites.run(chosen)
            except FranklyError as error:
                self._failure = error.message
                raise pytest.fail.Exception(f"the suites could not be run: {error.message}", pytrace=False) from error
            self._founds = {(cell.name, one.check): one for cell in self._view.cells for one in cell.founds}
        return self._view

    def stale(self, why: str) -> None:
        """What nobody can tell: fails, unless it is allowed.

        Raises:
            StaleReply: unless it is allowed.
        """
        if self.allows_stale:
            pytest.xfail(f"stale: {why}")
        raise StaleReply(why)

    def _items(self, parent: EvalSuite, cell: Cell) -> list[pytest.Item]:
        used: dict[str, int] = {}
        items: list[pytest.Item] = []
        for use in cell.checks:
            used[use.name] = used.get(use.name, 0) + 1
            number = used[use.name]
            items.append(EvalItem.of(parent, self, cell, use.name + (f" ({number})" if number > 1 else "")))
        return items


def from_options(config: pytest.Config) -> Evals:
    """What the options of pytest ask for."""
    settings = Settings()
    named: list[str] = config.getoption("frankly_evals")
    folder = config.getoption("frankly_evals_suites") or data_folder("evals", settings)
    out = config.getoption("frankly_evals_out") or last_run(settings)
    workers: int = config.getoption("frankly_evals_workers")

    def run(chosen: Collection[str]) -> RunView:
        wanted = Wanted(names=named, suites=folder, out=out, workers=workers, cells=frozenset(chosen), is_fresh=True)
        run_cases(wanted, settings)
        return view_of(read_run(out, is_last=out == last_run(settings)), expectations())

    suites = Suites(folder, out, lambda: plan_of(folder, named).cells, run)
    return Evals(suites, allows_stale=config.getoption("frankly_evals_allow_stale"))
