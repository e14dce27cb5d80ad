"""Item–item neighbours of the person's own acts: what goes together (`item_item`) and what comes next (`transitions`).

Both are sums over own acts of strength times a fixed statistic, so each act's part of a score is its own.
"""

from collections.abc import Callable, Sequence
from functools import partial

import numpy as np
from numpy.typing import NDArray

from frankly.domain.ledger import Piece
from frankly.domain.situation import Situation
from frankly.domain.snapshot import SparseRows, Statistics
from frankly.stages.candidates.source import Entries, Rows, Source
from frankly.stages.candidates.sources.shared import best, linked, linked_units, nothing, spread

Matrix = Callable[[Statistics], SparseRows]


def _positive(situation: Situation) -> list[Piece]:
    return [piece for piece in situation.profile.acts if piece.strength_ppm > 0]


def _propose(matrix: Matrix, situation: Situation, limit: int) -> Rows:
    pieces = _positive(situation)
    if not pieces:
        return np.empty(0, np.int64)
    rows = np.array([piece.row for piece in pieces], np.int64)
    strengths = np.array([piece.strength_ppm for piece in pieces], np.int64)
    return best(spread(matrix(situation.snapshot.statistics), rows, strengths, len(situation.snapshot)), limit)


def _weigh(matrix: Matrix, situation: Situation, rows: Rows) -> tuple[Sequence[Piece], NDArray[np.int64]]:
    pieces = _positive(situation)
    if not pieces:
        return nothing(rows)
    return pieces, contributions(matrix(situation.snapshot.statistics), situation, pieces, rows)


def contributions(matrix: SparseRows, situation: Situation, pieces: Sequence[Piece], rows: Rows) -> NDArray[np.int64]:
    """Strength of each piece times the statistic that leads from its item to each candidate, in billionths."""
    anchors = np.array([piece.row for piece in pieces], np.int64)
    strengths = np.array([piece.strength_ppm for piece in pieces], np.int64)
    return linked_units(matrix, anchors, strengths, rows, len(situation.snapshot))


def _entries(matrix: Matrix, situation: Situation, rows: Rows) -> tuple[Sequence[Piece], Entries]:
    pieces = _positive(situation)
    anchors = np.array([piece.row for piece in pieces], np.int64)
    strengths = np.array([piece.strength_ppm for piece in pieces], np.int64)
    statistics = situation.snapshot.statistics
    return pieces, linked(matrix(statistics), anchors, strengths, rows, len(situation.snapshot))


def _item_item(statistics: Statistics) -> SparseRows:
    return statistics.model("item_item")


def _transitions(statistics: Statistics) -> SparseRows:
    return statistics.model("transitions")


def propose_together(situation: Situation, answers: Sequence[Rows], limit: int) -> Rows:
    """What people who acted on the same items also acted on."""
    return _propose(_item_item, situation, limit)


def weigh_together(situation: Situation, rows: Rows) -> tuple[Sequence[Piece], NDArray[np.int64]]:
    """Shrunk cosine of co-occurrence with each act's item."""
    return _weigh(_item_item, situation, rows)


def propose_next(situation: Situation, answers: Sequence[Rows], limit: int) -> Rows:
    """What people went on to after the same items."""
    return _propose(_transitions, situation, limit)


def weigh_next(situation: Situation, rows: Rows) -> tuple[Sequence[Piece], NDArray[np.int64]]:
    """Share of people who went on from each act's item."""
    return _weigh(_transitions, situation, rows)


ITEM_ITEM = Source("item_item", propose_together, weigh_together, entries=partial(_entries, _item_item))
TRANSITIONS = Source("transitions", propose_next, weigh_next, entries=partial(_entries, _transitions))
