from dataclasses import replace

import numpy as np

from frankly.domain.deciding.snapshot import no_statistics


def test_rows_stand_by_popularity_and_equal_ones_by_row() -> None:
    values = np.array([5, 0, 9, 5, 1], np.int32)
    statistics = replace(no_statistics(5), popular=values, trending=values[::-1].copy())
    assert statistics.most_popular().tolist() == [2, 0, 3, 4]
    assert statistics.most_trending().tolist() == [2, 1, 4, 0]


def test_new_statistics_do_not_keep_the_order_of_old_ones() -> None:
    old = replace(no_statistics(2), popular=np.array([1, 2], np.int32))
    assert old.most_popular().tolist() == [1, 0]
    assert replace(old, popular=np.array([2, 1], np.int32)).most_popular().tolist() == [0, 1]
