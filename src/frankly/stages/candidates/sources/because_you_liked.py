"""Because you liked X: neighbours of the few items that the person was clearest about, each anchor on its own."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from frankly.domain.evidence import EvidenceKind
from frankly.domain.ledger import Piece
from frankly.domain.situation import Situation
from frankly.stages.candidates.source import Rows, Source
from frankly.stages.candidates.sources.content import by_similarity
from frankly.stages.candidates.sources.shared import best, spread

CLEAR = frozenset(
    {
        EvidenceKind.LIKED,
        EvidenceKind.SAVED,
        EvidenceKind.BOUGHT,
        EvidenceKind.COMPLETED,
        EvidenceKind.RATED_HIGH,
    }
)
"""Acts that leave no doubt."""

ANCHORS = 5
"""Clearest anchors looked at."""


def anchors(situation: Situation) -> list[Piece]:
    """The strongest clear acts on items with a vector."""
    clear = [
        piece
        for piece in situation.profile.acts
        if piece.kind in CLEAR and piece.strength_ppm > 0 and situation.snapshot.has_vector[piece.row]
    ]
    return clear[:ANCHORS]


def propose(situation: Situation, answers: Sequence[Rows], limit: int) -> Rows:
    """What people who acted on the anchors also acted on; content neighbours come from `content`'s queries."""
    pieces = anchors(situation)
    if not pieces:
        return np.empty(0, np.int64)
    rows = np.array([piece.row for piece in pieces], np.int64)
    strengths = np.array([piece.strength_ppm for piece in pieces], np.int64)
    statistics = situation.snapshot.statistics
    return best(spread(statistics.item_item, rows, strengths, len(situation.snapshot)), limit)


def weigh(situation: Situation, rows: Rows) -> tuple[Sequence[Piece], NDArray[np.int64]]:
    """Similarity to each anchor, times its strength."""
    return by_similarity(situation, anchors(situation), rows)


SOURCE = Source("because_you_liked", propose, weigh)
