"""Sums by a whole-number key, merged chunk by chunk, so that memory grows with distinct keys and not with acts."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray


@dataclass(slots=True, eq=False)
class Tally:
    """Keys with the number of times each was added and the sum of the weights it came with.

    Attributes:
        keys: int64, ascending, each once.
        counts: int64.
        sums: int64.
    """

    keys: NDArray[np.int64] = field(default_factory=lambda: np.empty(0, np.int64))
    counts: NDArray[np.int64] = field(default_factory=lambda: np.empty(0, np.int64))
    sums: NDArray[np.int64] = field(default_factory=lambda: np.empty(0, np.int64))

    def add(self, keys: NDArray[np.int64], weights: NDArray[np.int64] | None = None) -> None:
        """Count keys, each occurrence once, and sum their weights."""
        if not len(keys):
            return
        given = np.ones(len(keys), np.int64)
        every = np.concatenate([self.keys, keys])
        counts = np.concatenate([self.counts, given])
        sums = np.concatenate([self.sums, given if weights is None else weights])
        order = np.argsort(every, kind="stable")
        ordered = every[order]
        starts = np.flatnonzero(np.concatenate([[True], ordered[1:] != ordered[:-1]]))
        self.keys = ordered[starts]
        self.counts = np.add.reduceat(counts[order], starts)
        self.sums = np.add.reduceat(sums[order], starts)
