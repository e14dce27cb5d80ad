"""Because you liked X: items like those that the person was clear about, each act on its own.

Every clear act weighs, however many there are: a limit would let another one move up where one is left out, and then
leaving it out would change scores by more than its contribution. Only the proposals stop at the strongest few.
"""

from collections.abc import Sequence

import numpy as np

from frankly.domain.deciding.ledger import Block
from frankly.domain.evidence import EVIDENCE_KINDS, EvidenceKind
from frankly.domain.person.acts import SomeActs
from frankly.domain.situation import Situation
from frankly.stages.candidates.source import Answer, Rows, Source
from frankly.stages.candidates.sources.content import by_similarity
from frankly.stages.candidates.sources.shared import best_of, spread

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

_IS_CLEAR = np.array([kind in CLEAR for kind in EVIDENCE_KINDS])


def clear_acts(situation: Situation) -> SomeActs:
    """The clear acts on items with a vector, strongest first."""
    acts = situation.profile.acts
    return acts.where(_IS_CLEAR[acts.kinds] & (acts.strengths_ppm > 0) & situation.snapshot.has_vector[acts.rows])


def propose(situation: Situation, answers: Sequence[Answer], limit: int) -> Rows:
    """What people who acted on the strongest ones also acted on; content neighbours come from `content`'s queries."""
    acts = clear_acts(situation)
    if not len(acts):
        return np.empty(0, np.int64)
    matrix = situation.snapshot.statistics.model("item_item")
    return best_of(*spread(matrix, acts.rows[:ANCHORS], acts.strengths_ppm[:ANCHORS]), limit)


def _block(situation: Situation, rows: Rows) -> Block:
    """Similarity to the item of each clear act, times its strength."""
    return by_similarity("because_you_liked", situation, clear_acts(situation), rows)


SOURCE = Source("because_you_liked", propose, block=_block)
