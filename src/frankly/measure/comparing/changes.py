"""What a difference comes to: better, worse, the same within a margin, or nothing that can be told yet."""

import math
from dataclasses import dataclass
from typing import Final, Literal

from scipy.stats import norm

from frankly.measure.comparing.bootstrap import Interval
from frankly.measure.comparing.clustered import Clusters

Change = Literal["better", "worse", "same within margin", "cannot tell"]

POWER: Final = 0.8
"""How often a difference of just the margin is to be found."""


@dataclass(frozen=True, slots=True)
class Tolerance:
    """What a difference is held against.

    Attributes:
        margin: smallest difference that matters.
        alpha: how often chance may look like a change.
    """

    margin: float
    alpha: float


def change_of(found: Interval, chance: float, tolerance: Tolerance) -> Change:
    """What a difference comes to.

    A change that is clear of chance and yet smaller than the margin, as far as its interval tells, is the same.

    Args:
        found: the difference, after less before, with its interval.
        chance: of the test, corrected for everything else that was tested.
        tolerance: margin and alpha.
    """
    if -tolerance.margin <= found.low and found.high <= tolerance.margin:
        return "same within margin"
    if chance <= tolerance.alpha and found.mean:
        return "better" if found.mean > 0 else "worse"
    return "cannot tell"


def detectable(clusters: Clusters, alpha: float, power: float = POWER) -> float:
    """Smallest difference that as many clusters as these find with that power (two-sided, normal approximation).

    Args:
        clusters: as they differ; see `clustered.with_both` for shares.
        alpha: of the test.
        power: how often it is to be found.
    """
    return _both_quantiles(alpha, power) * clusters.error


def needed(clusters: Clusters, tolerance: Tolerance, power: float = POWER) -> int:
    """Clusters that it takes to find a difference of the margin, where more of them differ as these do.

    Args:
        clusters: as they differ; see `clustered.with_both` for shares.
        tolerance: margin above 0, and alpha.
        power: how often it is to be found.
    """
    ratio = detectable(clusters, tolerance.alpha, power) / tolerance.margin
    return math.ceil(clusters.number * ratio**2)


def _both_quantiles(alpha: float, power: float) -> float:
    return float(norm.ppf(1 - alpha / 2) + norm.ppf(power))
