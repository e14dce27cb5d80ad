"""Sums over acts: equal whether they are kept for every row or for those that have a part."""

import numpy as np
import pytest

from frankly.stages.candidates.sources.sums import EXACT, FEW, added_by_row, added_up, looked_up


@pytest.mark.parametrize("width", [9, 9 * FEW, 9 * FEW + FEW, 10_000])
@pytest.mark.parametrize("largest", [1_000, EXACT])
def test_sums_by_row_are_those_over_every_row(width: int, largest: int) -> None:
    rows = np.array([7, 2, 2, 8, 7, 2, 0, 1, 5], np.int32)
    parts = np.array([5, -3, largest, 1, 7, 11, largest + 1, 4, 2])
    found, sums = added_by_row(rows, parts, width)
    whole = added_up(rows, parts, width)
    assert found.tolist() == np.flatnonzero(whole).tolist()
    assert looked_up(found, sums, np.arange(width)).tolist() == whole.tolist()


def test_what_is_not_there_is_nothing() -> None:
    none = np.empty(0, np.int64)
    assert looked_up(none, none, np.array([3, 0])).tolist() == [0, 0]
    assert looked_up(np.array([2]), np.array([9]), np.array([5, 2, 0])).tolist() == [0, 9, 0]
