"""Named draws for the simulator: each is a hash of the seed and of what it decides, in whole numbers.

So a reader's life does not depend on how many other readers there are, and every machine draws the same.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from frankly.domain.seed import Seed, below, derive


@dataclass(frozen=True, slots=True)
class Dice:
    """Draws under one seed.

    Attributes:
        seed: seed that all draws hang on.
    """

    seed: Seed

    def of(self, *labels: str | int) -> "Dice":
        """Dice for one named part of the simulation."""
        return Dice(derive(self.seed, *labels))

    def below(self, bound: int, *labels: str | int) -> int:
        """A whole number in `0 … bound - 1`."""
        return below(bound, self.seed, *labels)

    def percent(self, share: int, *labels: str | int) -> bool:
        """True in `share` of 100 cases."""
        return below(100, self.seed, *labels) < share

    def one_of(self, values: Sequence[str], weights: Sequence[int], *labels: str | int) -> str:
        """One of some values, by weight."""
        return values[self.pick(np.asarray(weights, np.int64), *labels)]

    def pick(self, weights: NDArray[np.int64], *labels: str | int) -> int:
        """A position, drawn by weight; -1 where all weights are 0.

        Args:
            weights: whole numbers, none negative; shape (n,).
            labels: name of the draw.
        """
        steps = np.cumsum(weights)
        total = int(steps[-1])
        if total == 0:
            return -1
        return int(np.searchsorted(steps, below(total, self.seed, *labels), side="right"))
