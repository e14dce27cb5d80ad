"""What the person told us: interests and aversions (`stated_interests`), role and intent (`stated_role_intent`)."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from frankly.domain.deciding.ledger import Piece
from frankly.domain.deciding.snapshot import Labels
from frankly.domain.evidence import EvidenceKind
from frankly.domain.situation import Situation
from frankly.stages.candidates.source import Answer, Rows, Source
from frankly.stages.candidates.sources.shared import PPM, UNITS_PER_PPM, more_popular_first, nothing

INTEREST_KINDS = frozenset({EvidenceKind.STATED_INTEREST, EvidenceKind.STATED_AVERSION})
ROLE_KINDS = frozenset({EvidenceKind.STATED_ROLE, EvidenceKind.STATED_INTENT})
FULL_MATCH = 2
"""So many labels of a role make a full match; one makes half."""


def _labels(situation: Situation, field: str) -> Labels:
    snapshot = situation.snapshot
    return {"category": snapshot.categories, "tag": snapshot.tags, "creator": snapshot.creators}[field]


def matches(situation: Situation, piece: Piece, rows: Rows | None = None) -> NDArray[np.int64]:
    """How far items match a stated piece, in parts per million: some rows, or every row of the snapshot."""
    if piece.kind in INTEREST_KINDS:
        labels = _labels(situation, piece.anchor_type)
        return labels.carriers([labels.code_of(piece.anchor)], rows).astype(np.int64) * PPM
    names = situation.role_tags.get(piece.anchor, ())
    tables = (situation.snapshot.tags, situation.snapshot.categories)
    count = sum(labels.carried({labels.code_of(name) for name in names}, rows) for labels in tables)
    return np.minimum(count, FULL_MATCH) * (PPM // FULL_MATCH)


def _pieces(situation: Situation, kinds: frozenset[EvidenceKind]) -> list[Piece]:
    left_out = situation.profile.left_out
    return [piece for piece in situation.profile.stated if piece.kind in kinds and piece.key not in left_out]


def _propose(situation: Situation, kinds: frozenset[EvidenceKind], limit: int) -> Rows:
    """Rows that match, the more of it and the more popular first."""
    pieces = [piece for piece in _pieces(situation, kinds) if piece.strength_ppm > 0]
    if not pieces:
        return np.empty(0, np.int64)
    total = np.zeros(len(situation.snapshot), np.int64)
    for piece in pieces:
        total += matches(situation, piece) * 2
    return more_popular_first(situation.snapshot, total, limit)


def _weigh(
    situation: Situation, kinds: frozenset[EvidenceKind], rows: Rows
) -> tuple[Sequence[Piece], NDArray[np.int64]]:
    pieces = _pieces(situation, kinds)
    if not pieces:
        return nothing(rows)
    units = [(matches(situation, piece, rows) * piece.strength_ppm // PPM) * UNITS_PER_PPM for piece in pieces]
    return pieces, np.stack(units)


def propose_interests(situation: Situation, answers: Sequence[Answer], limit: int) -> Rows:
    """Items that carry a stated label."""
    return _propose(situation, INTEREST_KINDS, limit)


def weigh_interests(situation: Situation, rows: Rows) -> tuple[Sequence[Piece], NDArray[np.int64]]:
    """One for each stated interest that an item carries, minus one for each aversion."""
    return _weigh(situation, INTEREST_KINDS, rows)


def propose_roles(situation: Situation, answers: Sequence[Answer], limit: int) -> Rows:
    """Items that carry a label which the role or intent stands for."""
    return _propose(situation, ROLE_KINDS, limit)


def weigh_roles(situation: Situation, rows: Rows) -> tuple[Sequence[Piece], NDArray[np.int64]]:
    """Half for one label, one for two or more."""
    return _weigh(situation, ROLE_KINDS, rows)


INTERESTS = Source("stated_interests", propose_interests, weigh_interests)
ROLE_INTENT = Source("stated_role_intent", propose_roles, weigh_roles)
