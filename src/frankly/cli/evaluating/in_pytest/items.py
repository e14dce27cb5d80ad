"""The tests that pytest sees: a check in a cell, and what the whole run comes to."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import pytest

from frankly.evals.reports.states import STATES
from frankly.evals.reports.words import explained

if TYPE_CHECKING:
    from frankly.evals.cases.case import Cell
    from frankly.evals.reports.view import CellView, Found, RunView


class EvalFailed(Exception):
    """A check failed, or could not judge; the message explains it line by line."""


class StaleReply(Exception):
    """A reply is not recorded, so nobody can tell."""


class Evals(Protocol):
    """What runs the cells that were chosen, and knows what was found."""

    def found(self, item: EvalItem) -> Found | None:
        """What a check found."""

    def view(self, session: pytest.Session) -> RunView:
        """The run."""

    def stale(self, why: str) -> None:
        """What nobody can tell: fails, unless it is allowed."""


class EvalSuite(pytest.Collector):
    """A suite; its tests are handed to pytest already collected."""

    @classmethod
    def of(cls, session: pytest.Session, name: str, path: Path) -> EvalSuite:
        """A suite of some name; without one, all of them."""
        made: EvalSuite = cls.from_parent(session, name=name or "evals", nodeid=f"evals/{name}".rstrip("/"))
        made.path = path
        return made

    def collect(self) -> list[pytest.Item]:
        """Nothing more."""
        return []


class _Told(pytest.Item):
    """A test whose failure explains itself: no traceback tells more."""

    evals: Evals

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """The explanation alone."""
        if isinstance(excinfo.value, EvalFailed | StaleReply):
            return str(excinfo.value)
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, None, str]:
        """Where the suite lies."""
        return self.path, None, self.name


class EvalItem(_Told):
    """One check in one cell."""

    cell: str
    check: str

    @classmethod
    def of(cls, parent: EvalSuite, evals: Evals, cell: Cell, check: str) -> EvalItem:
        """A test.

        Args:
            parent: its suite.
            evals: what runs it.
            cell: which cell.
            check: the check as reports name it.
        """
        made: EvalItem = cls.from_parent(parent, name=f"{cell.name.removeprefix(f'{cell.suite}/')}::{check}")
        made.evals, made.cell, made.check = evals, cell.name, check
        return made

    def runtest(self) -> None:
        """Say what was found."""
        found = self.evals.found(self)
        if found is None:
            raise EvalFailed("Nothing was judged: the run holds no finding of this check in this cell.")
        why = found.finding.why or STATES[found.state]
        if found.state == "stale":
            self.user_properties.append(("frankly", "stale"))
            self.evals.stale(why)
        elif found.state == "skipped":
            pytest.skip(f"nothing to look at: {why}")
        elif found.state in {"red", "broke"}:
            raise EvalFailed("\n".join(explained(_cell(self.evals.view(self.session), self.cell), found)))
        elif found.state != "fine":
            pytest.xfail(f"{STATES[found.state]}: {why}")


class StandingItem(_Told):
    """What the run comes to, beside its baselines: what no single cell shows."""

    @classmethod
    def of(cls, parent: EvalSuite, evals: Evals) -> StandingItem:
        """The test."""
        made: StandingItem = cls.from_parent(parent, name="standing")
        made.evals = evals
        return made

    def runtest(self) -> None:
        """Say what it comes to."""
        summary = self.evals.view(self.session).summary
        if summary.standing == "stale":
            self.user_properties.append(("frankly", "stale"))
            self.evals.stale("; ".join(summary.stale) or "some replies are not recorded")
        elif summary.standing != "fine":
            worse = [f"{one.suite}: {one.check} {one.verdict}" for one in summary.compared if one.verdict == "worse"]
            raise EvalFailed("\n".join([summary.standing, *worse, *summary.notes]))


def _cell(view: RunView, name: str) -> CellView:
    return next(cell for cell in view.cells if cell.name == name)
