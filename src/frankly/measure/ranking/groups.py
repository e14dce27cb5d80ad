"""Splits people or items into thirds by a number, so that a mean does not hide whom it is made of."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, eq=False)
class Thirds:
    """Three groups by a number; equal numbers are in one group, so the groups need not be of one size.

    Attributes:
        codes: 0, 1 or 2 for each value.
        low: greatest number of the first group.
        high: greatest number of the second.
    """

    codes: NDArray[np.int64]
    low: float
    high: float

    def told(self) -> tuple[str, str, str]:
        """The three groups in words."""
        return f"at most {self.low:g}", f"above {self.low:g}, at most {self.high:g}", f"above {self.high:g}"


def thirds(values: NDArray[np.float64]) -> Thirds:
    """Group values by their lower and upper tercile.

    Raises:
        ValueError: when there are none.
    """
    if not len(values):
        raise ValueError("there is nothing to group")
    low, high = np.quantile(values, [1 / 3, 2 / 3], method="lower")
    return Thirds((values > low).astype(np.int64) + (values > high), float(low), float(high))
