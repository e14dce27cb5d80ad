"""Ranks of what is to be found, and the best few of a list of scores."""

import numpy as np
from numpy.typing import NDArray


def mid_ranks(scores: NDArray[np.float64], truth: NDArray[np.int64]) -> NDArray[np.float64]:
    """Rank of each true row, counted from 1; among equal scores the middle of their places.

    An order among equals by row would flatter or punish by chance: a method that scores all alike would have a rank.

    Args:
        scores: of all rows; `-inf` for masked ones.
        truth: rows to be found.

    Returns:
        Shape (truth,); `inf` for masked rows, which are found at no rank.
    """
    wanted = scores[truth]
    greater = (scores[None, :] > wanted[:, None]).sum(axis=1)
    equal = (scores[None, :] == wanted[:, None]).sum(axis=1)
    return np.where(np.isneginf(wanted), np.inf, 1 + greater + (equal - 1) / 2)


def best(scores: NDArray[np.float64], number: int) -> NDArray[np.int64]:
    """Rows with the greatest scores, best first, equal ones by row; masked ones (`-inf`) never."""
    found = np.flatnonzero(~np.isneginf(scores))
    if len(found) > number > 0:
        least = np.partition(scores[found], len(found) - number)[len(found) - number]
        found = np.flatnonzero(scores >= least)
    return found[np.lexsort((found, -scores[found]))][:number]
