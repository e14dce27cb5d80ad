"""A share of yes among answers, with the interval in which the true share lies."""

from dataclasses import dataclass
from typing import Final

from scipy.stats import binomtest

LEVEL: Final = 0.95


@dataclass(frozen=True, slots=True)
class Proportion:
    """A share with its interval.

    Attributes:
        hits: answers that are yes.
        of: all answers.
        low: lower end of the interval.
        high: upper end.
    """

    hits: int
    of: int
    low: float
    high: float

    @property
    def share(self) -> float:
        """The share itself; 0 where nothing was asked."""
        return self.hits / self.of if self.of else 0.0


def proportion(hits: int, of: int, level: float = LEVEL) -> Proportion:
    """A share with its exact interval (Clopper and Pearson 1934), which is never too narrow.

    Args:
        hits: answers that are yes.
        of: all answers; without any the interval is everything.
        level: how often the interval holds the true share.
    """
    if of == 0:
        return Proportion(0, 0, 0.0, 1.0)
    ends = binomtest(hits, of).proportion_ci(confidence_level=level, method="exact")
    return Proportion(hits, of, float(ends.low), float(ends.high))
