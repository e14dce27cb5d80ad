"""The arithmetic of the sources, against the same in Python's unbounded whole numbers."""

from fractions import Fraction

import numpy as np
import pytest
from numpy.random import default_rng

from frankly.domain.deciding.snapshot import LEVELS, Snapshot, no_rows
from frankly.domain.evidence import UNITS
from frankly.stages.candidates.sources.shared import (
    LIKENESS,
    SIMILARITY_FLOOR,
    best,
    first_where,
    likeness,
    linked_units,
    lookup,
    more_popular_first,
    similar_units,
    spread,
    statistic,
)
from tests.unit.stages.shop import links, ppm, shop


def unit_vectors(rows: int, dimensions: int) -> np.ndarray:
    raw = default_rng(4).normal(size=(rows, dimensions)) + 0.4
    return (raw / np.linalg.norm(raw, axis=1, keepdims=True)).astype(np.float32)


def random_shop(rows: int, dimensions: int) -> Snapshot:
    return shop(*(f"i{row:03}" for row in range(rows)), vectors=unit_vectors(rows, dimensions).tolist())


@pytest.mark.parametrize("dimensions", [2, 64, 1536])
def test_products_of_vectors_are_exact_whole_numbers(dimensions: int) -> None:
    """The float64 product equals the one in Python integers, so no order of summation can change it."""
    seen = random_shop(6, dimensions)
    rows = [[int(level) for level in vector] for vector in seen.vectors]
    exact = [[sum(a * b for a, b in zip(left, right, strict=True)) for right in rows] for left in rows]
    levels = seen.vectors.astype(np.float64)
    assert (levels @ levels.T).astype(np.int64).tolist() == exact
    assert dimensions * LEVELS * LEVELS < 2**53


def test_likeness_is_the_cosine_above_the_floor_stretched_to_one() -> None:
    seen = shop("a", "b", "c", "d", vectors=[[1.0, 0.0], [0.65, 0.76], [0.2, 0.98], [-1.0, 0.0]])
    strengths = np.array([1_000_000, -2_000_000])
    units = similar_units(seen, np.array([0, 0]), strengths, np.arange(4))
    assert units[0, 0] == 0, "an item is no evidence for itself"
    assert units[0, 1] == pytest.approx(UNITS / 2, abs=UNITS * 1e-3)
    assert units[:, 2:].tolist() == [[0, 0], [0, 0]], "below the floor it says nothing"
    assert units[1, 1] == -2 * units[0, 1]


def test_the_same_vector_is_full_likeness_and_never_more() -> None:
    seen = shop("a", "b", vectors=[[0.6, 0.8], [0.6, 0.8]])
    (units,) = similar_units(seen, np.array([0]), np.array([1_000_000]), np.array([1])).tolist()
    assert units[0] == pytest.approx(UNITS, rel=1e-4)
    assert units[0] <= UNITS


def test_likeness_is_rounded_once_to_a_ten_thousandth() -> None:
    seen = random_shop(8, 64)
    rows = np.arange(8)
    like = likeness(seen, rows, rows)
    for left in range(8):
        for right in range(8):
            product = sum(int(a) * int(b) for a, b in zip(seen.vectors[left], seen.vectors[right], strict=True))
            share = (Fraction(product, LEVELS**2) - Fraction(SIMILARITY_FLOOR)) / (1 - Fraction(SIMILARITY_FLOOR))
            exact = 0 if left == right else LIKENESS * min(max(share, Fraction(0)), Fraction(1))
            assert float(like[left, right]).is_integer()
            # Half of one, and what three roundings of floats of this size can add.
            assert abs(Fraction(like[left, right]) - exact) <= Fraction(1, 2) + Fraction(LIKENESS * 3, 2**52)


