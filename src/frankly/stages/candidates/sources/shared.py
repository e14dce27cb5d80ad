"""Arithmetic that several sources share: similarities, gathering from sparse rows, best rows; whole numbers out."""

from collections.abc import Callable, Collection, Sequence

import numpy as np
from numpy.typing import NDArray

from frankly.domain.deciding.ledger import Piece
from frankly.domain.deciding.snapshot import LEVELS, Snapshot, SparseRows
from frankly.domain.deciding.training import MODEL_UNITS
from frankly.domain.evidence import UNITS
from frankly.domain.situation import Situation
from frankly.stages.candidates.source import Rows

PPM = 1_000_000
UNITS_PER_PPM = UNITS // PPM
UNIT_PRODUCT = float(LEVELS * LEVELS)
"""Product of a vector of levels with itself."""

SIMILARITY_FLOOR = 0.3
"""Content similarity below this says nothing: two texts of one shop always share some words."""

LIKENESS = 10_000
"""Likeness of the same direction: whole numbers of a ten-thousandth, as the values of the trained models are."""

FIRST_LOOK = 1024
"""Rows of an order that are looked at first; four times as many each time when they are not enough."""


def nothing(rows: Rows) -> tuple[Sequence[Piece], NDArray[np.int64]]:
    """No evidence for these candidates."""
    return (), np.empty((0, len(rows)), np.int64)


def likeness(snapshot: Snapshot, anchors: Rows, rows: Rows) -> NDArray[np.float64]:
    """Likeness of each anchor to each row, shape (anchors, rows): whole numbers of a ten-thousandth, 0 … 10,000.

    The cosine of the vectors above the floor, stretched to 0 … 1. An item is nothing like itself: it is no evidence.
    """
    # Exact, whatever the order of summation: |level| < 2^15, so 8 million dimensions would fit into 2^53.
    like: NDArray[np.float64] = snapshot.vectors[anchors].astype(np.float64) @ snapshot.vectors[rows].T.astype(
        np.float64
    )
    # From here on one operation an element, which every machine rounds alike.
    like *= LIKENESS / ((1 - SIMILARITY_FLOOR) * UNIT_PRODUCT)
    like -= LIKENESS * SIMILARITY_FLOOR / (1 - SIMILARITY_FLOOR)
    np.clip(like, 0.0, LIKENESS, out=like)
    np.rint(like, out=like)
    columns = places_among(rows, anchors)
    itself = np.flatnonzero(columns >= 0)
    like[itself, columns[itself]] = 0.0
    return like


def similar_units(snapshot: Snapshot, anchors: Rows, strengths_ppm: NDArray[np.int64], rows: Rows) -> NDArray[np.int64]:
    """Contributions in billionths, shape (anchors, rows): strength of each anchor times its likeness to each row."""
    like = likeness(snapshot, anchors, rows).astype(np.int64)
    return strengths_ppm[:, None] * like * UNITS_PER_PPM // LIKENESS


def places_among(rows: Rows, wanted: Rows) -> NDArray[np.int64]:
    """For each wanted row its place among some rows, which stand there once each, or -1."""
    if not len(rows):
        return np.full(len(wanted), -1, np.int64)
    order = np.argsort(rows)
    found = order[np.minimum(np.searchsorted(rows, wanted, sorter=order), len(rows) - 1)]
    return np.where(rows[found] == wanted, found, -1)


def columns_among(situation: Situation, rows: Rows) -> NDArray[np.int64]:
    """For every row of the snapshot its place among some rows, which stand there once each; else how many they are."""
    # Compared as objects: a key of thousands of bytes would be hashed at every question. There are few of them.
    known: list[tuple[Rows, Rows]] = situation.once(("columns",), list)
    found = next((columns for seen, columns in known if seen is rows), None)
    if found is None:
        found = np.full(len(situation.snapshot), len(rows), np.int64)
        found[rows] = np.arange(len(rows))
        known.append((rows, found))
    return found


