"""The base order: by score, equal scores by row. The order that explanations are about."""

import numpy as np
from numpy.typing import NDArray

from frankly.domain.situation import Situation


def contested(situation: Situation, rows: NDArray[np.int64], scores: NDArray[np.int64]) -> NDArray[np.int64]:
    """Scores as others are measured by: what stands first for an occasion counts no more than the best of them.

    It has its place whatever its score, and how much of it comes from the occasion must change nothing for the others.

    Args:
        situation: says what a message is written for.
        rows: rows of those that may appear.
        scores: of the same, in billionths.
    """
    if not situation.occasion:
        return scores
    row_of = situation.snapshot.row_of
    is_held = np.isin(rows, [row_of.get(item, -1) for item in situation.occasion])
    return np.where(is_held, np.minimum(scores, scores[~is_held].max(initial=0)), scores)


def base_order(scores: NDArray[np.int64], kept: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Columns of the kept candidates, best first.

    Args:
        scores: score of each candidate in billionths, shape (candidates,).
        kept: which candidates passed the filters.
    """
    columns = np.flatnonzero(kept)
    return columns[np.lexsort((columns, -scores[columns]))]
