"""Item-based top-N: shrunk cosine of co-occurrence (Deshpande and Karypis, ACM TOIS 2004; Sarwar et al., WWW 2001)."""

import numpy as np
from numpy.typing import NDArray

from frankly.domain.deciding.training import ShrinkPolicy
from frankly.stages.models.lists import Lists, people_by_items, stretches
from frankly.stages.models.prune import Entries, joined, pruned, rows_of

PPM = 1_000_000

BLOCK_PAIRS = 8_000_000.0
"""Pairs that one stretch of the product may hold: bounds memory at some 200 MB whatever the catalogue's size."""


def cosine(lists: Lists, shrink: ShrinkPolicy, list_power: int, factor: NDArray[np.float64], most: int) -> Entries:
    """People of both items over the people of each: c(i, j) / ((n(i) + s)^a · (n(j) + s)^b) · factor(j).

    In c a person with a list of n items counts n^-power (the walk of RP3beta spreads each person's weight in the same
    way: Paudel et al., ACM TiiS 2016).

    Args:
        lists: everyone's items.
        shrink: a, b and s.
        list_power: power of a list's length, in parts per million.
        factor: of each item as a neighbour.
        most: entries kept of a row.
    """
    by_person = people_by_items(lists)
    length = np.diff(by_person.indptr)
    spread = np.maximum(length, 1).astype(np.float32) ** np.float32(-list_power / PPM)
    by_item = people_by_items(lists, spread[lists.person]).T.tocsr()
    left, right = shrunk(lists.people_of_rows(), shrink)
    right = right * factor
    # How many pairs a row makes, whatever each of them weighs.
    pairs = by_person.T.tocsr() @ length

    def block(start: int, end: int) -> Entries:
        together = (by_item[start:end] @ by_person).tocsr()
        together.sort_indices()
        rows = rows_of(together.indptr) + start
        return pruned(rows, together.indices, together.data * left[rows] * right[together.indices], most)

    return joined(block(start, end) for start, end in stretches(pairs.astype(np.float64), BLOCK_PAIRS))


def shrunk(people: NDArray[np.float64], shrink: ShrinkPolicy) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Factors of rows and of columns that set a number of people against those of both items, each shape (total,)."""
    added = people + shrink.people
    # An item without people has no pairs; the one keeps a division by zero away.
    added[added == 0] = 1
    return added ** -(shrink.row / PPM), added ** -(shrink.column / PPM)
