"""Which items an editorial act is about."""

import numpy as np
from numpy.typing import NDArray

from frankly.domain.deciding.snapshot import Snapshot
from frankly.domain.surface import Match


def matching(snapshot: Snapshot, match: Match, rows: NDArray[np.int64] | None = None) -> NDArray[np.bool_]:
    """For which items all that a match names holds.

    Args:
        snapshot: the catalogue.
        match: what is named.
        rows: rows that are asked about; none means every row of the snapshot.

    Returns:
        Shape (rows,).
    """
    asked = np.arange(len(snapshot)) if rows is None else rows
    found = np.ones(len(asked), np.bool_)
    if match.item is not None:
        found &= asked == snapshot.row_of.get(match.item, -1)
    wanted = ((snapshot.categories, match.category), (snapshot.tags, match.tag), (snapshot.creators, match.creator))
    for labels, name in wanted:
        if name is not None:
            code = labels.code_of(name)
            found &= labels.carriers([code] if code >= 0 else [], rows)
    return found
