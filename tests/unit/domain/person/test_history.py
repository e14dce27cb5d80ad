"""A history knows the rows of its items in each snapshot that it was asked about."""

import numpy as np

from frankly.domain.person.history import History


def test_rows_are_those_of_the_snapshot_that_asks() -> None:
    kinds, at_ms, values = np.zeros(3, np.int8), np.arange(3), np.zeros(3, np.int32)
    history = History(["1", "2", "3"], kinds, ["b", "gone", "a"], at_ms, values, ["", "", ""])
    first, second = {"a": 0, "b": 1}, {"b": 0, "gone": 4}
    assert history.rows(first).tolist() == [1, -1, 0]
    assert history.rows(second).tolist() == [0, 4, -1]
    assert history.rows(first).tolist() == [1, -1, 0]
