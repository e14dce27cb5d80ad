"""What a run is judged by: which checks count, how small a difference may be, how often chance may look like one."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import Final

ALPHA: Final = 0.02
"""How often all comparisons of a run together may be red by chance."""

MARGIN: Final = 0.02
"""Smallest difference that matters, where a suite says nothing."""


@dataclass(frozen=True, slots=True)
class Terms:
    """Terms of a run.

    Attributes:
        gating: checks that may turn a run red: their cards are good enough.
        only_tell: suite → checks that count nothing there, since the suite says so.
        lacking: checks that want to count and may not, for want of a good card, each with why.
        margins: suite → smallest difference that matters.
        order: checks in the order in which they are named where they tell equally much; others follow by name.
        alpha: how often all comparisons together may be red by chance.
        is_whole: whether every cell of the suites was asked; where not, absent ones are not missed.
    """

    gating: AbstractSet[str]
    only_tell: Mapping[str, AbstractSet[str]] = field(default_factory=dict)
    lacking: Mapping[str, str] = field(default_factory=dict)
    margins: Mapping[str, float] = field(default_factory=dict)
    order: Sequence[str] = ()
    alpha: float = ALPHA
    is_whole: bool = True

    def gates(self, suite: str, check: str) -> bool:
        """Whether a check counts in a suite."""
        return check in self.gating and check not in self.only_tell.get(suite, ())

    def lacks(self, suite: str, check: str) -> str:
        """Why a check does not count in a suite though it wants to; empty where it counts, or is only to tell."""
        return "" if check in self.only_tell.get(suite, ()) else self.lacking.get(check, "")

    def margin_of(self, suite: str) -> float:
        """Smallest difference that matters in a suite."""
        return self.margins.get(suite, MARGIN)

    def place_of(self, check: str) -> tuple[int, str]:
        """Where a check is named among equals."""
        return (self.order.index(check) if check in self.order else len(self.order), check)
