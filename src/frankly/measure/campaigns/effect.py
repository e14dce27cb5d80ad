"""What a campaign did: rates with intervals, differences with intervals, and what so few could not have shown."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy.stats import norm

from frankly.measure.campaigns.detecting import Detectable, detectable
from frankly.measure.campaigns.newcombe import newcombe
from frankly.measure.comparing.proportion import LEVEL

Verdict = Literal["more", "less", "cannot tell"]


@dataclass(frozen=True, slots=True)
class Difference:
    """One share less another.

    Attributes:
        value: the difference.
        low: lower end of its interval.
        high: upper end.
        detectable: what so many would have shown; None with nobody in a group.
    """

    value: float
    low: float
    high: float
    detectable: Detectable | None

    @property
    def verdict(self) -> Verdict:
        """What it comes to: something only where the interval leaves nothing out of its side."""
        return "more" if self.low > 0 else "less" if self.high < 0 else "cannot tell"


@dataclass(frozen=True, slots=True)
class Value:
    """What a variant would have come to, had everybody got it.

    Attributes:
        mean: the estimated rate.
        low: lower end of its interval.
        high: upper end.
    """

    mean: float
    low: float
    high: float


def difference(one: tuple[int, int], other: tuple[int, int], level: float = LEVEL) -> Difference:
    """The difference of two independent shares, by Newcombe's hybrid interval (1998, method 10), for any sizes.

    Args:
        one: hits and number of the first group.
        other: of the second; with nobody in a group nothing can be told.
        level: how often the interval holds the true difference.
    """
    if not one[1] or not other[1]:
        return Difference(0.0, -1.0, 1.0, None)
    low, high = newcombe((np.array([one[0]]), one[1]), (np.array([other[0]]), other[1]), level)
    value = one[0] / one[1] - other[0] / other[1]
    return Difference(value, float(low[0]), float(high[0]), detectable(one[1], other, level))


def value_of(outcomes: Iterable[tuple[bool, bool, int]], level: float = LEVEL) -> Value | None:
    """What a variant comes to, whichever it was dealt by: each of its messages counts as many as its chance stands for.

    Without that, a variant that was dealt more in good weeks would look better than it is (Horvitz and Thompson 1952;
    the interval is that of a mean of independent messages).

    Args:
        outcomes: for each message of the campaign: whether it was of this variant, whether it was rewarded, and the
            chance in parts per million with which it got the variant that it got.
        level: how often the interval holds the true value.

    Returns:
        The value; None without any message of this variant.
    """
    number = count = 0
    total = squares = 0.0
    for is_of_it, is_rewarded, propensity_ppm in outcomes:
        number += 1
        count += is_of_it
        if is_of_it and is_rewarded:
            weight = 1_000_000 / propensity_ppm
            total += weight
            squares += weight * weight
    if not count:
        return None
    mean = total / number
    error = math.sqrt(max(0.0, squares / number - mean * mean) / number)
    wide = float(norm.ppf((1 + level) / 2)) * error
    return Value(mean, max(0.0, mean - wide), min(1.0, mean + wide))
