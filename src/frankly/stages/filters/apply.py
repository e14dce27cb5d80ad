"""Applies every filter; a candidate that several would drop keeps the first reason."""

from collections.abc import Callable
from typing import Final

import numpy as np
from numpy.typing import NDArray

from frankly.domain.deciding.candidate import DropReason, Filtered
from frankly.domain.situation import Situation
from frankly.stages.filters import audience, availability, person, place

FILTERS: dict[DropReason, Callable[[Situation, NDArray[np.int64]], NDArray[np.bool_]]] = {
    DropReason.UNAVAILABLE: availability.unavailable,
    DropReason.EXPIRED: availability.expired,
    DropReason.HIDDEN: person.hidden,
    DropReason.SENSITIVE: audience.sensitive,
    DropReason.AGE_RATING: audience.age_rating,
    DropReason.MARKET: audience.market,
    DropReason.DISLIKED: person.disliked,
    DropReason.CONSUMED: person.consumed,
    DropReason.SEEN_TOO_OFTEN: person.seen_too_often,
    DropReason.BURIED: place.buried,
    DropReason.CONTEXT: place.context,
    DropReason.ALREADY_SHOWN: place.already_shown,
    DropReason.UNFIT: place.unfit,
}
"""Every filter under the reason it gives; what must never appear comes first."""

OF_PERSON: Final = (
    DropReason.HIDDEN,
    DropReason.SENSITIVE,
    DropReason.AGE_RATING,
    DropReason.MARKET,
    DropReason.DISLIKED,
    DropReason.CONSUMED,
)
"""Filters that ask what a person did, said or agreed to, and not what they were shown."""


def apply(situation: Situation, rows: NDArray[np.int64]) -> Filtered:
    """Filter candidates.

    Args:
        situation: all that the filters may look at.
        rows: the candidates.

    Returns:
        Which are kept, and the reason of each that is not.
    """
    kept = np.ones(len(rows), np.bool_)
    dropped: dict[int, DropReason] = {}
    for reason, mask in FILTERS.items():
        for index in np.flatnonzero(kept & mask(situation, rows)).tolist():
            kept[index] = False
            dropped[int(rows[index])] = reason
    return Filtered(kept, dropped)


def refused(situation: Situation, rows: NDArray[np.int64]) -> dict[int, DropReason]:
    """Items that filters of the person keep from them, whatever else would.

    Args:
        situation: all that the filters may look at.
        rows: the items.

    Returns:
        Row → the first reason, of those that are kept away.
    """
    found: dict[int, DropReason] = {}
    for reason in OF_PERSON:
        for index in np.flatnonzero(FILTERS[reason](situation, rows)).tolist():
            found.setdefault(int(rows[index]), reason)
    return found
