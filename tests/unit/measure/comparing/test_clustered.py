import numpy as np
import pytest

from frankly.measure.comparing.clustered import (
    Clusters,
    clusters_of,
    difference_interval,
    mean_interval,
    share_interval,
    with_both,
)


def of_sizes(sums: list[float], sizes: list[float]) -> Clusters:
    return Clusters(np.array(sums), np.array(sizes))


def test_findings_are_summed_by_cluster() -> None:
    found = clusters_of(np.array([1.0, 0.0, 1.0, 1.0]), ["b", "a", "b", "c"])
    assert (found.sums.tolist(), found.sizes.tolist()) == ([0.0, 2.0, 1.0], [1.0, 2.0, 1.0])
    assert found.mean == 0.75


@pytest.mark.parametrize(("hits", "low", "high"), [(0, 0.0, 0.2775), (8, 0.4902, 0.9433), (10, 0.7225, 1.0)])
def test_clusters_of_one_take_wilsons_interval(hits: int, low: float, high: float) -> None:
    found = share_interval(of_sizes([1.0] * hits + [0.0] * (10 - hits), [1.0] * 10))
    assert (round(found.low, 4), round(found.high, 4)) == (low, high)


def test_clusters_that_go_wrong_together_count_as_one_finding_each() -> None:
    together = share_interval(of_sizes([5.0] * 8 + [0.0] * 2, [5.0] * 10))
    apart = share_interval(of_sizes([1.0] * 40 + [0.0] * 10, [1.0] * 50))
    alone = share_interval(of_sizes([1.0] * 8 + [0.0] * 2, [1.0] * 10))
    assert together.mean == apart.mean == alone.mean == 0.8
    assert together.high - together.low > 1.9 * (apart.high - apart.low)
    assert together.high - together.low > alone.high - alone.low


def test_clusters_that_differ_less_than_chance_are_worth_no_more_than_their_findings() -> None:
    even = share_interval(of_sizes([4.0] * 10, [5.0] * 10))
    apart = share_interval(of_sizes([1.0] * 40 + [0.0] * 10, [1.0] * 50))
    assert (even.low, even.high) == (pytest.approx(apart.low), pytest.approx(apart.high))


def test_where_all_pass_a_cluster_counts_as_one_finding() -> None:
    found = share_interval(of_sizes([5.0] * 10, [5.0] * 10))
    assert found.high == 1.0
    assert found.low < share_interval(of_sizes([1.0] * 10, [1.0] * 10)).low + 0.001


def test_nothing_found_leaves_everything_open() -> None:
    found = share_interval(of_sizes([], []))
    assert (found.low, found.high, found.number) == (0.0, 1.0, 0)


def test_a_difference_is_that_of_bonett_and_price() -> None:
    # 41 pairs: 6 gained, 1 lost; by hand: (7 - 2) / 43 ± 1.96 · sqrt(((9 / 43) - (5 / 43)²) / 42).
    found = difference_interval(of_sizes([1.0] * 6 + [-1.0] + [0.0] * 34, [1.0] * 41))
    middle, half = 5 / 43, 1.959964 * np.sqrt((9 / 43 - (5 / 43) ** 2) / 42)
    assert found.mean == pytest.approx(5 / 41)
    assert (found.low, found.high) == (pytest.approx(middle - half, abs=1e-4), pytest.approx(middle + half, abs=1e-4))


def test_no_change_is_not_certain_to_be_none() -> None:
    found = difference_interval(of_sizes([0.0] * 30, [1.0] * 30))
    assert found.low < -0.05 < 0.05 < found.high
    more = difference_interval(of_sizes([0.0] * 3000, [1.0] * 3000))
    assert found.high > 10 * more.high > 0


def test_one_pair_each_way_is_added() -> None:
    assert with_both(of_sizes([2.0], [3.0])).sums.tolist() == [2.0, 1.0, -1.0]


def test_a_mean_is_drawn_by_whole_clusters() -> None:
    values = np.array([0.0, 0.25, 0.5, 0.75, 1.0] * 8)
    alone = mean_interval(Clusters(values, np.ones(40)))
    together = mean_interval(Clusters(values * 6, np.full(40, 6.0)))
    assert alone.mean == together.mean == 0.5
    assert (together.low, together.high) == (pytest.approx(alone.low), pytest.approx(alone.high))
    assert alone.low < 0.5 < alone.high


def test_one_cluster_alone_has_no_error_of_its_own() -> None:
    assert of_sizes([3.0], [4.0]).error == 0.0
    found = share_interval(of_sizes([3.0], [4.0]))
    assert found.low < 0.25
    assert found.high > 0.9


def test_a_mean_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one"):
        mean_interval(of_sizes([], []))
