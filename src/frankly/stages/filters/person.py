"""Items that this person has had, does not want, or has seen enough of."""

from collections.abc import Collection

import numpy as np
from numpy.typing import NDArray

from frankly.domain.person.event import EVENT_CODES, EventKind
from frankly.domain.situation import Situation

Rows = NDArray[np.int64]
Mask = NDArray[np.bool_]


def among(situation: Situation, rows: Rows, items: Collection[str]) -> Mask:
    """Which rows are one of some items."""
    row_of = situation.snapshot.row_of
    found = [row_of[item] for item in items if item in row_of]
    return np.isin(rows, found) if found else np.zeros(len(rows), np.bool_)


def consumed(situation: Situation, rows: Rows) -> Mask:
    """Bought or completed, or whatever else the surface counts as consumed."""
    kinds = {EVENT_CODES[kind] for kind in situation.surface.filters.consumed}
    # What somebody began to read they bought as a rule; a message that reminds them of it offers it no second time.
    begun = frozenset(situation.occasion if situation.occasion_kind == "continue" else ())
    unfinished = kinds - {EVENT_CODES[EventKind.PURCHASE]}
    taken = situation.profile.consumed.items()
    return among(situation, rows, [item for item, acts in taken if acts & (unfinished if item in begun else kinds)])


def hidden(situation: Situation, rows: Rows) -> Mask:
    """The person told us to keep it away; holds whatever they allow otherwise."""
    return among(situation, rows, situation.profile.hidden)


def disliked(situation: Situation, rows: Rows) -> Mask:
    """Disliked, or rated one or two stars."""
    return among(situation, rows, situation.profile.disliked if situation.surface.filters.disliked else ())


def seen_too_often(situation: Situation, rows: Rows) -> Mask:
    """Shown as often as the surface allows within its window."""
    most = situation.surface.filters.max_impressions
    items = [item for item, count in situation.profile.seen.items() if most and count >= most]
    return among(situation, rows, items)
