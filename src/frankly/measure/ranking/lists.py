"""Metrics of the list that a person is shown, whatever they did next: new to them, spread out, true to their tastes."""

import numpy as np
from numpy.typing import NDArray

from frankly.domain.deciding.snapshot import SparseRows

SMOOTHING = 0.01
"""So much of the history's shares is mixed into the list's, so that a category that is missing costs a finite sum."""


def novelty(shares: NDArray[np.float64], rows: NDArray[np.int64]) -> float:
    """Mean surprise of a list in bits: minus log2 of the share of people who acted for each item (Zhou et al., 2010).

    Args:
        shares: of people who acted for each item of the catalogue.
        rows: the list.
    """
    return float(-np.log2(np.maximum(shares[rows], 1e-9)).mean()) if len(rows) else 0.0


def popularity_lift(shares: NDArray[np.float64], rows: NDArray[np.int64], history: NDArray[np.int64]) -> float:
    """Mean popularity of a list over that of the person's own items; 1 means neither pushed nor shunned.

    Returns:
        NaN for someone without a history, or with one that nobody else acted for.
    """
    own = shares[history].mean() if len(history) else 0.0
    return float(shares[rows].mean() / own) if own > 0 and len(rows) else float("nan")


def coverage(shown: NDArray[np.bool_]) -> float:
    """Share of the catalogue that stood in somebody's list."""
    return float(shown.mean())


def content_diversity(vectors: NDArray[np.float64]) -> float:
    """Mean cosine distance of the pairs of a list (Ziegler et al., 2005), by vectors of content.

    Args:
        vectors: of the listed items that have one, of any length but 0, shape (items, dimensions).

    Returns:
        NaN for less than two.
    """
    number = len(vectors)
    if number < 2:
        return float("nan")
    unit = vectors / np.sqrt((vectors * vectors).sum(axis=1, keepdims=True))
    together = unit.sum(axis=0)
    # The square of a sum holds each pair twice, and each vector with itself once.
    pairs = (float(together @ together) - number) / (number * (number - 1))
    return 1.0 - pairs


def category_shares(labels: SparseRows, rows: NDArray[np.int64], categories: int) -> NDArray[np.float64]:
    """Share of each category in some items; an item of several categories is spread evenly over them.

    Args:
        labels: row → codes of its categories.
        rows: the items.
        categories: how many categories there are.

    Returns:
        Sums to 1; all zero where none of the items has a category.
    """
    owners, entries = labels.entries_of(rows)
    parts = 1 / np.bincount(owners, minlength=len(rows))[owners]
    shares = np.bincount(labels.indices[entries], weights=parts, minlength=categories).astype(np.float64)
    return shares / shares.sum() if shares.any() else shares


def calibration(history: NDArray[np.float64], listed: NDArray[np.float64], smoothing: float = SMOOTHING) -> float:
    """How far a list's categories are from the history's: Kullback-Leibler divergence in nats (Steck, RecSys 2018).

    Args:
        history: share of each category in what the person acted for.
        listed: share of each category in the list.
        smoothing: weight of the history's shares that are mixed into the list's.

    Returns:
        0 when both are alike; NaN when either has no category.
    """
    if not history.any() or not listed.any():
        return float("nan")
    mixed = (1 - smoothing) * listed + smoothing * history
    there = history > 0
    return float((history[there] * np.log(history[there] / mixed[there])).sum())
