"""Arithmetic that several sources share: similarities, gathering from sparse rows, best rows; whole numbers out."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from frankly.domain.evidence import UNITS
from frankly.domain.ledger import Piece
from frankly.domain.snapshot import LEVELS, Snapshot, SparseRows
from frankly.stages.candidates.source import Rows

PPM = 1_000_000
UNITS_PER_PPM = UNITS // PPM

SIMILARITY_FLOOR = 0.3
"""Content similarity below this says nothing: two texts of one shop always share some words."""


def nothing(rows: Rows) -> tuple[Sequence[Piece], NDArray[np.int64]]:
    """No evidence for these candidates."""
    return (), np.empty((0, len(rows)), np.int64)


def similarities(snapshot: Snapshot, anchors: Rows, rows: Rows) -> NDArray[np.float64]:
    """Content similarity of anchors to candidates, from 0 to 1, shape (anchors, rows).

    Cosine of the int16 levels (an exact whole number in float64), above the floor and stretched to 0 … 1. An item's
    similarity to itself is 0: it is no evidence for itself.
    """
    left = snapshot.vectors[anchors].astype(np.float64)
    right = snapshot.vectors[rows].astype(np.float64)
    cosine = (left @ right.T) / float(LEVELS * LEVELS)
    stretched = np.clip((cosine - SIMILARITY_FLOOR) / (1 - SIMILARITY_FLOOR), 0.0, 1.0)
    stretched[anchors[:, None] == rows[None, :]] = 0.0
    return stretched


def units_of(strengths_ppm: NDArray[np.int64], shares: NDArray[np.float64]) -> NDArray[np.int64]:
    """Contributions in billionths: strength of each piece times its share of each candidate, rounded once."""
    units: NDArray[np.int64] = np.rint(strengths_ppm[:, None] * float(UNITS_PER_PPM) * shares).astype(np.int64)
    return units


def gather_ppm(matrix: SparseRows, anchors: Rows, rows: Rows, width: int) -> NDArray[np.int64]:
    """Values of a sparse matrix at (anchor, row), shape (anchors, rows); 0 where there is no entry.

    Args:
        matrix: item by item.
        anchors: its rows to read; rows that it does not have are empty.
        rows: columns wanted.
        width: number of rows of the snapshot.
    """
    found = np.zeros((len(anchors), len(rows)), np.int64)
    column_of = np.full(width, -1, np.int64)
    column_of[rows] = np.arange(len(rows))
    owners, entries = _entries(matrix, anchors)
    columns = column_of[matrix.indices[entries]]
    hit = columns >= 0
    found[owners[hit], columns[hit]] = matrix.values[entries[hit]]
    return found


def _entries(matrix: SparseRows, anchors: Rows) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Positions of all entries of the anchors' rows, with the anchor that each belongs to."""
    known = np.flatnonzero((anchors >= 0) & (anchors < len(matrix.indptr) - 1))
    starts = matrix.indptr[anchors[known]]
    lengths = matrix.indptr[anchors[known] + 1] - starts
    owners = np.repeat(known, lengths)
    offsets = np.arange(int(lengths.sum())) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    return owners, np.repeat(starts, lengths) + offsets


def spread(matrix: SparseRows, anchors: Rows, strengths_ppm: NDArray[np.int64], width: int) -> NDArray[np.int64]:
    """Sum over anchors of strength times value, for every row: what the anchors point to together."""
    owners, entries = _entries(matrix, anchors)
    # Products of two numbers below 2^20 and sums of thousands of them stay below 2^53: exact in the floats of bincount.
    weights = strengths_ppm[owners].astype(np.float64) * matrix.values[entries]
    return np.bincount(matrix.indices[entries], weights=weights, minlength=width).astype(np.int64)


def best(scores: NDArray[np.int64], limit: int) -> Rows:
    """Rows with the greatest positive score, best first, equal ones by row."""
    positive = np.flatnonzero(scores > 0)
    if len(positive) > limit:
        # Everything from the limit's score up, then by row among equals: a partial sort would pick equals at random.
        threshold = np.partition(scores[positive], len(positive) - limit)[len(positive) - limit]
        positive = positive[scores[positive] >= threshold]
    order = np.lexsort((positive, -scores[positive]))
    return positive[order][:limit]


def statistic(values_ppm: NDArray[np.int32], rows: Rows) -> NDArray[np.int64]:
    """A per-row statistic at some rows, in billionths; 0 for rows that came after it was made."""
    units = np.zeros(len(rows), np.int64)
    known = rows < len(values_ppm)
    units[known] = values_ppm[rows[known]].astype(np.int64) * UNITS_PER_PPM
    return units


def widened(values_ppm: NDArray[np.int32], width: int) -> NDArray[np.int64]:
    """A per-row statistic for every row of the snapshot; 0 for rows that came after it was made."""
    full = np.zeros(width, np.int64)
    full[: len(values_ppm)] = values_ppm[:width]
    return full
