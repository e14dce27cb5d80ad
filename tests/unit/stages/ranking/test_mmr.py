"""Maximal marginal relevance in whole numbers."""

import numpy as np
import pytest

from frankly.domain.deciding.snapshot import LEVELS
from frankly.stages.ranking.mmr import PPM, Marginal, Relevance


def marginal(scores: list[int], vectors: list[list[float]], lambda_ppm: int) -> Marginal:
    levels = np.rint(np.array(vectors) * LEVELS).astype(np.int16)
    return Marginal(Relevance(np.array(scores, np.int64), levels, lambda_ppm))


TWINS = [[1.0, 0.0], [1.0, 0.0], [0.0, 1.0]]


def test_before_anything_is_chosen_it_is_the_share_of_the_greatest_score() -> None:
    assert marginal([4, 2, -1], TWINS, 500_000).values().tolist() == [PPM**2 // 2, PPM**2 // 4, -(PPM**2) // 8]


def test_what_is_like_a_chosen_item_becomes_less_welcome_and_what_is_unlike_does_not() -> None:
    relevance = marginal([4, 4, 2], TWINS, 500_000)
    relevance.choose(0)
    values = relevance.values().tolist()
    assert values[1] == 0
    assert values[2] == PPM**2 // 4


def test_the_greatest_likeness_to_any_chosen_item_counts() -> None:
    relevance = marginal([1, 1, 1], [[1.0, 0.0], [0.0, 1.0], [0.6, 0.8]], 0)
    relevance.choose(0)
    relevance.choose(1)
    assert relevance.values()[2] / PPM**2 == pytest.approx(-0.8, rel=1e-4)


def test_opposites_are_no_more_welcome_than_strangers() -> None:
    relevance = marginal([1, 1], [[1.0, 0.0], [-1.0, 0.0]], 0)
    relevance.choose(0)
    assert relevance.values()[1] == 0


def test_at_lambda_one_likeness_changes_nothing() -> None:
    relevance = marginal([4, 4, 2], TWINS, PPM)
    relevance.choose(0)
    assert relevance.values().tolist() == [PPM**2, PPM**2, PPM**2 // 2]


def test_scores_of_any_size_keep_their_order() -> None:
    """500 acts under the greatest weight: products of whole numbers would overflow and turn the order round."""
    greatest = 500 * 3_000_000_000 * 100
    relevance = marginal([greatest, greatest // 2, 1, 0, -greatest], [[0.0, 0.0]] * 5, PPM)
    assert relevance.values().tolist() == [PPM**2, PPM**2 // 2, 0, 0, -(PPM**2)]


def test_a_pool_without_scores_or_without_items_is_fine() -> None:
    assert marginal([0, 0], [[1.0, 0.0], [0.0, 1.0]], 800_000).values().tolist() == [0, 0]
    assert Marginal(Relevance(np.empty(0, np.int64), np.empty((0, 2), np.int16), 5)).values().tolist() == []
