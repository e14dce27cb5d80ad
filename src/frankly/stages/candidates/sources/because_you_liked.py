"""Because you liked X: items like those that the person was clear about, each act on its own.

Every clear act weighs, however many there are: a limit would let another one move up where one is left out, and then
leaving it out would change scores by more than its contribution. Only the proposals stop at the strongest few.
"""

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
"""Strongest clear acts whose neighbours are proposed."""


def clear_acts(situation: Situation) -> list[Piece]:
    """The clear acts on items with a vector, strongest first."""
    has_vector = situation.snapshot.has_vector
    return [
        piece
        for piece in situation.profile.acts
        if piece.kind in CLEAR and piece.strength_ppm > 0 and has_vector[piece.row]
    ]


def propose(situation: Situation, answers: Sequence[Rows], limit: int) -> Rows:
    """What people who acted on the strongest ones also acted on; content neighbours come from `content`'s queries."""
    pieces = clear_acts(situation)[:ANCHORS]
    if not pieces:
        return np.empty(0, np.int64)
    rows = np.array([piece.row for piece in pieces], np.int64)
    strengths = np.array([piece.strength_ppm for piece in pieces], np.int64)
    statistics = situation.snapshot.statistics
    return best(spread(statistics.model("item_item"), rows, strengths, len(situation.snapshot)), limit)


def weigh(situation: Situation, rows: Rows) -> tuple[Sequence[Piece], NDArray[np.int64]]:
    """Similarity to the item of each clear act, times its strength."""
    return by_similarity(situation, clear_acts(situation), rows)


SOURCE = Source("because_you_liked", propose, weigh)
