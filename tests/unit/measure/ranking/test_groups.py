import numpy as np
import pytest

from frankly.measure.ranking.groups import thirds


def test_values_are_grouped_by_their_terciles() -> None:
    found = thirds(np.arange(1, 10, dtype=np.float64))
    assert found.codes.tolist() == [0, 0, 0, 1, 1, 1, 2, 2, 2]
    assert found.told() == ("at most 3", "above 3, at most 6", "above 6")


def test_equal_values_stand_in_one_group() -> None:
    found = thirds(np.array([5.0, 5, 5, 5, 9, 1]))
    assert found.codes.tolist() == [0, 0, 0, 0, 2, 0]


def test_nothing_cannot_be_grouped() -> None:
    with pytest.raises(ValueError, match="nothing"):
        thirds(np.array([]))
