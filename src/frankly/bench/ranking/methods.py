"""What is compared: popularity, item–item, EASE, and our own order before and after diversity.

An act counts for the plain methods when it speaks for its item (any act but a rating under four), in what they learn
from and in what they are asked with: on MovieLens that makes each of them better than counting every rating.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import lapack
from scipy.sparse import csr_array

from frankly.bench.ranking.ours import ours, ours_slate
from frankly.bench.ranking.world import World
from frankly.measure.ranking.protocols import Question

Scorer = Callable[[Question], NDArray[np.float64]]
"""Question → score of every row; masked rows and those that are no candidates are left to the caller."""

EASE_LAMBDA = 50.0
_BLOCK = 1000


def popularity(world: World) -> Scorer:
    """People who acted for an item in training."""
    counts = world.people_of()
    return lambda question: counts.copy()


def item_item(world: World) -> Scorer:
    """Sum of cosines of co-occurrence with the items of the history, all neighbours, no decay."""
    together: csr_array = (world.matrix.T @ world.matrix).tocsr()
    scale = 1 / np.sqrt(np.maximum(world.people_of(), 1))
    owners = np.repeat(np.arange(together.shape[0]), np.diff(together.indptr))
    cosines = together.data * scale[owners] * scale[together.indices]

    def score(question: Question) -> NDArray[np.float64]:
        rows = world.liked_rows(question.history)
        parts = [slice(together.indptr[row], together.indptr[row + 1]) for row in rows.tolist()]
        if not parts:
            return np.zeros(together.shape[1])
        columns = np.concatenate([together.indices[part] for part in parts])
        weights = np.concatenate([cosines[part] for part in parts])
        return np.bincount(columns, weights=weights, minlength=together.shape[1]).astype(np.float64)

    return score


def ease(world: World) -> Scorer:
    """EASE (Steck, WWW 2019): closed-form item–item weights with a zero diagonal."""
    weights = (world.matrix.T @ world.matrix).toarray(order="F").astype(np.float32, copy=False)
    weights[np.diag_indices_from(weights)] += EASE_LAMBDA
    # potrf and potri need a third of the time of a general inverse, and no second matrix.
    factor, _ = lapack.spotrf(weights, lower=0, overwrite_a=1)
    weights, _ = lapack.spotri(factor, lower=0, overwrite_c=1)
    _mirror(weights)
    diagonal = np.diag(weights).copy()
    weights /= -diagonal[None, :]
    weights[np.diag_indices_from(weights)] = 0
    # Rows are read one by one: in this order each lies together.
    weights = np.ascontiguousarray(weights)

    def score(question: Question) -> NDArray[np.float64]:
        scores: NDArray[np.float64] = weights[world.liked_rows(question.history)].sum(axis=0, dtype=np.float64)
        return scores

    return score


def _mirror(upper: NDArray[np.float32]) -> None:
    """Copy the upper triangle to the lower one, block by block."""
    size = len(upper)
    for start in range(0, size, _BLOCK):
        end = min(start + _BLOCK, size)
        upper[end:, start:end] = upper[start:end, end:].T
        block = upper[start:end, start:end]
        block[:] = np.triu(block) + np.triu(block, 1).T


METHODS: dict[str, Callable[[World], Scorer]] = {
    "popularity": popularity,
    "item_item": item_item,
    "ease": ease,
    "ours": ours,
    "ours_slate": ours_slate,
}
