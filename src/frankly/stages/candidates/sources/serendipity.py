"""Serendipity: well-liked items outside the person's established interests, a seeded few of them each day."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from frankly.domain.deciding.ledger import Piece
from frankly.domain.evidence import EvidenceKind
from frankly.domain.seed import below_each
from frankly.domain.situation import Situation
from frankly.stages.candidates.source import Answer, Mask, Rows, Source
from frankly.stages.candidates.sources.shared import first_where, lookup, nothing, statistic

POOL = 3
"""The seeded few are drawn from so many times as many of the best."""


def propose(situation: Situation, answers: Sequence[Answer], limit: int) -> Rows:
    """Popular items outside the established interests, in an order drawn by the seed; none without established ones."""
    if not situation.profile.established:
        return np.empty(0, np.int64)
    snapshot = situation.snapshot

    def is_surprising(rows: Rows) -> Mask:
        return _outside(situation, rows) & snapshot.offered(rows, situation.now)

    pool = first_where(snapshot.statistics.most_popular(), is_surprising, limit * POOL).tolist()
    draws = below_each(1_000_000, [snapshot.item_ids[row] for row in pool], situation.seed, "serendipity")
    return np.array([row for _, row in sorted(zip(draws, pool, strict=True))[:limit]], np.int64)


def weigh(situation: Situation, rows: Rows) -> tuple[Sequence[Piece], NDArray[np.int64]]:
    """The popularity of items outside the established interests."""
    if not situation.profile.established:
        return nothing(rows)
    units = statistic(situation.snapshot.statistics.popular, rows) * _outside(situation, rows)
    return [Piece(EvidenceKind.OUTSIDE_USUAL, "none", "")], units[None, :]


def _outside(situation: Situation, rows: Rows) -> NDArray[np.bool_]:
    """Whether an item's main category is known and no established interest."""
    codes = situation.snapshot.main_category[rows]
    usual = lookup(situation.profile.established, len(situation.snapshot.categories.names))
    return ~usual[codes] & (codes >= 0)


SOURCE = Source("serendipity", propose, weigh)
