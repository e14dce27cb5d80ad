"""Metrics of ranks against examples worked by hand."""

import math

import numpy as np
import pytest

from frankly.measure.ranking.accuracy import gains, hit_rate, ndcg, recall, reciprocal_rank


def ranks(*values: float) -> np.ndarray:
    return np.array(values, np.float64)


def test_one_item_at_rank_three_has_half_the_gain() -> None:
    assert ndcg(ranks(3)) == pytest.approx(1 / math.log2(4)) == 0.5


def test_two_items_are_measured_against_the_best_two_places() -> None:
    # Ranks 1 and 12; the second is beyond ten. The best that could be are ranks 1 and 2.
    assert ndcg(ranks(12, 1)) == pytest.approx(1.0 / (1.0 + 1 / math.log2(3)))


def test_more_than_ten_items_can_fill_ten_places_at_best() -> None:
    assert ndcg(ranks(*range(1, 13))) == pytest.approx(1.0)


def test_a_middle_rank_gains_between_its_neighbours() -> None:
    assert gains(ranks(2, 2.5, 3)).tolist() == pytest.approx([1 / math.log2(3), 1 / math.log2(3.5), 0.5])


@pytest.mark.parametrize("rank", [10.5, 11, math.inf])
def test_beyond_ten_counts_nothing(rank: float) -> None:
    assert (ndcg(ranks(rank)), hit_rate(ranks(rank)), recall(ranks(rank))) == (0.0, 0.0, 0.0)


def test_recall_is_the_share_in_the_list_and_a_hit_is_any() -> None:
    assert recall(ranks(1, 10, 11, math.inf)) == 0.5
    assert hit_rate(ranks(1, 10, 11)) == 1.0


def test_the_reciprocal_rank_is_that_of_the_first_however_far_down() -> None:
    assert reciprocal_rank(ranks(50, 20)) == 0.05
    assert reciprocal_rank(ranks(math.inf)) == 0.0


def test_nothing_to_be_found_gains_nothing() -> None:
    assert (ndcg(ranks()), recall(ranks()), reciprocal_rank(ranks()), hit_rate(ranks())) == (0, 0, 0, 0)
