"""Bootstrap intervals over people; of a difference by pairs, since the same people are asked of both methods.

Draws are hashes of a counter and not of a generator's state: the same numbers give the same interval everywhere.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

ROUNDS = 1000
LEVEL = 0.95


@dataclass(frozen=True, slots=True)
class Interval:
    """A mean with where it could as well have been.

    Attributes:
        mean: of the values.
        low: lower end of the interval.
        high: upper end.
        number: of values.
    """

    mean: float
    low: float
    high: float
    number: int

    @property
    def is_clear_of_zero(self) -> bool:
        """Whether zero lies outside."""
        return self.low > 0 or self.high < 0


def interval(values: NDArray[np.float64], rounds: int = ROUNDS, seed: int = 0, level: float = LEVEL) -> Interval:
    """Percentile bootstrap of a mean (Efron, 1979); NaN values are left out.

    Args:
        values: one a person.
        rounds: how many times as many people are drawn, with replacement.
        seed: of the draws.
        level: share of the rounds that lie inside.

    Raises:
        ValueError: when no value is left.
    """
    known = values[~np.isnan(values)]
    if not len(known):
        raise ValueError("an interval needs at least one value")
    means = np.array([known[draws(len(known), len(known), seed, number)].mean() for number in range(rounds)])
    low, high = np.quantile(means, [(1 - level) / 2, (1 + level) / 2])
    return Interval(float(known.mean()), float(low), float(high), len(known))


def difference(ours: NDArray[np.float64], theirs: NDArray[np.float64], rounds: int = ROUNDS, seed: int = 0) -> Interval:
    """Interval of the mean of `ours - theirs`; both hold one value a person, in the same order.

    Raises:
        ValueError: when they are not of one length, or no pair of values is known.
    """
    if ours.shape != theirs.shape:
        raise ValueError("a paired difference needs the same people on both sides")
    return interval(ours - theirs, rounds, seed)


def draws(number: int, bound: int, seed: int, stream: int) -> NDArray[np.int64]:
    """Whole numbers in `0 … bound - 1`, by SplitMix64 (Steele, Lea and Flood, 2014) of a counter.

    Args:
        number: how many.
        bound: above the greatest, at most 2^32.
        seed: of all streams.
        stream: which stream; two streams share nothing.
    """
    start = mixed(np.array([seed], np.uint64) * np.uint64(0x632BE59BD9B4E019) + np.uint64(stream))
    counter = start + np.arange(1, number + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    # The upper 32 bits times the bound, without their lower half: even to within 2^-32 of the bound.
    return ((mixed(counter) >> np.uint64(32)) * np.uint64(bound) >> np.uint64(32)).astype(np.int64)


def mixed(numbers: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """SplitMix64's mix of each number."""
    numbers = (numbers ^ (numbers >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    numbers = (numbers ^ (numbers >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return numbers ^ (numbers >> np.uint64(31))
