"""Items that this person has had, does not want, or has seen enough of."""

from collections.abc import Collection, Mapping
from typing import Final

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


WEIGHED: Final[Mapping[str, frozenset[EventKind]]] = {
    "cart_left": frozenset({EventKind.PURCHASE}),
    "back_in_stock": frozenset({EventKind.PURCHASE}),
    "continue": frozenset({EventKind.PURCHASE, EventKind.COMPLETE}),
}
"""Trigger → acts of which it knows that none came after what makes its occasion: whoever bought something and put it
into the cart once more wants it once more. What somebody began they bought as a rule, so there it never counts."""


def consumed(situation: Situation, rows: Rows) -> Mask:
    """Bought or completed, or whatever else the surface counts as consumed; see `WEIGHED` for what is written for."""
    counted = situation.surface.filters.consumed
    kinds = {EVENT_CODES[kind] for kind in counted}
    weighed = WEIGHED.get(situation.occasion_kind, frozenset())
    others = {EVENT_CODES[kind] for kind in counted if kind not in weighed}
    about = frozenset(situation.occasion)
    taken = situation.profile.consumed.items()
    return among(situation, rows, [item for item, acts in taken if acts & (others if item in about else kinds)])


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