@pytest.mark.parametrize("shape", [1, 7, 63, 64, 500])
def test_no_batch_shape_rounds_differently(shape: int) -> None:
    """Vectorised loops treat the last few elements apart: each element must come out as it does alone."""
    seen = random_shop(shape + 1, 64)
    anchors, rows = np.arange(shape), np.arange(shape + 1)
    strengths = default_rng(1).integers(-3_000_000, 3_000_000, shape)
    whole = similar_units(seen, anchors, strengths, rows)
    for index in range(0, shape, max(shape // 7, 1)):
        column = int(rows[-1 - index])
        alone = similar_units(seen, anchors[index : index + 1], strengths[index : index + 1], rows[column : column + 1])
        assert alone.tolist() == [[whole[index, column]]]


def test_links_are_strength_times_value() -> None:
    matrix = links(4, {(0, 1): 10_000, (0, 3): 1, (2, 1): 3_333})
    anchors, strengths = np.array([0, 2, 0]), np.array([500_000, 1_000_000, 500])
    units = linked_units(matrix, anchors, strengths, np.array([3, 1]))
    assert units.tolist() == [[50_000, UNITS // 2], [0, 333_300_000], [50, 500_000]]


def test_anchors_that_came_after_the_matrix_link_to_nothing() -> None:
    matrix = links(2, {(0, 1): 9})
    assert linked_units(matrix, np.array([5, -1]), np.array([1, 1]), np.array([0, 1])).tolist() == [[0, 0], [0, 0]]
    assert [part.tolist() for part in spread(matrix, np.array([5, -1]), np.array([1, 1]))] == [[], []]


def test_nothing_links_to_a_row_that_came_after_the_matrix() -> None:
    matrix = links(2, {(0, 1): 9})
    assert linked_units(matrix, np.array([0]), np.array([10_000]), np.array([5, 1, -1])).tolist() == [[0, 9_000, 0]]


def test_a_model_that_is_absent_says_nothing() -> None:
    absent = no_rows()
    assert linked_units(absent, np.array([1, 0]), np.array([1, 1]), np.array([0])).tolist() == [[0], [0]]
    assert [part.tolist() for part in spread(absent, np.array([1]), np.array([1]))] == [[], []]


def test_spread_stays_exact_where_floats_would_not() -> None:
    """2,000 acts of the greatest strength on one neighbour pass 2^53, where odd numbers have no float."""
    matrix = links(2, {(0, 1): 1_000_000})
    strengths = np.full(2_000, 300_000_000)
    strengths[0] += 1
    rows, many = spread(matrix, np.zeros(2_000, np.int64), strengths)
    exact = 1_000_000 * (2_000 * 300_000_000 + 1)
    assert (rows.tolist(), many.tolist()) == ([1], [exact])
    assert exact > 2**53


def test_the_best_come_first_and_of_equal_ones_the_lower_row() -> None:
    assert best(np.array([3, 9, 0, 9, -2, 3, 3]), 4).tolist() == [1, 3, 0, 5]
    assert best(np.array([0, -1]), 4).tolist() == []


@pytest.mark.parametrize("zeros", [0, 900])
def test_the_best_of_many_are_those_of_a_full_sort(zeros: int) -> None:
    scores = np.concatenate([default_rng(2).integers(0, 50, 300), np.zeros(zeros, np.int64)])
    everyone = sorted((row for row in range(len(scores)) if scores[row] > 0), key=lambda row: (-scores[row], row))
    for limit in (1, 5, 299, 2_000):
        assert best(scores, limit).tolist() == everyone[:limit]


def test_popularity_decides_among_equally_good_ones() -> None:
    seen = shop("a", "b", "c", popular=ppm(1, 1_000_000, 0))
    assert more_popular_first(seen, np.array([2_000_000, 2_000_000, 4_000_000]), 9).tolist() == [2, 1, 0]
    assert more_popular_first(seen, np.array([0, 2_000_000, 0]), 9).tolist() == [1]


def test_no_code_is_among_any() -> None:
    assert lookup({2}, 3)[ppm(-1, 0, 2)].tolist() == [False, False, True]
    assert lookup(set(), 3)[ppm(-1, 0)].tolist() == [False, False]


@pytest.mark.parametrize(("rows", "limit"), [(0, 3), (5, 3), (9_000, 40), (9_000, 4_000)])
def test_the_first_that_hold_are_those_of_the_whole_order(rows: int, limit: int) -> None:
    order = default_rng(5).permutation(rows).astype(np.int64)
    found = first_where(order, lambda some: some % 3 == 0, limit)
    assert found.tolist() == order[order % 3 == 0][:limit].tolist()


def test_rows_that_came_after_a_statistic_have_none() -> None:
    assert statistic(ppm(1, 2), np.array([1, 4])).tolist() == [2_000, 0]
