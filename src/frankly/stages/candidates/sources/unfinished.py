"""What the person began: items they looked at and did not take (`recently_viewed`), and started ones (`continue`)."""

from collections.abc import Sequence
from functools import partial

import numpy as np
from numpy.typing import NDArray

from frankly.domain.deciding.ledger import Block
from frankly.domain.evidence import EVIDENCE_KINDS, EvidenceKind
from frankly.domain.person.acts import SomeActs
from frankly.domain.person.event import EVENT_CODES, EventKind
from frankly.domain.situation import Situation
from frankly.stages.candidates.source import Answer, Rows, Source
from frankly.stages.candidates.sources.sums import on_itself

LOOKED = frozenset({EvidenceKind.VIEWED, EvidenceKind.CLICKED, EvidenceKind.SAVED, EvidenceKind.ADDED_TO_CART})
BEGUN = frozenset({EvidenceKind.STARTED, EvidenceKind.PROGRESSED})
_IS_LOOK = np.array([kind in LOOKED for kind in EVIDENCE_KINDS])
_IS_BEGUN = np.array([kind in BEGUN for kind in EVIDENCE_KINDS])
_DONE = frozenset({EVENT_CODES[EventKind.PURCHASE], EVENT_CODES[EventKind.COMPLETE]})
_COMPLETE = frozenset({EVENT_CODES[EventKind.COMPLETE]})


def _open(situation: Situation, kinds: NDArray[np.bool_], done: frozenset[int]) -> SomeActs:
    """Acts of some kinds on items that were not taken since."""
    acts, row_of = situation.profile.acts, situation.snapshot.row_of
    taken = {row_of.get(item, -1) for item, codes in situation.profile.consumed.items() if not done.isdisjoint(codes)}
    is_open = [row not in taken for row in acts.rows.tolist()]
    return acts.where(kinds[acts.kinds] & (acts.strengths_ppm > 0) & np.array(is_open, np.bool_))


def _looked(situation: Situation) -> SomeActs:
    return situation.once("looked", partial(_open, situation, _IS_LOOK, _DONE))


def _begun(situation: Situation) -> SomeActs:
    return situation.once("begun", partial(_open, situation, _IS_BEGUN, _COMPLETE))


def _propose(acts: SomeActs, limit: int) -> Rows:
    """Their items, the newest first."""
    newest = np.lexsort((acts.rows, -acts.whole.at_ms[acts.places]))
    return np.array(list(dict.fromkeys(acts.rows[newest].tolist()))[:limit], np.int64)


def propose_viewed(situation: Situation, answers: Sequence[Answer], limit: int) -> Rows:
    """Items looked at and not taken, newest first."""
    return _propose(_looked(situation), limit)


def propose_begun(situation: Situation, answers: Sequence[Answer], limit: int) -> Rows:
    """Items started and not completed, newest first."""
    return _propose(_begun(situation), limit)


def _viewed_block(situation: Situation, rows: Rows) -> Block:
    """The strength of the acts on the item itself."""
    acts = _looked(situation)
    return on_itself("recently_viewed", situation, acts, rows, acts.strengths_ppm)


def _begun_block(situation: Situation, rows: Rows) -> Block:
    """The strength of the start or the progress."""
    acts = _begun(situation)
    return on_itself("continue", situation, acts, rows, acts.strengths_ppm)


RECENTLY_VIEWED = Source("recently_viewed", propose_viewed, block=_viewed_block)
CONTINUE = Source("continue", propose_begun, block=_begun_block)
