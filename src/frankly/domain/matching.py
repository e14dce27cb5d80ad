"""Which items an editorial act is about."""

import numpy as np
from numpy.typing import NDArray

from frankly.domain.snapshot import Snapshot
from frankly.domain.surface import Match


def matching(snapshot: Snapshot, match: Match) -> NDArray[np.bool_]:
    """Rows of a snapshot for which all that a match names holds, as a mask of shape (rows,)."""
    found = np.ones(len(snapshot), np.bool_)
    if match.item is not None:
        found &= np.arange(len(snapshot)) == snapshot.row_of.get(match.item, -1)
    wanted = ((snapshot.categories, match.category), (snapshot.tags, match.tag), (snapshot.creators, match.creator))
    for labels, name in wanted:
        if name is not None:
            code = labels.code_of(name)
            found &= labels.carriers([code] if code >= 0 else [])
    return found
