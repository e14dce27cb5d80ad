"""What a message is written for (`occasion`): the person's own acts on that very item, for nothing else.

That it stands first is decided by the campaign and not by its score; this makes it a candidate, and what the person did
with it evidence of it.
"""

from collections.abc import Mapping, Sequence

import numpy as np

from frankly.domain.deciding.ledger import Block
from frankly.domain.evidence import EVIDENCE_KINDS, EvidenceKind
from frankly.domain.person.acts import SomeActs
from frankly.domain.situation import Situation
from frankly.stages.candidates.source import Answer, Rows, Source
from frankly.stages.candidates.sources.sums import on_itself

_K = EvidenceKind
ACTS: Mapping[str, frozenset[EvidenceKind]] = {
    "cart_left": frozenset({_K.ADDED_TO_CART}),
    "back_in_stock": frozenset({_K.SAVED, _K.LIKED, _K.ADDED_TO_CART}),
    "continue": frozenset({_K.STARTED, _K.PROGRESSED}),
}
"""Trigger → the acts that it looks for."""


def rows_of(situation: Situation) -> Rows:
    """Rows of the items that the message is written for, the first first; those that the catalogue has."""
    row_of = situation.snapshot.row_of
    known = (row_of[item] for item in dict.fromkeys(situation.occasion) if item in row_of)
    return np.fromiter(known, np.int64)


def propose(situation: Situation, answers: Sequence[Answer], limit: int) -> Rows:
    """The items that the message is written for."""
    return rows_of(situation)[:limit]


def _acts(situation: Situation) -> SomeActs:
    acts = situation.profile.acts
    is_about = np.isin(acts.rows, rows_of(situation))
    looked_for = ACTS.get(situation.occasion_kind, frozenset())
    is_looked_for = np.array([kind in looked_for for kind in EVIDENCE_KINDS])
    return acts.where(is_looked_for[acts.kinds] & (acts.strengths_ppm > 0) & is_about)


def _block(situation: Situation, rows: Rows) -> Block:
    """What the acts on the item itself weigh, however long ago they were: the occasion is now."""
    acts = _acts(situation)
    return on_itself("occasion", situation, acts, rows, acts.whole.weights_ppm[acts.places])


SOURCE = Source("occasion", propose, block=_block)
