"""Item to item: what the same people acted for (shrunk cosine), and what they went on to (transitions)."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from frankly.domain.snapshot import SparseRows, no_rows
from frankly.domain.training import MODEL_UNITS
from frankly.stages.snapshot.tally import Tally, strongest, top_per_row

SHRINKAGE = 10
"""A co-occurrence of c people counts c / (c + 10) of its cosine, so that two people are no proof."""

TOP = 50
"""Neighbours kept of each item."""

WINDOW = 3
"""Acts ahead that an item can lead to, the next one counting whole, the second half, the third a third."""

LEAST_PEOPLE = 2
"""People who must have gone on from one item to the other."""

PPM = 1_000_000

BLOCK_PAIRS = 4_000_000
"""Pairs that one block of the product may hold: bounds memory at about 200 MB whatever the catalogue's size."""


def item_item(people: NDArray[np.int32], rows: NDArray[np.int32], total: int) -> SparseRows:
    """Cosine of co-occurrence, shrunk: c / √(n·m) · c / (c + 10), in ten-thousandths, each row's top 50.

    Args:
        people: number of each act's person, 0 … n.
        rows: row of each act's item; a pair (person, row) occurs once.
        total: rows of the snapshot.
    """
    if not len(rows):
        return SparseRows(np.zeros(total + 1, np.int64), no_rows().indices, no_rows().values)
    # scipy takes a third of a second to import and is needed in a re-index only.
    from scipy.sparse import csr_array

    ones = np.ones(len(rows), np.float64)
    matrix = csr_array((ones, (people, rows)), shape=(int(people.max()) + 1, total))
    by_item = csr_array(matrix.T)
    number = np.bincount(rows, minlength=total).astype(np.float64)
    work = by_item @ np.diff(matrix.indptr).astype(np.float64)
    parts = []
    for start, end in _blocks(work):
        block = (by_item[start:end] @ matrix).tocoo()
        parts.append(_cosines(block.row.astype(np.int64) + start, block.col.astype(np.int64), block.data, number))
    return _packed([np.concatenate(column) for column in zip(*parts, strict=True)], total)


def _blocks(work: NDArray[np.float64]) -> Iterator[tuple[int, int]]:
    """Stretches of items whose products together stay within the bound, at least one item each."""
    before = np.concatenate([[0.0], np.cumsum(work)])
    start = 0
    while start < len(work):
        end = max(start + 1, int(np.searchsorted(before, before[start] + BLOCK_PAIRS, side="right")) - 1)
        yield start, end
        start = end


def _cosines(
    rows: NDArray[np.int64], columns: NDArray[np.int64], together: NDArray[np.float64], number: NDArray[np.float64]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    other = rows != columns
    rows, columns, together = rows[other], columns[other], together[other]
    cosine = together / np.sqrt(number[rows] * number[columns])
    units = np.rint(MODEL_UNITS * cosine * together / (together + SHRINKAGE)).astype(np.int64)
    kept = top_per_row(rows, columns, units, TOP)
    return rows[kept], columns[kept], units[kept]


def transitions(steps: Tally, people: NDArray[np.int64], total: int) -> SparseRows:
    """Share of an item's people who went on to another one, in ten-thousandths, each row's top 50.

    Args:
        steps: by `row · total + next row`: people, and the sum of their weights in parts per million.
        people: number of people of each row.
        total: rows of the snapshot.
    """
    enough = steps.counts >= LEAST_PEOPLE
    rows, columns = np.divmod(steps.keys[enough], max(total, 1))
    units = steps.sums[enough] * MODEL_UNITS // (np.maximum(people[rows], 1) * PPM)
    kept = top_per_row(rows, columns, units, TOP)
    return _packed([rows[kept], columns[kept], units[kept]], total)


def next_steps(
    people: NDArray[np.int64], rows: NDArray[np.int64], at_ms: NDArray[np.int64], total: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """What each person went on to: `row · total + next row` with a weight, once for each person, the nearest step.

    Acts at the same moment (one basket) are no steps from each other: nobody "went on" within a moment.

    Args:
        people: person of each act; acts of one person stand together, in order of time.
        rows: row of each act's item.
        at_ms: time of each act.
        total: rows of the snapshot.
    """
    again = (people[1:] == people[:-1]) & (rows[1:] == rows[:-1])
    fresh = np.concatenate([[True], ~again]) if len(rows) else np.empty(0, np.bool_)
    people, rows, at_ms = people[fresh], rows[fresh], at_ms[fresh]
    keys, weights, actors = [rows[:0]], [rows[:0]], [rows[:0]]
    for distance in range(1, WINDOW + 1):
        here, ahead = slice(None, -distance), slice(distance, None)
        leads = (people[here] == people[ahead]) & (rows[here] != rows[ahead]) & (at_ms[here] < at_ms[ahead])
        keys.append(rows[here][leads] * total + rows[ahead][leads])
        weights.append(np.full(np.count_nonzero(leads), PPM // distance, np.int64))
        actors.append(people[here][leads])
    return _once_a_person(np.concatenate(actors), np.concatenate(keys), np.concatenate(weights))


def _once_a_person(
    people: NDArray[np.int64], keys: NDArray[np.int64], weights: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    pairs, code = np.unique(keys, return_inverse=True)
    both, best = strongest(people * max(len(pairs), 1) + code, weights)
    return pairs[both % max(len(pairs), 1)], best


def _packed(entries: list[NDArray[np.int64]], total: int) -> SparseRows:
    """Entries in order of row and column as a sparse matrix; entries of no value are left out."""
    rows, columns, values = (column[entries[2] > 0] for column in entries)
    indptr = np.concatenate([[0], np.cumsum(np.bincount(rows, minlength=total))]).astype(np.int64)
    return SparseRows(indptr, columns.astype(np.int32), values.astype(np.int32))
