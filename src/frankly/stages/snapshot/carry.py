"""Carries over what one snapshot knows and another lacks: statistics made for it, vectors that were made meanwhile."""

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from frankly.domain.ids import ItemId
from frankly.domain.snapshot import Snapshot, Statistics

COUNTS = ("popular", "popular_people", "trending", "trending_people")
_OF_VECTORS = ("vectors", "has_vector", "text_hashes")


def with_statistics(snapshot: Snapshot, statistics: Statistics) -> Snapshot:
    """The snapshot with other statistics; of rows that came after these were counted, nothing is known.

    Args:
        snapshot: as it is now.
        statistics: counted over its first rows.
    """
    columns: dict[str, Any] = {name: padded(getattr(statistics, name), len(snapshot)) for name in COUNTS}
    return replace(snapshot, statistics=replace(statistics, **columns))


def padded(column: NDArray[Any], total: int) -> NDArray[Any]:
    """A column with zeros for new rows; itself where there are none."""
    if len(column) == total:
        return column
    return np.concatenate([column, np.zeros((total - len(column), *column.shape[1:]), column.dtype)])


def with_vectors_of(fresh: Snapshot, old: Snapshot) -> tuple[Snapshot, list[ItemId]]:
    """Give a snapshot the vectors that another one has of the same items and texts.

    Args:
        fresh: to be given vectors where it has not read the text.
        old: at the same position of the catalogue's log and of the same embedder.

    Returns:
        The snapshot, and the items whose vector is not the old one's, since an index that followed that one lacks it.
    """
    rows, others = _shared(fresh, old)
    lacking = (fresh.text_hashes[rows] == 0) & (old.text_hashes[others] != 0)
    columns: dict[str, Any] = {}
    if lacking.any():
        for name in _OF_VECTORS:
            columns[name] = getattr(fresh, name).copy()
            columns[name][rows[lacking]] = getattr(old, name)[others[lacking]]
        fresh = replace(fresh, **columns)
    strange = fresh.has_vector[rows] & np.any(fresh.vectors[rows] != old.vectors[others], axis=1)
    return fresh, [fresh.item_ids[row] for row in rows[strange].tolist()]


def _shared(fresh: Snapshot, old: Snapshot) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Rows of items that live in both, in one and in the other."""
    if tuple(fresh.item_ids) == tuple(old.item_ids):
        rows = np.flatnonzero(fresh.alive & old.alive)
        return rows, rows
    pairs = [(row, old.row_of[item]) for item, row in fresh.row_of.items() if item in old.row_of]
    rows, others = np.array(pairs, np.int64).reshape(-1, 2).T
    return rows, others
