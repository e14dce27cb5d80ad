"""What the rest of a lot will add up to, from a few that were looked at."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from scipy import stats


@dataclass(frozen=True, slots=True)
class Predicted:
    """A sum that is not known yet.

    Attributes:
        middle: what is expected.
        low: it is at least so much, with the certainty that was asked for.
        high: it is at most so much.
    """

    middle: float
    low: float
    high: float


def predicted_sum(seen: Sequence[float], rest: int, certainty: float = 0.95) -> Predicted:
    """Predict the sum of what was not looked at, from what was: Student's prediction interval of a sum.

    Args:
        seen: values that were looked at, drawn at random; at least two say how much they differ.
        rest: how many were not looked at.
        certainty: that the interval holds the sum.

    Returns:
        The prediction of the rest; with fewer than two values seen the bounds are infinitely far apart.
    """
    if rest <= 0:
        return Predicted(0.0, 0.0, 0.0)
    if len(seen) < 2:
        return Predicted(rest * sum(seen), 0.0, math.inf)
    number, mean = len(seen), math.fsum(seen) / len(seen)
    variance = math.fsum((value - mean) ** 2 for value in seen) / (number - 1)
    spread = math.sqrt(variance * (rest + rest * rest / number))
    reach = float(stats.t.ppf((1 + certainty) / 2, number - 1)) * spread
    return Predicted(rest * mean, max(0.0, rest * mean - reach), rest * mean + reach)
