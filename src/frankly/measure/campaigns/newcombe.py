"""The interval of a difference of two independent shares: Newcombe's hybrid (1998, method 10), for one or for many."""

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy.stats import norm

Floats: TypeAlias = NDArray[np.float64]
Counts: TypeAlias = NDArray[np.int64]


def wilson(hits: Counts, of: int, level: float) -> tuple[Floats, Floats]:
    """Ends of Wilson's interval (1927) of shares.

    Args:
        hits: answers that are yes, one number for each share.
        of: answers of each, at least 1.
        level: how often the interval holds the true share.

    Returns:
        Lower and upper ends, from 0 to 1.
    """
    square = float(norm.ppf((1 + level) / 2)) ** 2
    share = hits / of
    middle = (share + square / (2 * of)) / (1 + square / of)
    half = np.sqrt(square * (share * (1 - share) / of + square / (4 * of * of))) / (1 + square / of)
    # At the ends the formula gives 0 and 1, and floating numbers something beside them.
    low = np.where(hits == 0, 0.0, middle - half)
    high = np.where(hits == of, 1.0, middle + half)
    return low, high


def newcombe(one: tuple[Counts, int], other: tuple[Counts, int], level: float) -> tuple[Floats, Floats]:
    """Ends of the interval of the first share less the second.

    Args:
        one: hits and number of the first group; several hits are several cases.
        other: of the second, as many cases.
        level: how often the interval holds the true difference.

    Returns:
        Lower and upper ends, from −1 to 1.
    """
    first, second = one[0] / one[1], other[0] / other[1]
    (low, high), (other_low, other_high) = wilson(*one, level), wilson(*other, level)
    value = first - second
    return value - np.hypot(first - low, other_high - second), value + np.hypot(high - first, second - other_low)
