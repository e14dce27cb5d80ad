"""What a finding comes to for a run: whether it counts, and for what."""

from collections.abc import Mapping
from typing import Final, Literal

from frankly.evals.runs.summary import Compared, Summary
from frankly.evals.runs.verdict import Verdict

State = Literal["red", "broke", "stale", "drawn", "noted", "known", "fine", "skipped"]
"""What a finding, or a cell, comes to: a check that gates failed; something broke; nobody can tell; a model's reply
failed, and chance alone does as much; a check failed that does not gate; it failed in the accepted baseline too; all
that was looked at holds; nothing was looked at."""

FAILED: Final[frozenset[State]] = frozenset({"red", "drawn", "noted", "known"})
"""States of a check that failed, whatever that counts for."""

UNTOLD: Final[frozenset[State]] = frozenset({"fine", "skipped"})
"""States that need no words."""

STATES: Final[Mapping[State, str]] = {
    "red": "failed",
    "broke": "could not be judged",
    "stale": "stale, cannot tell",
    "drawn": "failed, may be chance",
    "noted": "failed but does not gate",
    "known": "failed as in the baseline",
    "fine": "passed",
    "skipped": "nothing to look at",
}
"""State → its words, worst first."""


class Weights:
    """What a failed finding counts for, as the summary says."""

    def __init__(self, summary: Summary) -> None:
        self._gating = {(one.suite, one.check) for one in summary.checks if one.gates}
        self._known = {(one.cell, one.check) for one in summary.reds if one.is_known}
        self._compared: dict[tuple[str, str], list[Compared]] = {}
        for one in summary.compared:
            self._compared.setdefault((one.suite, one.check), []).append(one)
        # The summary names first what is likely the cause.
        self._places: dict[str, int] = {}
        self._checks: dict[tuple[str, str], int] = {}
        for at, red in enumerate(summary.reds):
            self._places.setdefault(red.cell, at)
            self._checks.setdefault((red.cell, red.check), at)

    def _failed(self, verdict: Verdict) -> State:
        if (verdict.cell, verdict.check) in self._known:
            return "known"
        if (verdict.suite, verdict.check) not in self._gating:
            return "noted"
        # Beside a baseline it counts where the comparison says so; a single draw of a model does not.
        compared = self._compared.get((verdict.suite, verdict.check), ())
        counts = (
            not compared
            or not verdict.drawn
            or any(one.verdict == "worse" or verdict.cell in one.broken for one in compared)
        )
        return "red" if counts else "drawn"

    def place(self, cell: str) -> int:
        """Where among what is red the summary names a cell."""
        return self._places.get(cell, len(self._checks))

    def place_of(self, verdict: Verdict) -> int:
        """Where among what is red the summary names a finding."""
        return self._checks.get((verdict.cell, verdict.check), len(self._checks))

    def state(self, verdict: Verdict) -> State:
        """What it comes to."""
        if verdict.finding.outcome == "fail":
            return self._failed(verdict)
        states: dict[str, State] = {"pass": "fine", "stale": "stale", "skipped": "skipped", "error": "broke"}
        return states[verdict.finding.outcome]
