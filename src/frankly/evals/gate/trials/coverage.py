"""How often an interval holds the share that findings were drawn from, where that share is known."""

from collections.abc import Callable, Mapping, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from frankly.measure.comparing.bootstrap import Interval
from frankly.measure.comparing.clustered import Clusters, difference_interval, share_interval

NUMBERS: Final = (30, 100, 300)
"""Findings of a run."""

SHARES: Final = tuple(round(0.05 * step, 2) for step in range(1, 20))
"""True shares: .05 to .95."""

TOGETHER: Final = (0.1, 0.3, 0.7)
"""How much alike findings of a cluster are (intraclass correlation)."""

SIZES: Final = (1, 2, 3, 4, 5)
"""Findings of clusters, in turn."""

LOST: Final = (0.0, 0.1, 0.3)
"""Part of what passed that a change breaks."""

Draws = np.random.Generator
Trial = tuple[Interval, float]
"""An interval, and the truth that it should hold."""


def alone(number: int, share: float, draws: Draws) -> Trial:
    """A share of findings that have nothing to do with each other."""
    passes = draws.random(number) < share
    return share_interval(Clusters(passes.astype(np.float64), np.ones(number))), share


def together(number: int, share: float, draws: Draws) -> Trial:
    """A share of findings in clusters of one to five, which are more or less alike."""
    sizes = _sizes(number)
    sums = draws.binomial(sizes, _likely(share, len(sizes), draws)).astype(np.float64)
    return share_interval(Clusters(sums, sizes.astype(np.float64))), share


def apart(number: int, share: float, draws: Draws) -> Trial:
    """The difference of two runs over the same clusters, of which the second breaks a part of what passed."""
    sizes, lost = _sizes(number), LOST[draws.integers(len(LOST))]
    likely = _likely(share, len(sizes), draws)
    gains = draws.binomial(sizes, likely * (1 - lost)) - draws.binomial(sizes, likely)
    return difference_interval(Clusters(gains.astype(np.float64), sizes.astype(np.float64))), -share * lost


KINDS: Final[Mapping[str, Callable[[int, float, Draws], Trial]]] = {
    "alone": alone,
    "together": together,
    "apart": apart,
}
"""Name of a figure's middle part → what is drawn."""


def _sizes(number: int) -> NDArray[np.int64]:
    """Sizes of clusters that come to so many findings."""
    sizes = np.tile(SIZES, number // sum(SIZES))
    left = number - int(sizes.sum())
    return np.append(sizes, [left]) if left else sizes


def _likely(share: float, clusters: int, draws: Draws) -> NDArray[np.float64]:
    """How likely each cluster's findings pass: a beta distribution about the share."""
    alike = TOGETHER[draws.integers(len(TOGETHER))]
    spread = (1 - alike) / alike
    return draws.beta(share * spread, (1 - share) * spread, size=clusters)


def held(kind: str, number: int, share: float, trials: int, seed: int) -> int:
    """In how many trials the interval holds the truth.

    Args:
        kind: one of `KINDS`.
        number: findings of each.
        share: from which they are drawn.
        trials: how many.
        seed: of the draws.
    """
    draws = np.random.default_rng([seed, sorted(KINDS).index(kind), number, round(share * 100)])
    return sum(
        found.low <= truth <= found.high for found, truth in (KINDS[kind](number, share, draws) for _ in range(trials))
    )


def coverage(trials: int, seed: int, say: Callable[[str], None], numbers: Sequence[int] = NUMBERS) -> dict[str, float]:
    """Figures of all kinds: by number of findings the mean over all shares, and the least of one share.

    Args:
        trials: of each share.
        seed: of the draws.
        say: told what is going on.
        numbers: of findings.
    """
    figures: dict[str, float] = {}
    for kind in KINDS:
        for number in numbers:
            say(f"intervals of {number} findings {kind}")
            shares = [held(kind, number, share, trials, seed) / trials for share in SHARES]
            figures[f"gate.coverage.{kind}.{number}"] = round(float(np.mean(shares)), 4)
            figures[f"gate.coverage.{kind}.{number}.least"] = round(min(shares), 4)
    return figures
