"""What the person began: items they looked at and did not take (`recently_viewed`), and started ones (`continue`)."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from frankly.domain.event import EVENT_CODES, EventKind
from frankly.domain.evidence import EvidenceKind
from frankly.domain.ledger import Piece
from frankly.domain.situation import Situation
from frankly.stages.candidates.source import Entries, Rows, Source
from frankly.stages.candidates.sources.shared import UNITS_PER_PPM

LOOKED = frozenset({EvidenceKind.VIEWED, EvidenceKind.CLICKED, EvidenceKind.SAVED, EvidenceKind.ADDED_TO_CART})
BEGUN = frozenset({EvidenceKind.STARTED, EvidenceKind.PROGRESSED})
_DONE = frozenset({EVENT_CODES[EventKind.PURCHASE], EVENT_CODES[EventKind.COMPLETE]})
_COMPLETE = frozenset({EVENT_CODES[EventKind.COMPLETE]})


def _open(situation: Situation, kinds: frozenset[EvidenceKind], done: frozenset[int]) -> list[Piece]:
    consumed = situation.profile.consumed
    return [
        piece
        for piece in situation.profile.acts
        if piece.kind in kinds and piece.strength_ppm > 0 and done.isdisjoint(consumed.get(piece.anchor, ()))
    ]


def _propose(pieces: Sequence[Piece], limit: int) -> Rows:
    newest = sorted(pieces, key=lambda piece: (-piece.at_ms, piece.row))
    return np.array(list(dict.fromkeys(piece.row for piece in newest))[:limit], np.int64)


def _entries(pieces: Sequence[Piece], rows: Rows) -> tuple[Sequence[Piece], Entries]:
    """The strength of each piece, for its own item."""
    column_of = {row: column for column, row in enumerate(rows.tolist())}
    there = [piece for piece in pieces if piece.row in column_of]
    columns = np.array([column_of[piece.row] for piece in there], np.int64)
    units = np.array([piece.strength_ppm * UNITS_PER_PPM for piece in there], np.int64)
    return there, Entries(np.arange(len(there)), columns, units)


def _weigh(pieces: Sequence[Piece], rows: Rows) -> tuple[Sequence[Piece], NDArray[np.int64]]:
    there, entries = _entries(pieces, rows)
    return there, entries.spread_out(len(there), len(rows))


def propose_viewed(situation: Situation, answers: Sequence[Rows], limit: int) -> Rows:
    """Items looked at and not taken, newest first."""
    return _propose(_open(situation, LOOKED, _DONE), limit)


def weigh_viewed(situation: Situation, rows: Rows) -> tuple[Sequence[Piece], NDArray[np.int64]]:
    """The strength of the acts on the item itself."""
    return _weigh(_open(situation, LOOKED, _DONE), rows)


def propose_begun(situation: Situation, answers: Sequence[Rows], limit: int) -> Rows:
    """Items started and not completed, newest first."""
    return _propose(_open(situation, BEGUN, _COMPLETE), limit)


def weigh_begun(situation: Situation, rows: Rows) -> tuple[Sequence[Piece], NDArray[np.int64]]:
    """The strength of the start or the progress."""
    return _weigh(_open(situation, BEGUN, _COMPLETE), rows)


def _viewed_entries(situation: Situation, rows: Rows) -> tuple[Sequence[Piece], Entries]:
    return _entries(_open(situation, LOOKED, _DONE), rows)


def _begun_entries(situation: Situation, rows: Rows) -> tuple[Sequence[Piece], Entries]:
    return _entries(_open(situation, BEGUN, _COMPLETE), rows)


RECENTLY_VIEWED = Source("recently_viewed", propose_viewed, weigh_viewed, entries=_viewed_entries)
CONTINUE = Source("continue", propose_begun, weigh_begun, entries=_begun_entries)
