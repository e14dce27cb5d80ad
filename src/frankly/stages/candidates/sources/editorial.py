"""Editors' boosts: a contribution for the items that match, with the editor's reason; and their pins as candidates."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from frankly.domain.evidence import EvidenceKind
from frankly.domain.ledger import Piece
from frankly.domain.matching import matching
from frankly.domain.situation import Situation
from frankly.domain.surface import Boost
from frankly.stages.candidates.source import Rows, Source
from frankly.stages.candidates.sources.shared import UNITS_PER_PPM, best, nothing, widened


def _boosts(situation: Situation) -> list[Boost]:
    return [boost for boost in situation.surface.editorial.boosts if boost.holds(situation.now)]


def propose(situation: Situation, answers: Sequence[Rows], limit: int) -> Rows:
    """Pinned items first, then boosted ones, the more popular first."""
    snapshot = situation.snapshot
    pins = [pin.item for pin in situation.surface.editorial.pins if pin.holds(situation.now)]
    pinned = [snapshot.row_of[item] for item in pins if item in snapshot.row_of]
    total = np.zeros(len(snapshot), np.int64)
    for boost in _boosts(situation):
        total += matching(snapshot, boost.match) * boost.weight
    boosted = best(np.where(total > 0, total + widened(snapshot.statistics.popular, len(total)), 0), limit)
    return np.array(list(dict.fromkeys([*pinned, *boosted.tolist()])), np.int64)[: max(limit, len(pinned))]


def weigh(situation: Situation, rows: Rows) -> tuple[Sequence[Piece], NDArray[np.int64]]:
    """The boost's weight for the items that match. Two boosts with one reason are told and weighed as one."""
    by_reason: dict[str, NDArray[np.int64]] = {}
    for boost in _boosts(situation):
        units = matching(situation.snapshot, boost.match)[rows] * (boost.weight * UNITS_PER_PPM)
        by_reason[boost.because] = by_reason.get(boost.because, 0) + units
    if not by_reason:
        return nothing(rows)
    return [Piece(EvidenceKind.EDITORIAL, "value", reason) for reason in by_reason], np.stack(list(by_reason.values()))


SOURCE = Source("editorial", propose, weigh)
