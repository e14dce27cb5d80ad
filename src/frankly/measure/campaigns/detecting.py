"""The smallest difference that two groups would show: counted over all outcomes, with the judgement that is told.

A normal approximation would take a group without hits for one in which nothing ever happens, and promise too much.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.stats import binom

from frankly.measure.campaigns.newcombe import Counts, Floats, newcombe

POWER: Final = 0.8
"""How often a difference of just the detectable size is found."""

_LEFT_OUT: Final = 1e-9
"""Chance of the outcomes at either end that are not counted."""

_FINE: Final = 1e-6
"""How near the detectable difference is found, rounded up."""


@dataclass(frozen=True, slots=True)
class Detectable:
    """What two groups of some size would show.

    Attributes:
        difference: smallest difference that shows four times of five, up to a millionth more; None where none would.
        rate: of the second group, for which that holds; the difference lies on the side of it that has more room.
        is_bound: whether that rate is the end of what none, or all, of that group leave likely; else its own share.
    """

    difference: float | None
    rate: float
    is_bound: bool


def detectable(number: int, other: tuple[int, int], level: float, power: float = POWER) -> Detectable:
    """What would have shown, had the first group differed from the second.

    A higher rate of the first reaches the hits that an outcome of the second asks for more often, so that halving finds
    the smallest difference.

    Args:
        number: of the first group, at least 1.
        other: hits and number of the second, at least 1.
        level: of the interval that judges.
        power: how often the difference is to be found.
    """
    hits, of = other
    # More hits among many are fewer misses among few, with the rates mirrored.
    is_mirrored = 2 * hits > of
    is_bound = hits in (0, of)
    rate = _bound(of, level) if is_bound else min(hits, of - hits) / of
    outcomes = np.arange(binom.ppf(_LEFT_OUT, of, rate), binom.isf(_LEFT_OUT, of, rate) + 1, dtype=np.int64)
    least = _least(number, outcomes, of, level)
    difference = _smallest(number, least, binom.pmf(outcomes, of, rate), rate, power)
    return Detectable(difference, 1 - rate if is_mirrored else rate, is_bound)


def _bound(of: int, level: float) -> float:
    """The rate of hits that none in so many leaves likely; of those up to one half, where differences show worst.

    The end of the exact interval (Clopper and Pearson 1934), as it is told beside the share itself.
    """
    return min(0.5, 1 - float(((1 - level) / 2) ** (1 / of)))


def _least(number: int, outcomes: Counts, of: int, level: float) -> Counts:
    """Hits that the first group needs to be judged `more`, for each outcome of the second; too many where none do."""
    low, high = np.zeros_like(outcomes), np.full_like(outcomes, number + 1)
    while (low < high).any():
        middle = (low + high) // 2
        is_more = (middle <= number) & (newcombe((np.minimum(middle, number), number), (outcomes, of), level)[0] > 0)
        is_open = low < high
        high = np.where(is_open & is_more, middle, high)
        low = np.where(is_open & ~is_more, middle + 1, low)
    return low


def _smallest(number: int, least: Counts, chances: Floats, rate: float, power: float) -> float | None:
    def found(difference: float) -> float:
        return float(chances @ binom.sf(least - 1, number, rate + difference))

    low, high = 0.0, 1 - rate
    if found(high) < power:
        return None
    while high - low > _FINE:
        middle = (low + high) / 2
        low, high = (low, middle) if found(middle) >= power else (middle, high)
    return high
