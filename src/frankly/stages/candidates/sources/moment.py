"""The moment: part of the day and device stand for labels, as `policies/moments.yaml` says."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from frankly.domain.deciding.ledger import Piece
from frankly.domain.evidence import EvidenceKind
from frankly.domain.person.consent import EvidenceGroup
from frankly.domain.situation import Situation
from frankly.stages.candidates.source import Answer, Rows, Source
from frankly.stages.candidates.sources.shared import UNITS_PER_PPM, more_popular_first, nothing
from frankly.stages.candidates.sources.stated import matches


def _pieces(situation: Situation) -> list[Piece]:
    if EvidenceGroup.SITUATION not in situation.scope.groups:
        return []
    context = situation.context
    given = ((EvidenceKind.PART_OF_DAY, context.part_of_day), (EvidenceKind.DEVICE, context.device))
    return [Piece(kind, "value", value) for kind, value in given if value is not None and value in situation.role_tags]


def propose(situation: Situation, answers: Sequence[Answer], limit: int) -> Rows:
    """Items that fit the moment, the more popular first."""
    pieces = _pieces(situation)
    if not pieces:
        return np.empty(0, np.int64)
    total = np.zeros(len(situation.snapshot), np.int64)
    for piece in pieces:
        total += matches(situation, piece) * 2
    return more_popular_first(situation.snapshot, total, limit)


def weigh(situation: Situation, rows: Rows) -> tuple[Sequence[Piece], NDArray[np.int64]]:
    """Half for one fitting label, one for two or more."""
    pieces = _pieces(situation)
    if not pieces:
        return nothing(rows)
    return pieces, np.stack([matches(situation, piece, rows) * UNITS_PER_PPM for piece in pieces])


SOURCE = Source("moment", propose, weigh)
