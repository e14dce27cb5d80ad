"""Items that cannot be had now."""

import numpy as np
from numpy.typing import NDArray

from frankly.domain.situation import Situation

Rows = NDArray[np.int64]
Mask = NDArray[np.bool_]


def unavailable(situation: Situation, rows: Rows) -> Mask:
    """Deleted, delisted, sold out, or not yet on sale."""
    snapshot = situation.snapshot
    return ~snapshot.alive[rows] | ~snapshot.available[rows] | (snapshot.available_from_ms[rows] > situation.now)


def expired(situation: Situation, rows: Rows) -> Mask:
    """Past its last moment."""
    return situation.snapshot.available_until_ms[rows] <= situation.now
