"""Exact nearest neighbours over the snapshot: for catalogues that are small, and when the index cannot be asked."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from frankly.domain.deciding.snapshot import Snapshot
from frankly.domain.situation import Neighbours, VectorQuery

_BLOCK = 2048
"""Vectors that are made floats and multiplied at once: half a megabyte, which stays in the processor's cache."""


def nearest(snapshot: Snapshot, asked: Sequence[VectorQuery]) -> list[Neighbours]:
    """Scan all vectors; `frankly bench retrieval` measures how long that takes beside the index.

    Args:
        snapshot: whose vectors are scanned.
        asked: the questions.

    Returns:
        One answer a question, nearest first, equal ones by row.
    """
    if not asked or not snapshot.has_vector.any():
        return [Neighbours(question.source, ()) for question in asked]
    scores = _likeness(snapshot, np.stack([question.vector for question in asked]))
    return [
        Neighbours(question.source, tuple([str(snapshot.item_ids[row]) for row in _best(line, question.limit)]))
        for question, line in zip(asked, scores, strict=True)
    ]


def _likeness(snapshot: Snapshot, questions: NDArray[np.float32]) -> NDArray[np.float32]:
    """Likeness of every row to every question, shape (questions, rows); of rows without a vector, minus infinity."""
    vectors = snapshot.vectors
    scores = np.empty((len(questions), len(vectors)), np.float32)
    for start in range(0, len(vectors), _BLOCK):
        stretch = slice(start, start + _BLOCK)
        np.matmul(questions, vectors[stretch].astype(np.float32).T, out=scores[:, stretch])
    scores[:, ~snapshot.has_vector] = -np.inf
    return scores


def _best(scores: NDArray[np.float32], limit: int) -> list[int]:
    """Rows with the greatest scores, best first, equal ones by row."""
    if limit < 1:
        return []
    least = np.partition(scores, len(scores) - limit)[len(scores) - limit] if limit < len(scores) else -np.inf
    found = np.flatnonzero((scores >= least) & (scores > -np.inf))
    order: list[int] = found[np.lexsort((found, -scores[found]))][:limit].tolist()
    return order
