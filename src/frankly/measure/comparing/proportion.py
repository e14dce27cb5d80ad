"""A share of yes among answers, with the interval in which the true share lies."""

from dataclasses import dataclass
from typing import Final, Literal

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


def proportion(hits: int, of: int, level: float = LEVEL, method: Literal["exact", "wilson"] = "exact") -> Proportion:
    """A share with its interval.

    Args:
        hits: answers that are yes.
        of: all answers; without any the interval is everything.
        level: how often the interval holds the true share.
        method: `exact` (Clopper and Pearson 1934) is never too narrow; `wilson` (1927) holds the share that often on
            average.
    """
    if of == 0:
        return Proportion(0, 0, 0.0, 1.0)
    ends = binomtest(hits, of).proportion_ci(confidence_level=level, method=method)
    return Proportion(hits, of, float(ends.low), float(ends.high))
