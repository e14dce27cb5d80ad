"""The moment's own items: the one being looked at (`context_item`), those in the basket (`basket`); never stored."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from frankly.domain.deciding.ledger import Piece
from frankly.domain.evidence import UNITS, EvidenceKind
from frankly.domain.person.consent import EvidenceGroup
from frankly.domain.situation import Situation, VectorQuery
from frankly.stages.candidates.source import Answer, Rows, Source
from frankly.stages.candidates.sources.content import ANSWERS, centroid, interleave
from frankly.stages.candidates.sources.shared import best_of, linked_units, nothing, similar_units, spread


def _piece(situation: Situation, kind: EvidenceKind, item: str) -> Piece | None:
    row = situation.snapshot.row_of.get(item, -1)
    allowed = EvidenceGroup.SITUATION in situation.scope.groups
    return Piece(kind, "item", item, row=row) if row >= 0 and allowed else None


def _looked_at(situation: Situation) -> list[Piece]:
    item = situation.context.item
    piece = _piece(situation, EvidenceKind.CONTEXT_ITEM, item) if item is not None else None
    return [piece] if piece is not None else []


def _in_basket(situation: Situation) -> list[Piece]:
    found = (_piece(situation, EvidenceKind.BASKET_ITEM, item) for item in dict.fromkeys(situation.context.basket))
    return [piece for piece in found if piece is not None]


def queries(situation: Situation) -> Sequence[VectorQuery]:
    """The vector of the item being looked at."""
    pieces = [piece for piece in _looked_at(situation) if situation.snapshot.has_vector[piece.row]]
    if not pieces:
        return ()
    return [VectorQuery("context_item", centroid(situation, *_columns(pieces)), ANSWERS)]


def _columns(pieces: Sequence[Piece]) -> tuple[Rows, NDArray[np.int64]]:
    """Rows and strengths."""
    return np.array([piece.row for piece in pieces], np.int64), np.array([piece.strength_ppm for piece in pieces])


def _links(name: str, situation: Situation, pieces: Sequence[Piece], rows: Rows) -> NDArray[np.int64]:
    """Strength of each piece times what leads from its item to each candidate, in billionths."""
    return linked_units(situation.snapshot.statistics.model(name), *_columns(pieces), rows)


def _together(situation: Situation, pieces: Sequence[Piece], limit: int) -> list[Rows]:
    statistics = situation.snapshot.statistics
    return [
        best_of(*spread(matrix, *_columns(pieces)), limit)
        for matrix in (statistics.model("item_item"), statistics.model("transitions"))
    ]


def propose_context(situation: Situation, answers: Sequence[Answer], limit: int) -> Rows:
    """Items like it, items acted on together with it, items that people went on to."""
    pieces = _looked_at(situation)
    return interleave([*answers, *_together(situation, pieces, limit)], limit) if pieces else np.empty(0, np.int64)


def weigh_context(situation: Situation, rows: Rows) -> tuple[Sequence[Piece], NDArray[np.int64]]:
    """Half the sum of content similarity, co-occurrence and transition from the item, at most one."""
    pieces = _looked_at(situation)
    if not pieces:
        return nothing(rows)
    alike = similar_units(situation.snapshot, *_columns(pieces), rows)
    together = _links("item_item", situation, pieces, rows)
    following = _links("transitions", situation, pieces, rows)
    return pieces, np.minimum((alike + together + following) // 2, UNITS)


def propose_basket(situation: Situation, answers: Sequence[Answer], limit: int) -> Rows:
    """What goes with the basket."""
    pieces = _in_basket(situation)
    return interleave(_together(situation, pieces, limit), limit) if pieces else np.empty(0, np.int64)


def weigh_basket(situation: Situation, rows: Rows) -> tuple[Sequence[Piece], NDArray[np.int64]]:
    """Co-occurrence with each item of the basket."""
    pieces = _in_basket(situation)
    if not pieces:
        return nothing(rows)
    return pieces, _links("item_item", situation, pieces, rows)


CONTEXT_ITEM = Source("context_item", propose_context, weigh_context, queries)
BASKET = Source("basket", propose_basket, weigh_basket)
