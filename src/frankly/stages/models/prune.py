"""Keeps the greatest positive entries of each row, and puts what is left on one scale as whole numbers."""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from frankly.domain.deciding.snapshot import SparseRows
from frankly.domain.deciding.training import MODEL_MOST, MODEL_UNITS

SAMPLED = 8
"""Of a wide dense row every so-manieth column is looked at first, to leave most of the others out unsorted."""

WIDE = 20_000
"""Columns from which on that pays."""


@dataclass(frozen=True, slots=True, eq=False)
class Entries:
    """Entries of consecutive rows, in order of row and column.

    Attributes:
        rows: int32.
        columns: int32.
        values: float32, positive.
    """

    rows: NDArray[np.int32]
    columns: NDArray[np.int32]
    values: NDArray[np.float32]


def joined(parts: Iterable[Entries]) -> Entries:
    """Entries of one stretch of rows after the other; each part that nobody else holds is given back once copied."""
    waiting = deque(parts)
    number = sum(len(part.values) for part in waiting)
    whole = Entries(np.empty(number, np.int32), np.empty(number, np.int32), np.empty(number, np.float32))
    start = 0
    while waiting:
        part = waiting.popleft()
        stretch = slice(start, start + len(part.values))
        whole.rows[stretch], whole.columns[stretch], whole.values[stretch] = part.rows, part.columns, part.values
        start = stretch.stop
    return whole


def pruned(rows: NDArray[np.integer], columns: NDArray[np.integer], values: NDArray[np.floating], most: int) -> Entries:
    """The greatest positive entries of each row, no item with itself; of equal ones the first columns.

    Args:
        rows: ascending.
        columns: ascending within a row.
        values: one each.
        most: entries kept of a row.
    """
    good = (values > 0) & (rows != columns)
    entries = Entries(rows[good].astype(np.int32), columns[good].astype(np.int32), values[good].astype(np.float32))
    if not len(entries.rows):
        return entries
    places = (entries.rows - entries.rows[0]).astype(np.int64)
    lengths = np.bincount(places)
    if lengths.max() <= most:
        return entries
    kept = _greatest(places, entries.values, lengths, most)
    return Entries(entries.rows[kept], entries.columns[kept], entries.values[kept])


def _greatest(
    rows: NDArray[np.int64], values: NDArray[np.float32], lengths: NDArray[np.int64], most: int
) -> NDArray[np.bool_]:
    """Which entries are among the greatest of their row.

    Positive floats are ordered like their bits, so that one sort of whole numbers orders rows and values together.
    """
    keys = (rows << 32) + (0xFFFFFFFF - values.view(np.uint32).astype(np.int64))
    starts = np.cumsum(lengths) - lengths
    last = np.sort(keys)[np.where(lengths > 0, starts + np.minimum(lengths, most) - 1, 0)]
    above, equal = keys < last[rows], keys == last[rows]
    room = np.minimum(lengths, most) - np.bincount(rows[above], minlength=len(lengths))
    rank = np.cumsum(equal) - 1
    first = np.concatenate([[0], np.cumsum(np.bincount(rows[equal], minlength=len(lengths)))[:-1]])
    return np.asarray(above | (equal & (rank - first[rows] < room[rows])), np.bool_)


def pruned_dense(block: NDArray[np.float32], first_row: int, most: int) -> Entries:
    """The same of a stretch of whole rows; the block is used up."""
    here = np.arange(len(block))
    inside = here + first_row < block.shape[1]
    block[here[inside], here[inside] + first_row] = 0
    floor = _floors(block, most)
    found = np.flatnonzero(block >= np.maximum(floor, np.finfo(np.float32).tiny)[:, None])
    rows, columns = np.divmod(found, block.shape[1])
    return pruned(rows + first_row, columns, block.ravel()[found], most)


def _floors(block: NDArray[np.float32], most: int) -> NDArray[np.float32]:
    """For each row a value that at least `most` entries reach, if so many are positive."""
    width = block.shape[1]
    if width <= most:
        return np.zeros(len(block), np.float32)
    if width < WIDE:
        return np.partition(block, width - most, axis=1)[:, width - most]
    sample = block[:, ::SAMPLED]
    # Twice the expected place, so that nearly every row has enough entries above it.
    place = max(sample.shape[1] - 2 * (most // SAMPLED + 8), 0)
    floor = np.partition(sample, place, axis=1)[:, place]
    short = np.count_nonzero(block >= floor[:, None], axis=1) < most
    floor[short] = np.partition(block[short], width - most, axis=1)[:, width - most]
    return floor


def placed(entries: Entries, items: NDArray[np.int64]) -> Entries:
    """Entries over some items as entries over the rows of the snapshot that these are, ascending."""
    return Entries(items[entries.rows].astype(np.int32), items[entries.columns].astype(np.int32), entries.values)


def on_scale(entries: Entries, total: int, loudness: float) -> SparseRows:
    """Entries as a model: divided by the median of the rows' greatest ones, times a loudness, as whole numbers.

    Args:
        entries: pruned.
        total: rows of the model.
        loudness: from 0 to 1: how much the data lets the model say.
    """
    rows = entries.rows
    greatest = np.zeros(total, np.float32)
    np.maximum.at(greatest, rows, entries.values)
    typical = float(np.median(greatest[greatest > 0])) if len(rows) else 1.0
    units = np.rint(entries.values.astype(np.float64) * (loudness * MODEL_UNITS / typical))
    values = np.minimum(units, MODEL_MOST).astype(np.int32)
    kept = values > 0
    indptr = np.concatenate([[0], np.cumsum(np.bincount(rows[kept], minlength=total))]).astype(np.int64)
    return SparseRows(indptr, entries.columns[kept], values[kept])


def rows_of(indptr: NDArray[np.integer]) -> NDArray[np.int64]:
    """Row of each entry of a sparse matrix by rows."""
    return np.repeat(np.arange(len(indptr) - 1), np.diff(indptr))
