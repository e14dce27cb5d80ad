"""Lists of numbers as they are read from a payload; the numbers are not looked at yet."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

UNFIT = "its numbers do not fit the places they were taken from"


class Stored(NamedTuple):
    """Lists of numbers, one behind the other.

    Attributes:
        ends: of each list, how many numbers it and those before it have.
        between: numbers from one to before another.
    """

    ends: NDArray[np.int64]
    between: Callable[[int, int], NDArray[np.int64]]
