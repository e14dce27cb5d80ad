"""What an act weighs and how it fades. Whole parts per million, rounded once, so that every later sum is exact."""

import numpy as np
from numpy.typing import NDArray

from frankly.domain.evidence import EvidenceKind
from frankly.domain.person.event import EVENT_CODES, EVENT_KINDS, EventKind
from frankly.domain.surface import Surface
from frankly.domain.time import DAY_MS

PPM = 1_000_000

DEFAULT_WEIGHTS_PPM: dict[EventKind, int] = {
    EventKind.VIEW: 300_000,
    EventKind.CLICK: 400_000,
    EventKind.LIKE: 1_000_000,
    EventKind.DISLIKE: -1_000_000,
    EventKind.SAVE: 800_000,
    EventKind.DISMISS: -300_000,
    EventKind.ADD_TO_CART: 800_000,
    EventKind.PURCHASE: 1_000_000,
    EventKind.START: 500_000,
    EventKind.PROGRESS: 600_000,
    EventKind.COMPLETE: 1_000_000,
    EventKind.RATE: 1_000_000,
    EventKind.SEARCH: 300_000,
    EventKind.HIDE: -800_000,
    EventKind.FEEDBACK: 0,
}
"""Weight of an act where the surface does not say: acts that cost the person more say more."""

RATING_PPM: tuple[int, ...] = (0, -1_000_000, -700_000, 0, 700_000, 1_000_000)
"""Factor of a rating by its stars; three stars say nothing either way."""

EVIDENCE_OF: dict[EventKind, EvidenceKind] = {
    EventKind.VIEW: EvidenceKind.VIEWED,
    EventKind.CLICK: EvidenceKind.CLICKED,
    EventKind.LIKE: EvidenceKind.LIKED,
    EventKind.DISLIKE: EvidenceKind.DISLIKED,
    EventKind.SAVE: EvidenceKind.SAVED,
    EventKind.DISMISS: EvidenceKind.DISMISSED,
    EventKind.ADD_TO_CART: EvidenceKind.ADDED_TO_CART,
    EventKind.PURCHASE: EvidenceKind.BOUGHT,
    EventKind.START: EvidenceKind.STARTED,
    EventKind.PROGRESS: EvidenceKind.PROGRESSED,
    EventKind.COMPLETE: EvidenceKind.COMPLETED,
    EventKind.SEARCH: EvidenceKind.SEARCHED,
    EventKind.HIDE: EvidenceKind.HID,
}
"""Evidence that an act becomes; a rating becomes `rated_high` or `rated_low`, feedback becomes none."""


def weight_table(surface: Surface) -> NDArray[np.int64]:
    """Weight of each kind of act in parts per million, by column code."""
    return np.array([surface.act_weights.get(kind, DEFAULT_WEIGHTS_PPM[kind]) for kind in EVENT_KINDS], np.int64)


def decays_ppm(at_ms: NDArray[np.int64], now: int, half_life_days: int) -> NDArray[np.int64]:
    """Share of its weight that an act of each time still has: `0.5 ** (age / half-life)`, rounded to millionths.

    An act from the future counts as made now.
    """
    age_days = np.maximum(now - at_ms, 0) / DAY_MS
    shares: NDArray[np.int64] = np.rint(np.exp2(-age_days / half_life_days) * PPM).astype(np.int64)
    return shares


def repeats_ppm(counts: NDArray[np.int64]) -> NDArray[np.int64]:
    """Factor of n equal acts told as one: `1 + log2(n) / 2`, at most 3: a habit counts but never drowns the rest."""
    return np.minimum(np.rint((1 + np.log2(np.maximum(counts, 1)) / 2) * PPM), 3 * PPM).astype(np.int64)


def scaled(left: NDArray[np.int64], right_ppm: NDArray[np.int64]) -> NDArray[np.int64]:
    """Product of two columns of parts per million, rounded half up once."""
    return (left * right_ppm + PPM // 2) // PPM


RATE_CODE = EVENT_CODES[EventKind.RATE]
"""Column code of ratings."""
