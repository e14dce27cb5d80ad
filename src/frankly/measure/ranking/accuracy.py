"""Metrics of one person's ranks: how early stands what was to be found?"""

import numpy as np
from numpy.typing import NDArray

AT = 10
"""Length of the list that counts."""


def gains(ranks: NDArray[np.float64], at: int = AT) -> NDArray[np.float64]:
    """Discounted gain of each rank, `1 / log2(1 + rank)`, nothing beyond the list (Järvelin and Kekäläinen, 2002)."""
    with np.errstate(divide="ignore"):
        return np.where(ranks <= at, 1 / np.log2(1 + ranks), 0.0)


def ndcg(ranks: NDArray[np.float64], at: int = AT) -> float:
    """Gain of one person's ranks against the best that could be: all of it in the first places."""
    ideal = gains(np.arange(1, min(len(ranks), at) + 1, dtype=np.float64), at).sum()
    return float(gains(ranks, at).sum() / ideal) if len(ranks) else 0.0


def hit_rate(ranks: NDArray[np.float64], at: int = AT) -> float:
    """1 when at least one stands in the list."""
    return float(bool((ranks <= at).any()))


def recall(ranks: NDArray[np.float64], at: int = AT) -> float:
    """Share that stands in the list."""
    return float((ranks <= at).mean()) if len(ranks) else 0.0


def reciprocal_rank(ranks: NDArray[np.float64]) -> float:
    """1 over the first one's rank, however far down; its mean over people is the MRR."""
    return float(1 / ranks.min()) if len(ranks) else 0.0
