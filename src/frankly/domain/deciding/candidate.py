"""Candidates: items with their provenance, and what becomes of those that are dropped."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray


class DropReason(StrEnum):
    """The closed list of why a candidate is not in the slate."""

    UNAVAILABLE = "unavailable"
    EXPIRED = "expired"
    CONSUMED = "consumed"
    HIDDEN = "hidden"
    DISLIKED = "disliked"
    AGE_RATING = "age_rating"
    MARKET = "market"
    SENSITIVE = "sensitive"
    SEEN_TOO_OFTEN = "seen_too_often"
    BURIED = "buried"
    CONTEXT = "context"
    ALREADY_SHOWN = "already_shown"
    UNFIT = "unfit"
    CAPPED = "capped"
    DISPLACED = "displaced"
    OUTVOTED = "outvoted"
    OUTSCORED = "outscored"


@dataclass(frozen=True, slots=True, eq=False)
class Candidates:
    """The union of what the sources proposed.

    Attributes:
        rows: int64, rows in the snapshot, ascending, each once.
        found_by: source → bool array over `rows`: whether that source proposed it.
    """

    rows: NDArray[np.int64]
    found_by: Mapping[str, NDArray[np.bool_]]

    def __len__(self) -> int:
        """Number of candidates."""
        return len(self.rows)


@dataclass(frozen=True, slots=True, eq=False)
class Filtered:
    """Candidates after the filters.

    Attributes:
        kept: bool over the candidates' rows.
        dropped: row → reason, for those that were dropped.
    """

    kept: NDArray[np.bool_]
    dropped: Mapping[int, DropReason]
