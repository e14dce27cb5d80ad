"""New items, fading evenly to nothing over the surface's `new_days`."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from frankly.domain.deciding.ledger import Piece
from frankly.domain.evidence import EvidenceKind
from frankly.domain.situation import Situation
from frankly.domain.time import DAY_MS
from frankly.stages.candidates.source import Answer, Rows, Source
from frankly.stages.candidates.sources.shared import PPM, UNITS_PER_PPM, best

PARTS = 16
"""The newest items are looked for in so small a part of the window first."""


def newness_ppm(situation: Situation, first_ms: NDArray[np.int64]) -> NDArray[np.int64]:
    """1,000,000 for an item of this moment, 0 after `new_days`, and 0 for one that is yet to come."""
    window_ms = situation.surface.diversity.new_days * DAY_MS
    left = np.clip(window_ms - (situation.now - first_ms), 0, window_ms) * PPM // window_ms
    left[first_ms > situation.now] = 0
    return left


def propose(situation: Situation, answers: Sequence[Answer], limit: int) -> Rows:
    """The newest items."""
    first_ms = situation.snapshot.first_available_ms
    window_ms = situation.surface.diversity.new_days * DAY_MS
    part_ms = window_ms // PARTS
    # A shop of 100,000 has thousands of new items, and the newest few mostly lie within a part of the window.
    fresh = np.flatnonzero(first_ms > situation.now - part_ms)
    most_outside = (window_ms - part_ms) * PPM // window_ms
    if np.count_nonzero(newness_ppm(situation, first_ms[fresh]) > most_outside) < limit:
        fresh = np.flatnonzero(first_ms > situation.now - window_ms)
    return fresh[best(newness_ppm(situation, first_ms[fresh]), limit)]


def weigh(situation: Situation, rows: Rows) -> tuple[Sequence[Piece], NDArray[np.int64]]:
    """How new each item is."""
    units = newness_ppm(situation, situation.snapshot.first_available_ms[rows]) * UNITS_PER_PPM
    return [Piece(EvidenceKind.NEW, "none", "")], units[None, :]


SOURCE = Source("new", propose, weigh)
