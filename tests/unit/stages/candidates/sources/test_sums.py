"""Sums over acts: exact whether floats can hold them or not."""

import numpy as np
import pytest

from frankly.domain.deciding.snapshot import EXACT, added_up


@pytest.mark.parametrize("largest", [1_000, EXACT])
def test_sums_are_those_of_whole_numbers(largest: int) -> None:
    places = np.array([7, 2, 2, 8, 7, 2, 0, 1, 5])
    parts = [5, -3, largest, 1, 7, 11, largest + 1, 4, 2]
    expected = [0] * 9
    for place, part in zip(places.tolist(), parts, strict=True):
        expected[place] += part
    assert added_up(places, np.array(parts), 9).tolist() == expected
