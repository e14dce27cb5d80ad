"""What the rest of a lot will add up to, from a few that were looked at."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from scipy import stats

MANY: Final = 1_000
"""Of a longer rest the share that takes something is uncertain, and not the toss of each."""


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


def predicted_sum(seen: Sequence[float], rest: int, failed: int = 0, certainty: float = 0.95) -> Predicted:
    """Predict the sum of what was not looked at, from what was.

    The sum is how many take something, times what these take in the mean; neither is known. How many: the
    beta-binomial prediction with Jeffreys' prior. In the mean: Student's interval for the mean of as many others, with
    Hall's correction of skewness (see `_mean_between`). Each moves the sum by so much alone; the two are put together
    as the square root of the sum of their squares, each side by itself: the method of variance estimates recovery.

    Sources: P. Hall, On the removal of skewness by transformation, J. R. Stat. Soc. B 54 (1992); G. Y. Zou, J. Taleban
    and C. Y. Huo, Confidence interval estimation for lognormal data with application to health economics,
    Comput. Stat. Data Anal. 53 (2009), who put a share and a mean together so; L. D. Brown, T. T. Cai and A. DasGupta,
    Interval estimation for a binomial proportion, Stat. Sci. 16 (2001), on Jeffreys' prior.

    Args:
        seen: values that were looked at, drawn at random; at least two say how much they differ.
        rest: how many were not looked at.
        failed: of those that were drawn too, how many took nothing.
        certainty: that the interval holds the sum.

    Returns:
        The prediction of the rest; with fewer than two values seen the bounds are infinitely far apart.
    """
    if rest <= 0:
        return Predicted(0.0, 0.0, 0.0)
    drawn = len(seen) + failed
    if len(seen) < 2:
        return Predicted(rest * math.fsum(seen) / max(1, drawn), 0.0, math.inf)
    number, mean = rest * len(seen) / drawn, math.fsum(seen) / len(seen)
    fewest, most = _number_between(len(seen), failed, rest, certainty)
    least, largest = _mean_between(seen, max(1.0, number), certainty)
    middle = number * mean
    low = middle - math.hypot(mean * (number - min(fewest, number)), number * (mean - least))
    high = middle + math.hypot(mean * (max(most, number) - number), number * (largest - mean))
    return Predicted(middle, max(0.0, low), high)


def _number_between(took: int, failed: int, rest: int, certainty: float) -> tuple[float, float]:
    """How many of the rest take something."""
    tails, shape = ((1 - certainty) / 2, (1 + certainty) / 2), (took + 0.5, failed + 0.5)
    if rest > MANY:
        return float(rest * stats.beta.ppf(tails[0], *shape)), float(rest * stats.beta.ppf(tails[1], *shape))
    return float(stats.betabinom.ppf(tails[0], rest, *shape)), float(stats.betabinom.ppf(tails[1], rest, *shape))


def _mean_between(seen: Sequence[float], others: float, certainty: float) -> tuple[float, float]:
    """The mean of so many others.

    T = (mean seen - mean of the others) / (s √w), w = 1/n + 1/m, has to first order the mean -c/2 and the third
    cumulant k - 3c, with c = γ/(n √w), k = γ (1/n² - 1/m²)/w^1.5 and γ the skewness. Hall's cubic
    g(T) = ((1 + A T)³ - 1)/(3A) + B, A = (3c - k)/6, B = c/2 - A, takes both away and is monotone: T is between where g
    is a quantile of Student's distribution. For m → ∞ this is Hall's interval of a mean.
    """
    number, mean = len(seen), math.fsum(seen) / len(seen)
    squares = math.fsum((value - mean) ** 2 for value in seen)
    if squares == 0.0:
        return mean, mean
    width = 1 / number + 1 / others
    skewness = _skewness(seen, mean, squares)
    together = skewness / (number * math.sqrt(width))
    bend = (3 * together - skewness * (number**-2 - others**-2) / width**1.5) / 6
    shift = together / 2 - bend
    quantile = float(stats.t.ppf((1 + certainty) / 2, number - 1))
    spread = math.sqrt(squares / (number - 1) * width)
    least, largest = (mean - spread * _unbent(side * quantile, bend, shift) for side in (1, -1))
    return min(mean, max(0.0, least)), max(mean, largest)


def _skewness(seen: Sequence[float], mean: float, squares: float) -> float:
    """Skewness of a sample, corrected for its size (G₁); 0 of two values."""
    number = len(seen)
    if number < 3:
        return 0.0
    plain = math.fsum((value - mean) ** 3 for value in seen) / number / math.pow(squares / number, 1.5)
    return plain * math.sqrt(number * (number - 1)) / (number - 2)


def _unbent(value: float, bend: float, shift: float) -> float:
    """T for g(T): see `_mean_between`."""
    if abs(bend) < 1e-9:
        return value - shift
    return (math.cbrt(1 + 3 * bend * (value - shift)) - 1) / bend
