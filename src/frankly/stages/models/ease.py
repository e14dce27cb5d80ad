"""EASE: the item-to-item regression with a zero diagonal in closed form (Steck, WWW 2019)."""

import numpy as np
from numpy.typing import NDArray

from frankly.stages.models.gram import STRIPE
from frankly.stages.models.prune import Entries, joined, pruned_dense


def ease(inverse: NDArray[np.float32], factor: NDArray[np.float64], most: int) -> Entries:
    """B(i, j) = -P(i, j) / P(j, j) · factor(j), where P is the inverse of the Gram matrix with its ridge.

    Args:
        inverse: P, symmetric.
        factor: of each item as a neighbour.
        most: entries kept of a row.
    """
    columns = (-factor / np.diag(inverse).astype(np.float64)).astype(np.float32)
    # P is symmetric: columns, which lie together, serve as rows.
    return joined(
        pruned_dense(np.ascontiguousarray(inverse[:, start : start + STRIPE].T) * columns, start, most)
        for start in range(0, len(inverse), STRIPE)
    )
