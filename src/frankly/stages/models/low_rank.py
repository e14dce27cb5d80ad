"""Low-rank likeness of items: a truncated singular value decomposition of the shrunk steps, both ways.

Pairs of items that few people share get what their neighbourhood says (PureSVD: Cremonesi, Koren and Turrin, RecSys
2010); the decomposition is the randomised one of Halko, Martinsson and Tropp (SIAM Review 2011), from a fixed start.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from frankly.domain.deciding.training import TrainingPolicy
from frankly.stages.models.cosine import shrunk
from frankly.stages.models.prune import Entries, joined, pruned, pruned_dense
from frankly.stages.models.transitions import Steps

OVERSAMPLED = 20
"""Dimensions found beyond the wanted ones, so that the last of these are found well."""

ROUNDS = 4
"""Power iterations: each doubles the distance between what is kept and what is not."""

MOST_ENTRIES = 24_000_000
"""Steps that go into the decomposition, the greatest of each row: bounds memory at some 500 MB."""

BLOCK_CELLS = 40_000_000
"""Cells of the product that are held at once."""

PPM = 1_000_000


def low_rank(steps: Steps, policy: TrainingPolicy, factor: NDArray[np.float64], most: int) -> Entries:
    """Rows of U·S^p·Vᵀ for the greatest singular values of the shrunk steps, times factor(j).

    Args:
        steps: with their reverse.
        policy: shrinkage of the steps, number of dimensions, power of the singular values.
        factor: of each item as a neighbour.
        most: entries kept of a row.
    """
    power = policy.singular_power / PPM
    # Handed over without a name, so that the steps are given back before the product is made.
    vectors = decomposed(_greatest_steps(steps, policy, most), steps.lists.total, policy.rank, power)
    return _rebuilt(*vectors, factor.astype(np.float32), most)


def _greatest_steps(steps: Steps, policy: TrainingPolicy, most: int) -> Entries:
    lists = steps.lists
    left, right = shrunk(np.bincount(lists.row, minlength=lists.total).astype(np.float64), policy.low_rank)
    widest = max(most, MOST_ENTRIES // max(lists.total, 1))
    return joined(
        pruned(rows, columns, weights * left[rows] * right[columns], widest)
        for rows, columns, weights in steps.blocks()
    )


def decomposed(
    entries: Entries, total: int, rank: int, power: float = 1.0
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Left vectors times powers of singular values, shape (total, k), and right vectors, shape (k, total), float32.

    Their signs are left as they fall: only the product is used, in which they cancel.
    """
    from scipy.sparse import csr_array

    matrix: csr_array[np.float32] = csr_array((entries.values, (entries.rows, entries.columns)), shape=(total, total))
    del entries
    back = matrix.T.tocsr()
    width = min(rank + OVERSAMPLED, total)
    basis = _orthonormal(matrix @ signs(total, width))
    for _ in range(ROUNDS):
        basis = _orthonormal(matrix @ _orthonormal(back @ basis))
    inner, strengths, right = np.linalg.svd((back @ basis).T, full_matrices=False)
    kept = min(rank, width)
    return np.ascontiguousarray((basis @ inner * strengths**power)[:, :kept]), np.ascontiguousarray(right[:kept])


def signs(rows: int, columns: int) -> NDArray[np.float32]:
    """A matrix of +1 and -1 in no order, the same everywhere: a whole-number hash (splitmix64) of each place."""
    drawn = np.empty((rows, columns), np.float32)
    for row in range(rows):
        places = np.arange(row * columns + 1, (row + 1) * columns + 1, dtype=np.uint64)
        mixed = places * np.uint64(0x9E3779B97F4A7C15)
        for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):
            mixed = (mixed ^ (mixed >> np.uint64(shift))) * np.uint64(factor)
        drawn[row] = np.where(mixed >> np.uint64(63), 1, -1)
    return drawn


def _orthonormal(matrix: NDArray[Any]) -> NDArray[np.float32]:
    from scipy.linalg import qr

    return np.asarray(qr(matrix, mode="economic", overwrite_a=True, check_finite=False)[0], np.float32)


def _rebuilt(left: NDArray[np.float32], right: NDArray[np.float32], factor: NDArray[np.float32], most: int) -> Entries:
    """The greatest entries of each row of left·right, a stretch of rows at a time."""
    total = len(left)
    weighed = right * factor
    step = max(BLOCK_CELLS // max(total, 1), 1)
    return joined(pruned_dense(left[start : start + step] @ weighed, start, most) for start in range(0, total, step))
