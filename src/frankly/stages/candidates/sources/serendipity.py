"""Serendipity: well-liked items outside the person's established interests, a seeded few of them each day."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from frankly.domain.evidence import EvidenceKind
from frankly.domain.ledger import Piece
from frankly.domain.seed import below
from frankly.domain.situation import Situation
from frankly.stages.candidates.source import Rows, Source
from frankly.stages.candidates.sources.shared import best, inside, nothing, statistic, widened

POOL = 3
"""The seeded few are drawn from so many times as many of the best."""


def propose(situation: Situation, answers: Sequence[Rows], limit: int) -> Rows:
    """Popular items outside the established interests, in an order drawn by the seed; none without established ones."""
    if not situation.profile.established:
        return np.empty(0, np.int64)
    snapshot = situation.snapshot
    pool = best(widened(snapshot.statistics.popular, len(snapshot)) * _outside(situation), limit * POOL).tolist()
    drawn = sorted(pool, key=lambda row: (below(1_000_000, situation.seed, "serendipity", snapshot.item_ids[row]), row))
    return np.array(drawn[:limit], np.int64)


def weigh(situation: Situation, rows: Rows) -> tuple[Sequence[Piece], NDArray[np.int64]]:
    """The popularity of items outside the established interests."""
    if not situation.profile.established:
        return nothing(rows)
    units = statistic(situation.snapshot.statistics.popular, rows) * _outside(situation)[rows]
    return [Piece(EvidenceKind.OUTSIDE_USUAL, "none", "")], units[None, :]


def _outside(situation: Situation) -> NDArray[np.bool_]:
    """Every row whose main category is known and no established interest."""
    snapshot = situation.snapshot
    here = inside(snapshot.main_category, situation.profile.established, len(snapshot.categories.names))
    return ~here & (snapshot.main_category >= 0)


SOURCE = Source("serendipity", propose, weigh)
