"""What running a suite gives: figures by name, and which of its bars they reach."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

from frankly.evals.suites import Bar

Outcome = Literal["met", "missed", "not measured"]

PASSED: Final = 0
MISSED: Final = 1
COULD_NOT_RUN: Final = 2


@dataclass(frozen=True, slots=True)
class Judged:
    """One bar and what became of it.

    Attributes:
        figure: its name.
        bar: what it must reach.
        value: what it is; None where it was not measured.
        outcome: met, missed, or not measured.
    """

    figure: str
    bar: Bar
    value: float | None
    outcome: Outcome


@dataclass(slots=True)
class Report:
    """Figures of one suite.

    Attributes:
        figures: dotted name → number.
        config: what was run.
        data: file name → SHA-256.
        notes: what a reader must know: what was left out, and why.
        skipped: data sets that were not there.
        judged: the bars.
    """

    figures: dict[str, float] = field(default_factory=dict)
    config: dict[str, object] = field(default_factory=dict)
    data: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)
    judged: Sequence[Judged] = ()

    def judge(self, bars: Mapping[str, Bar]) -> None:
        """Hold the figures against bars."""
        self.judged = [_judged(name, bar, self.figures.get(name)) for name, bar in bars.items()]

    @property
    def exit_code(self) -> int:
        """0 when every bar is met, 1 when one is missed, 2 when nothing can be said.

        A bar of a set that was skipped is no failure; any other bar without a figure is: what was not measured did not
        pass.
        """
        if any(one.outcome == "missed" for one in self.judged):
            return MISSED
        unmeasured = [one for one in self.judged if one.outcome == "not measured"]
        excused = [one for one in unmeasured if set(one.figure.split(".")) & set(self.skipped)]
        is_nothing = len(unmeasured) == len(self.judged)
        return COULD_NOT_RUN if is_nothing or len(excused) < len(unmeasured) else PASSED

    def as_plain(self) -> dict[str, object]:
        """The object as it is printed with `--json`."""
        bars = [
            {"figure": one.figure, "bar": one.bar.told(), "value": one.value, "outcome": one.outcome}
            for one in self.judged
        ]
        return {
            "figures": self.figures,
            "config": self.config,
            "data": self.data,
            "notes": self.notes,
            "bars": bars,
        }


def _judged(name: str, bar: Bar, value: float | None) -> Judged:
    if value is None:
        return Judged(name, bar, None, "not measured")
    return Judged(name, bar, value, "met" if bar.is_met(value) else "missed")
