"""Metrics of lists against examples worked by hand."""

import math

import numpy as np
import pytest

from frankly.domain.deciding.snapshot import SparseRows
from frankly.measure.ranking.lists import (
    calibration,
    category_shares,
    content_diversity,
    coverage,
    novelty,
    popularity_lift,
)


def rows(*values: int) -> np.ndarray:
    return np.array(values, np.int64)


SHARES = np.array([0.25, 0.25, 0.5, 0.5, 0.0])


def test_novelty_is_the_mean_surprise_in_bits() -> None:
    assert novelty(SHARES, rows(0, 2)) == 1.5  # log2 of 4 and of 2


def test_lift_compares_the_list_with_the_persons_own_items() -> None:
    assert popularity_lift(SHARES, rows(2, 3), rows(0)) == 2.0
    assert popularity_lift(SHARES, rows(0), rows(2, 0)) == pytest.approx(2 / 3)


def test_lift_is_not_known_of_someone_without_a_history_that_anyone_shares() -> None:
    assert math.isnan(popularity_lift(SHARES, rows(0), rows()))
    assert math.isnan(popularity_lift(SHARES, rows(0), rows(4)))


def test_coverage_is_the_share_of_the_catalogue_that_was_shown() -> None:
    assert coverage(np.array([True, False, False, True])) == 0.5


def test_diversity_is_the_mean_cosine_distance_of_the_pairs() -> None:
    # The first two are alike whatever their length; the third is at a right angle to both.
    vectors = np.array([[1.0, 0.0], [5.0, 0.0], [0.0, 2.0]])
    assert content_diversity(vectors) == pytest.approx(2 / 3)
    assert content_diversity(vectors[:2]) == pytest.approx(0)
    assert math.isnan(content_diversity(vectors[:1]))


def test_an_item_of_several_categories_is_spread_over_them() -> None:
    labels = SparseRows(np.array([0, 2, 3, 3]), np.array([0, 1, 1], np.int32), np.array([1, 0, 1], np.int32))
    assert category_shares(labels, rows(0, 1), 3).tolist() == [0.25, 0.75, 0]
    assert category_shares(labels, rows(2), 3).tolist() == [0, 0, 0]
    assert category_shares(labels, rows(0, 0, 2), 3).tolist() == [0.5, 0.5, 0]


def test_a_list_like_the_history_is_calibrated() -> None:
    shares = np.array([0.3, 0.7])
    assert calibration(shares, shares) == pytest.approx(0)


def test_a_list_without_a_category_of_the_history_is_not() -> None:
    history, listed = np.array([0.5, 0.5]), np.array([1.0, 0.0])
    expected = 0.5 * math.log(0.5 / (0.99 + 0.005)) + 0.5 * math.log(0.5 / 0.005)
    assert calibration(history, listed) == pytest.approx(expected)


def test_calibration_is_not_known_where_there_are_no_categories() -> None:
    assert math.isnan(calibration(np.zeros(2), np.array([1.0, 0.0])))
    assert math.isnan(calibration(np.array([1.0, 0.0]), np.zeros(2)))
