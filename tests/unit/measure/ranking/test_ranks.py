"""Ranks against examples worked by hand."""

import math

import numpy as np
import pytest

from frankly.measure.ranking.ranks import best, mid_ranks

HIDDEN = -np.inf


def scores(*values: float) -> np.ndarray:
    return np.array(values, np.float64)


def rows(*values: int) -> np.ndarray:
    return np.array(values, np.int64)


@pytest.mark.parametrize(
    ("given", "truth", "expected"),
    [
        ((0.9, 0.5, 0.7), 2, 2.0),  # one is better
        ((0.5, 0.5, 0.5, 0.5), 1, 2.5),  # places 1 to 4: the middle one
        ((0.9, 0.5, 0.5, 0.1), 1, 2.5),  # places 2 and 3
        ((0.0, 0.0, 0.0, 0.0, 0.0), 4, 3.0),  # an order by row would have said 5
        ((0.9, HIDDEN, 0.5), 1, math.inf),  # masked: found at no rank
    ],
)
def test_equal_scores_share_the_middle_of_their_places(given: tuple[float, ...], truth: int, expected: float) -> None:
    assert mid_ranks(scores(*given), rows(truth)).tolist() == [expected]


def test_each_true_row_has_its_own_rank() -> None:
    assert mid_ranks(scores(3, 1, 2), rows(0, 1, 2)).tolist() == [1, 3, 2]


@pytest.mark.parametrize(
    ("given", "number", "expected"),
    [
        ((1, 3, 2), 2, [1, 2]),
        ((1, 1, 1, 1), 2, [0, 1]),  # equal ones by row
        ((1, 2, 1, 1), 3, [1, 0, 2]),
        ((1, HIDDEN, 2), 3, [2, 0]),  # masked ones never
        ((HIDDEN, HIDDEN), 3, []),
        ((5.0,), 0, []),
    ],
)
def test_the_best_are_in_order_equal_ones_by_row(given: tuple[float, ...], number: int, expected: list[int]) -> None:
    assert best(scores(*given), number).tolist() == expected


def test_the_best_are_those_of_a_whole_sort() -> None:
    many = np.random.default_rng(1).integers(0, 40, 500).astype(np.float64)
    many[::7] = HIDDEN
    whole = [row for row in np.lexsort((np.arange(500), -many)).tolist() if np.isfinite(many[row])]
    for number in (1, 10, 100, 600):
        assert best(many, number).tolist() == whole[:number]
