"""Exact nearest neighbours over the snapshot: the answer when the index cannot be asked."""

from collections.abc import Sequence

import numpy as np

from frankly.domain.situation import Neighbours, VectorQuery
from frankly.domain.snapshot import Snapshot


def nearest(snapshot: Snapshot, asked: Sequence[VectorQuery]) -> list[Neighbours]:
    """Scan all vectors; about 10 ms for 100,000 items of 64 dimensions.

    Args:
        snapshot: whose vectors are scanned.
        asked: the questions.

    Returns:
        One answer a question, nearest first, equal ones by row.
    """
    if not asked or not snapshot.has_vector.any():
        return [Neighbours(question.source, ()) for question in asked]
    vectors = snapshot.vectors.astype(np.float32)
    answers = []
    for question in asked:
        scores = vectors @ question.vector
        scores[~snapshot.has_vector] = -np.inf
        top = np.argpartition(-scores, min(question.limit, len(scores) - 1))[: question.limit]
        top = top[snapshot.has_vector[top]]
        order = top[np.lexsort((top, -scores[top]))]
        answers.append(Neighbours(question.source, tuple(str(snapshot.item_ids[row]) for row in order.tolist())))
    return answers
