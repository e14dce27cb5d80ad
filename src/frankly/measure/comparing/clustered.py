"""Intervals of findings that come in clusters: tries of one case go wrong together, and tell less than their number.

Shares take Wilson's interval with as many findings as the clusters are worth; differences of shares take the interval
of Bonett and Price, carried over to clusters; mean scores take a bootstrap that draws whole clusters.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.stats import norm, t

from frankly.measure.comparing.bootstrap import LEVEL, ROUNDS, Interval, draws
from frankly.measure.comparing.proportion import proportion

WORTH_MOST: Final = 1.0
"""Clusters never tell more than as many findings that have nothing to do with each other."""


@dataclass(frozen=True, slots=True, eq=False)
class Clusters:
    """Findings summed by cluster.

    Attributes:
        sums: of the values in each cluster.
        sizes: findings in each cluster, at least one.
    """

    sums: NDArray[np.float64]
    sizes: NDArray[np.float64]

    @property
    def number(self) -> int:
        """How many clusters."""
        return len(self.sizes)

    @property
    def mean(self) -> float:
        """Of all findings; 0 where there are none."""
        return float(self.sums.sum() / self.sizes.sum()) if self.number else 0.0

    @property
    def error(self) -> float:
        """Standard error of the mean, from how clusters differ (Cochran 1977, a ratio of sums); 0 of one cluster."""
        if self.number < 2:
            return 0.0
        apart = self.sums - self.sizes * self.mean
        return float(np.sqrt(self.number / (self.number - 1) * (apart**2).sum()) / self.sizes.sum())


def clusters_of(values: NDArray[np.float64], names: NDArray[np.str_] | list[str]) -> Clusters:
    """Sum values by the name of their cluster.

    Args:
        values: one a finding.
        names: of its cluster, in the same order.
    """
    _, at = np.unique(np.asarray(names, dtype=str), return_inverse=True)
    return Clusters(np.bincount(at, weights=values).astype(np.float64), np.bincount(at).astype(np.float64))


def share_interval(clusters: Clusters, level: float = LEVEL) -> Interval:
    """A share of yes with Wilson's interval of the effective number of findings.

    The effective number is the findings over their design effect (Kish 1965): what the clusters' error is to that of as
    many independent findings. Where clusters tell less, the quantile is Student's, since the design effect is itself
    measured on them. Where all say the same, nothing is known of the effect, and a cluster counts as one finding.

    Args:
        clusters: sums are numbers of yes.
        level: how often the interval holds the true share.
    """
    findings = clusters.sizes.sum()
    if not findings:
        return Interval(0.0, 0.0, 1.0, 0)
    share = clusters.mean
    if (clusters.sizes == 1).all():
        told = proportion(round(clusters.sums.sum()), clusters.number, level, "wilson")
        return Interval(share, told.low, told.high, clusters.number)
    most = float((clusters.sizes**2).sum() / findings)
    plain = np.sqrt(share * (1 - share) / findings)
    effect = most if clusters.number < 2 or plain == 0 else (clusters.error / plain) ** 2
    effect = min(max(effect, WORTH_MOST), most)
    tail = (1 + level) / 2
    quantile = float(t.ppf(tail, max(1, clusters.number - 1)) if effect > WORTH_MOST else norm.ppf(tail))
    low, high = _wilson(share, findings / effect, quantile)
    return Interval(share, low, high, clusters.number)


def _wilson(share: float, number: float, quantile: float) -> tuple[float, float]:
    """Wilson's interval (1927), of a number of findings that need not be whole."""
    square = quantile**2 / number
    middle = (share + square / 2) / (1 + square)
    half = quantile * np.sqrt(share * (1 - share) / number + square / number / 4) / (1 + square)
    return max(0.0, float(middle - half)), min(1.0, float(middle + half))


def with_both(clusters: Clusters) -> Clusters:
    """The same with one pair more that got better and one that got worse (Bonett and Price 2012).

    Without them nothing that changed would mean that nothing can change.
    """
    return Clusters(np.append(clusters.sums, (1.0, -1.0)), np.append(clusters.sizes, (1.0, 1.0)))


def difference_interval(clusters: Clusters, level: float = LEVEL) -> Interval:
    """A difference of paired shares.

    Args:
        clusters: sums of after less before, each -1, 0 or 1 a finding.
        level: how often the interval holds the true difference.

    Returns:
        The difference as it was found; its interval is about the one of `with_both`.
    """
    both = with_both(clusters)
    half = float(norm.ppf((1 + level) / 2)) * both.error
    return Interval(clusters.mean, max(-1.0, both.mean - half), min(1.0, both.mean + half), clusters.number)


def mean_interval(clusters: Clusters, rounds: int = ROUNDS, seed: int = 0, level: float = LEVEL) -> Interval:
    """Percentile bootstrap of a mean over whole clusters (Davison and Hinkley 1997, 3.8).

    Args:
        clusters: sums of any values.
        rounds: how many times as many clusters are drawn, with replacement.
        seed: of the draws.
        level: share of the rounds that lie inside.

    Raises:
        ValueError: when there is no cluster.
    """
    number = clusters.number
    if not number:
        raise ValueError("an interval needs at least one value")
    drawn = draws(rounds * number, number, seed, 0).reshape(rounds, number)
    means = clusters.sums[drawn].sum(axis=1) / clusters.sizes[drawn].sum(axis=1)
    low, high = np.quantile(means, [(1 - level) / 2, (1 + level) / 2])
    return Interval(clusters.mean, float(low), float(high), number)
