"""Items that do not belong into this answer: looked at, in the basket, shown before, buried, or unfit for an e-mail."""

import numpy as np
from numpy.typing import NDArray

from frankly.domain.deciding.matching import matching
from frankly.domain.situation import Situation
from frankly.stages.filters.person import among

Rows = NDArray[np.int64]
Mask = NDArray[np.bool_]


def context(situation: Situation, rows: Rows) -> Mask:
    """The item being looked at, and what is in the basket already."""
    items = [*situation.context.basket, *([situation.context.item] if situation.context.item else [])]
    return among(situation, rows, items)


def already_shown(situation: Situation, rows: Rows) -> Mask:
    """Shown on an earlier page of the same answer."""
    return among(situation, rows, situation.exclude)


def unfit(situation: Situation, rows: Rows) -> Mask:
    """Fails a check of e-mails by itself: its title holds somebody's address, its link hides where it leads."""
    return among(situation, rows, situation.unfit)


def buried(situation: Situation, rows: Rows) -> Mask:
    """Taken out by an editor."""
    found = np.zeros(len(rows), np.bool_)
    for bury in situation.surface.editorial.buries:
        if bury.holds(situation.now):
            found |= matching(situation.snapshot, bury.match, rows)
    return found
