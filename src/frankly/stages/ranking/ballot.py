"""What a model may vote on: the slate before the draw with the next items, what is fixed, caps and floors."""

from collections.abc import Sequence
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from frankly.domain.deciding.ledger import Ledger
from frankly.domain.deciding.slate import GIVEN, PROPENSITY_ONE, Slate, Slot
from frankly.domain.deciding.vote import MOST_SHOWN, Ballot, Cap, Quota
from frankly.domain.situation import Situation
from frankly.stages.ranking.rank import paid
from frankly.stages.ranking.rules import floors


def ballot_of(situation: Situation, ledger: Ledger, slate: Slate) -> Ballot:
    """Find what may be voted on.

    Args:
        situation: whose surface says how far an item may move, and which caps and floors hold.
        ledger: of the slate.
        slate: as it was ranked.

    Returns:
        The ballot: so many items of the reserve as the bound could bring in, and no more than a model is shown.
    """
    size = len(slate.slots)
    before = list(slate.steps.get("pins", ())) or [slot.row for slot in slate.slots]
    inside = frozenset(before)
    beyond = min(situation.surface.model.max_displacement, size)
    behind = list(islice((row for row in slate.base_order if row not in inside), beyond))
    drawn = _drawn(slate)
    line = _slots(situation, ledger, slate, [*before, *behind])
    fixed = {place for place, slot in enumerate(line) if slot.origin in GIVEN or slot.is_sponsored or place == drawn}
    free = [place for place in range(len(line)) if place not in fixed]
    codes = np.array([slot.row for slot in line], np.int64)
    rows = np.union1d(codes, np.array([row for _, row in slate.propensities], np.int64))
    return Ballot(
        slate=slate,
        line=line,
        size=size,
        fixed=frozenset(fixed.union(free[MOST_SHOWN:])),
        caps=_caps(situation, rows),
        floors=_floors(situation, ledger, min(situation.surface.size, len(slate.base_order)), rows),
        drawn=drawn,
    )


def _drawn(slate: Slate) -> int | None:
    """The slot for which something could have been drawn."""
    return next((place for (place, _), share in slate.propensities.items() if share != PROPENSITY_ONE), None)


def _slots(situation: Situation, ledger: Ledger, slate: Slate, rows: Sequence[int]) -> list[Slot]:
    """Slots of some rows: those of the slate as they are, others as they would be without any draw."""
    known = {slot.row: slot for slot in slate.slots if slot.origin != "exploration"}
    columns = np.searchsorted(ledger.rows, np.array(rows, np.int64))
    scores = ledger.scores()[columns]
    is_paid = paid(situation, np.array(rows, np.int64))
    return [
        known.get(row)
        or Slot(row, int(columns[at]), "score", int(scores[at]), PROPENSITY_ONE, is_sponsored=bool(is_paid[at]))
        for at, row in enumerate(rows)
    ]


def _caps(situation: Situation, rows: NDArray[np.int64]) -> list[Cap]:
    policy, snapshot = situation.surface.diversity, situation.snapshot
    limits = (
        (policy.max_per_creator, snapshot.main_creator),
        (policy.max_per_category, snapshot.main_category),
    )
    return [
        Cap(most, {row: code for row, code in zip(rows.tolist(), codes[rows].tolist(), strict=True) if code >= 0})
        for most, codes in limits
        if most is not None
    ]


def _floors(situation: Situation, ledger: Ledger, size: int, rows: NDArray[np.int64]) -> list[Quota]:
    columns = np.searchsorted(ledger.rows, rows)
    return [
        Quota(floor.need, frozenset(rows[floor.members[columns]].tolist())) for floor in floors(situation, ledger, size)
    ]
