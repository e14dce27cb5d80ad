"""Carries over what one snapshot knows and another lacks: statistics made for it, vectors that were made meanwhile."""

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from frankly.domain.deciding.snapshot import Snapshot, Statistics
from frankly.domain.ids import ItemId

COUNTS = ("popular", "popular_people", "trending", "trending_people")


def with_statistics(snapshot: Snapshot, statistics: Statistics) -> Snapshot:
    """The snapshot with other statistics, to be saved as a base of its own.

    Args:
        snapshot: whose rows were counted.
        statistics: over those rows.
    """
    return replace(snapshot, statistics=statistics, origin=None)


def padded_statistics(statistics: Statistics, total: int) -> Statistics:
    """A base's statistics with nothing known of the rows behind its own."""
    columns: dict[str, Any] = {name: _padded(getattr(statistics, name), total) for name in COUNTS}
    return replace(statistics, **columns)


def _padded(column: NDArray[Any], total: int) -> NDArray[Any]:
    """A column with zeros for new rows; itself where there are none."""
    if len(column) == total:
        return column
    return np.concatenate([column, np.zeros((total - len(column), *column.shape[1:]), column.dtype)])


def read_elsewhere(fresh: Snapshot, old: Snapshot) -> list[tuple[ItemId, int, NDArray[np.int16]]]:
    """Vectors that another snapshot of the same embedder has of texts which this one has not read.

    Returns:
        Item, hash of the text, levels.
    """
    found = []
    for item, text in fresh.unread.items():
        row = old.row_of.get(item, -1)
        if row >= 0 and int(old.text_hashes[row]) == text:
            found.append((item, text, old.vectors[row]))
    return found


def different_vectors(fresh: Snapshot, old: Snapshot) -> list[ItemId]:
    """Items whose vector another snapshot of the same embedder has otherwise: an index that followed it is wrong."""
    rows, others = _shared(fresh, old)
    strange = fresh.has_vector[rows] & np.any(fresh.vectors[rows] != old.vectors[others], axis=1)
    return [fresh.item_ids[row] for row in rows[strange].tolist()]


def _shared(fresh: Snapshot, old: Snapshot) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Rows of items that live in both, in one and in the other."""
    if fresh.item_ids == old.item_ids:
        rows = np.flatnonzero(fresh.alive & old.alive)
        return rows, rows
    pairs = [(row, old.row_of[item]) for item, row in fresh.row_of.items() if item in old.row_of]
    rows, others = np.array(pairs, np.int64).reshape(-1, 2).T
    return rows, others
