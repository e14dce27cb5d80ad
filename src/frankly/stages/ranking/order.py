"""The base order: by score, equal scores by row. The order that explanations are about."""

import numpy as np
from numpy.typing import NDArray


def base_order(scores: NDArray[np.int64], kept: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Columns of the kept candidates, best first.

    Args:
        scores: score of each candidate in billionths, shape (candidates,).
        kept: which candidates passed the filters.
    """
    columns = np.flatnonzero(kept)
    return columns[np.lexsort((columns, -scores[columns]))]
