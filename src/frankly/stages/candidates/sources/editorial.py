"""Editors' boosts: a contribution for the items that match, with the editor's reason."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from frankly.domain.deciding.ledger import Piece
from frankly.domain.deciding.matching import matching
from frankly.domain.evidence import EvidenceKind
from frankly.domain.situation import Situation
from frankly.domain.surface import Boost
from frankly.stages.candidates.source import Answer, Rows, Source
from frankly.stages.candidates.sources.shared import UNITS_PER_PPM, more_popular_first, nothing


def _boosts(situation: Situation) -> list[Boost]:
    return [boost for boost in situation.surface.editorial.boosts if boost.holds(situation.now)]


def propose(situation: Situation, answers: Sequence[Answer], limit: int) -> Rows:
    """Boosted items, the more boosted and the more popular first."""
    boosts = _boosts(situation)
    if not boosts:
        return np.empty(0, np.int64)
    snapshot = situation.snapshot
    total = np.zeros(len(snapshot), np.int64)
    for boost in boosts:
        total += matching(snapshot, boost.match) * boost.weight
    return more_popular_first(snapshot, total, limit)


def weigh(situation: Situation, rows: Rows) -> tuple[Sequence[Piece], NDArray[np.int64]]:
    """The boost's weight for the items that match. Two boosts with one reason are told and weighed as one."""
    by_reason: dict[str, NDArray[np.int64]] = {}
    for boost in _boosts(situation):
        units = matching(situation.snapshot, boost.match, rows) * (boost.weight * UNITS_PER_PPM)
        by_reason[boost.because] = by_reason.get(boost.because, 0) + units
    if not by_reason:
        return nothing(rows)
    return [Piece(EvidenceKind.EDITORIAL, "value", reason) for reason in by_reason], np.stack(list(by_reason.values()))


SOURCE = Source("editorial", propose, weigh)