def linked_units(matrix: SparseRows, anchors: Rows, strengths_ppm: NDArray[np.int64], rows: Rows) -> NDArray[np.int64]:
    """Contributions in billionths, shape (anchors, rows): strength of each anchor times the link from it to each row.

    Args:
        matrix: item by item, in ten-thousandths; no entry is no link.
        anchors: its rows to read; rows that it does not have are empty.
        strengths_ppm: of the anchors.
        rows: columns wanted.
    """
    if not len(matrix.values):
        return np.zeros((len(anchors), len(rows)), np.int64)
    values = matrix.of(anchors).at(matrix.place_of(rows))
    return strengths_ppm[:, None] * values * UNITS_PER_PPM // MODEL_UNITS


def spread(matrix: SparseRows, anchors: Rows, strengths_ppm: NDArray[np.int64]) -> tuple[Rows, NDArray[np.int64]]:
    """Rows that a few anchors point to, ascending, and for each the sum over anchors of strength times value."""
    owners, entries = matrix.entries_of(anchors)
    # A few anchors point to a few hundred rows: a sum for each of 100,000 would cost several times as much.
    rows, places = np.unique(matrix.indices[entries], return_inverse=True)
    together = np.zeros(len(rows), np.int64)
    # Whole numbers on purpose: in the floats of bincount, thousands of strong acts pass 2^53 and their order shows.
    np.add.at(together, places, strengths_ppm[owners] * matrix.values[entries])
    return rows.astype(np.int64), together


def best_of(rows: Rows, scores: NDArray[np.int64], limit: int) -> Rows:
    """Those of some rows, ascending, that have the greatest positive score, best first, equal ones by row."""
    return rows[best(scores, limit)]


def best(scores: NDArray[np.int64], limit: int) -> Rows:
    """Rows with the greatest positive score, best first, equal ones by row; `scores` has one for every row."""
    positive = np.flatnonzero(scores > 0)
    if len(positive) > limit:
        # Everything from the limit's score up, then by row among equals: a partial sort would pick equals at random.
        pool = scores[positive]
        threshold = np.partition(pool, len(pool) - limit)[len(pool) - limit]
        positive = positive[pool >= threshold]
    order = np.lexsort((positive, -scores[positive]))
    return positive[order][:limit]


def more_popular_first(snapshot: Snapshot, scores: NDArray[np.int64], limit: int) -> Rows:
    """Rows with a positive score, best first; popularity, at most one, decides among nearly equal ones."""
    found = np.flatnonzero(scores > 0)
    total = scores[found] + statistic(snapshot.statistics.popular, found) // UNITS_PER_PPM
    return found[best(total, limit)]


def first_where(order: Rows, holds: Callable[[Rows], NDArray[np.bool_]], limit: int) -> Rows:
    """The first rows of an order for which something holds; looks at no more of it than it needs to.

    Args:
        order: rows, best first.
        holds: for some rows, whether it does.
        limit: how many are wanted.
    """
    found: list[Rows] = []
    start, step, missing = 0, FIRST_LOOK, limit
    while missing > 0 and start < len(order):
        rows = order[start : start + step]
        found.append(rows[holds(rows)][:missing])
        missing -= len(found[-1])
        start, step = start + step, step * 4
    return np.concatenate(found) if found else np.empty(0, np.int64)


def lookup(codes: Collection[int], number: int) -> NDArray[np.bool_]:
    """A table of which codes are among some; its last entry stands for -1, no code, and is false.

    Args:
        codes: the wanted ones.
        number: how many codes there are.
    """
    table = np.zeros(number + 1, np.bool_)
    table[list(codes)] = True
    table[-1] = False
    return table


def statistic(values_ppm: NDArray[np.int32], rows: Rows) -> NDArray[np.int64]:
    """A per-row statistic at some rows, in billionths; 0 for rows that came after it was made."""
    units = np.zeros(len(rows), np.int64)
    known = rows < len(values_ppm)
    units[known] = values_ppm[rows[known]].astype(np.int64) * UNITS_PER_PPM
    return units
