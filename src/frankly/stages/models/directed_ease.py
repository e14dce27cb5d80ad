"""Directed EASE: the regression of what people went on to, on what was there before.

The closed form of EASE (Steck, WWW 2019) with steps in place of co-occurrence on the right side, as in SLIST's
transitions part (Choi et al., Session-aware linear item-item models, WWW 2021).
"""

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from frankly.stages.models.gram import STRIPE
from frankly.stages.models.prune import Entries, joined, pruned, pruned_dense
from frankly.stages.models.transitions import Steps

if TYPE_CHECKING:
    from scipy.sparse import csr_array

MOST_PRODUCTS = 40_000_000_000
"""Products of the multiplication: where steps are dense, only the greatest of each row go in."""


def directed_ease(
    inverse: NDArray[np.float32], steps: Steps, items: NDArray[np.int64], factor: NDArray[np.float64], most: int
) -> Entries:
    """B = P·Y · factor(j), where P is the inverse of the Gram matrix with its ridge, and Y the steps.

    Args:
        inverse: P, symmetric.
        steps: with their reverse.
        items: row of the snapshot of each row of P, ascending.
        factor: of each row of P as a neighbour.
        most: entries kept of a row.
    """
    back = _steps_back(steps, items)
    columns = factor.astype(np.float32)

    def stripe(start: int) -> Entries:
        # (P·Y)ᵀ = Yᵀ·P, since P is symmetric: its columns lie together.
        led = back @ np.ascontiguousarray(inverse[:, start : start + STRIPE])
        return pruned_dense(np.ascontiguousarray(led.T) * columns, start, most)

    return joined(stripe(start) for start in range(0, len(inverse), STRIPE))


def _steps_back(steps: Steps, items: NDArray[np.int64]) -> "csr_array[np.float32]":
    """Y transposed, over the items of the regression."""
    from scipy.sparse import csr_array

    place = np.full(steps.lists.total, -1, np.int64)
    place[items] = np.arange(len(items))
    widest = max(MOST_PRODUCTS // max(len(items), 1) ** 2, 1)
    entries = joined(pruned(rows, columns, weights, widest) for rows, columns, weights in steps.blocks())
    rows, columns = place[entries.rows], place[entries.columns]
    inside = (rows >= 0) & (columns >= 0)
    return csr_array((entries.values[inside], (columns[inside], rows[inside])), shape=(len(items), len(items)))
