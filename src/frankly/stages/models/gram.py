"""The dense matrix of what items have in common, and its inverse: what both EASE models are made of.

People, baskets and content stand in it side by side, as rows of one regression: side information as in SSLIM (Ning and
Karypis, RecSys 2012) and add-EASE (Jeunen et al., 2020), which keeps the closed form.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from frankly.stages.models.lists import Matrix

STRIPE = 1000
"""Columns that are worked on at once, so that no second matrix of full size is needed."""


@dataclass(frozen=True, slots=True, eq=False)
class Side:
    """One kind of rows of the regression.

    Attributes:
        rows: sparse or dense float32, shape (rows, items).
        weight: of the products of its columns.
    """

    rows: "Matrix | NDArray[np.float32]"
    weight: float


def gram(sides: Sequence[Side], items: int) -> NDArray[np.float32]:
    """Sum of weight · Aᵀ·A, shape (items, items), float32 in Fortran order, as LAPACK wants it."""
    whole = np.zeros((items, items), np.float32, order="F")
    for side in sides:
        left = side.rows.T.tocsr() if not isinstance(side.rows, np.ndarray) else side.rows.T
        for start in range(0, items, STRIPE):
            stripe = left[start : start + STRIPE] @ side.rows
            dense = stripe if isinstance(stripe, np.ndarray) else stripe.toarray()
            # Symmetric: rows of the product serve as columns, which lie together in Fortran order.
            whole[:, start : start + STRIPE] += np.float32(side.weight) * dense.T
    return whole


def inverted(matrix: NDArray[np.float32], ridge: float) -> NDArray[np.float32] | None:
    """Inverse of a symmetric matrix with a ridge added, in place; None when rounding left it without one.

    Cholesky and inverse of the factor (potrf, potri) take a sixth of the time of a general inverse.
    """
    from scipy.linalg import lapack

    inverse: NDArray[np.float32]
    matrix[np.diag_indices_from(matrix)] += np.float32(ridge)
    factor, fault = lapack.spotrf(matrix, lower=0, overwrite_a=1, clean=0)
    if fault:
        return None
    inverse, fault = lapack.spotri(factor, lower=0, overwrite_c=1)
    if fault:
        return None
    for start in range(0, len(inverse), STRIPE):
        end = min(start + STRIPE, len(inverse))
        inverse[end:, start:end] = inverse[start:end, end:].T
        corner = np.triu(inverse[start:end, start:end])
        inverse[start:end, start:end] = corner + np.triu(corner, 1).T
    return inverse
