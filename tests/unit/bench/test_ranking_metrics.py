"""Metrics against examples worked by hand."""

import math

import numpy as np
import pytest

from frankly.bench.ranking.metrics import Tally, mid_ranks

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


def test_one_item_at_rank_three_has_half_the_gain() -> None:
    tally = Tally(np.full(5, 0.2))
    tally.add(scores(0.9, 0.8, 0.7, 0.1, 0.0), rows(2), rows(4))
    assert tally.ndcg == pytest.approx([1 / math.log2(4)])
    assert tally.hits == [1.0]


def test_two_items_are_measured_against_the_best_two_places() -> None:
    tally = Tally(np.full(12, 0.1))
    tally.add(scores(*range(12, 0, -1)), rows(0, 11), rows(5))
    # Ranks 1 and 12; the second is beyond ten. The best that could be are ranks 1 and 2.
    assert tally.ndcg == pytest.approx([1.0 / (1.0 + 1 / math.log2(3))])


def test_an_item_beyond_ten_counts_nothing() -> None:
    tally = Tally(np.full(12, 0.1))
    tally.add(scores(*range(12, 0, -1)), rows(10), rows(5))
    assert (tally.ndcg, tally.hits) == ([0.0], [0.0])


def test_a_method_that_scores_all_alike_gains_what_its_middle_rank_gives_and_no_more() -> None:
    tally = Tally(np.full(101, 0.1))
    tally.add(np.zeros(101), rows(0), rows(5))
    assert (tally.ndcg, tally.hits) == ([0.0], [0.0])


def test_coverage_novelty_and_lift() -> None:
    popularity = np.zeros(40)
    popularity[:20] = 0.25
    popularity[20:] = 0.5
    tally = Tally(popularity)
    tally.add(np.concatenate([np.ones(20) * 2 - np.arange(20) / 100, np.zeros(20)]), rows(0), rows(30))
    tally.add(np.concatenate([np.zeros(20), np.ones(20) * 2 - np.arange(20) / 100]), rows(20), rows(1))
    figures = tally.figures(40)
    assert figures["coverage"] == 0.5  # ten of the first half, ten of the second
    assert figures["novelty"] == 1.5  # log2 of 4 and of 2, averaged
    assert figures["popularity_lift"] == 1.25  # 0.25 / 0.5 and 0.5 / 0.25, averaged


def test_masked_items_are_shown_to_nobody() -> None:
    tally = Tally(np.full(5, 0.2))
    tally.add(scores(0.9, HIDDEN, 0.5, HIDDEN, 0.1), rows(0), rows(1))
    assert tally.shown == {0, 2, 4}


def test_the_interval_holds_the_mean_and_is_the_same_each_time() -> None:
    tally = Tally(np.full(5, 0.2), ndcg=[0.0, 0.2, 0.4, 0.6, 1.0] * 20)
    low, high = tally.interval()
    assert low < 0.44 < high
    assert tally.interval() == (low, high)
