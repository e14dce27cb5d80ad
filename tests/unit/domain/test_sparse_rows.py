"""Rows of a sparse matrix taken as a matrix of their own."""

import numpy as np
import pytest

from frankly.domain.deciding import snapshot
from frankly.domain.deciding.snapshot import Links, SparseRows, no_rows

MATRIX = SparseRows(np.array([0, 2, 2, 3]), np.array([1, 2, 0], np.int32), np.array([7, 9, 4], np.int32))


@pytest.fixture(params=["numpy", "kernels"], autouse=True)
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Few links are summed by numpy, many by scipy's kernels; here either, whatever their number."""
    monkeypatch.setattr(snapshot, "MANY_LINKS", -1 if request.param == "kernels" else 1_000_000)


def whole(links: Links) -> list[list[int]]:
    table: list[list[int]] = links.at(np.arange(links.size)).tolist()
    return table


def test_rows_are_taken_in_their_order() -> None:
    taken = MATRIX.of(np.array([2, 0, 2, 1]))
    assert whole(taken) == [[4, 0, 0, 0], [0, 7, 9, 0], [4, 0, 0, 0], [0, 0, 0, 0]]


def test_rows_that_came_later_are_empty_and_share_a_last_place() -> None:
    assert MATRIX.place_of(np.array([2, 3, -1, 99])).tolist() == [2, 3, 3, 3]
    assert whole(MATRIX.of(np.array([3, -1, 99]))) == [[0] * 4] * 3
    assert whole(no_rows().of(np.array([5]))) == [[0]]


def test_columns_are_taken_in_any_order_and_twice() -> None:
    assert MATRIX.of(np.array([0, 2])).at(np.array([2, 3, 1, 2, 3])).tolist() == [[9, 0, 7, 9, 0], [0] * 5]
    assert MATRIX.of(np.array([], np.int64)).at(np.array([2, 0])).shape == (0, 2)


def test_sums_are_whole_however_great() -> None:
    taken = MATRIX.of(np.array([0, 2, 5]))
    assert taken.summed(np.array([1, 10, 100])).tolist() == [40, 7, 9, 0]
    assert taken.summed(np.array([2**53 + 1, 1, 1])).tolist() == [4, 7 * (2**53 + 1), 9 * (2**53 + 1), 0]
    assert taken.summed(np.array([1, 10, 100])).dtype == np.int64


def test_both_ways_take_the_same_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(1)
    lengths = rng.integers(0, 9, 50)
    indices = np.concatenate([np.sort(rng.choice(50, length, replace=False)) for length in lengths])
    indptr, values = np.append(0, np.cumsum(lengths)), rng.integers(1, 10_000, len(indices)).astype(np.int32)
    matrix, rows = SparseRows(indptr, indices.astype(np.int32), values), rng.integers(-1, 55, 30)
    amounts, columns = rng.integers(0, 10**6, 30), matrix.place_of(rng.integers(-1, 55, 20))
    found = []
    for many in (-1, 1_000_000):
        monkeypatch.setattr(snapshot, "MANY_LINKS", many)
        links = matrix.of(rows)
        arrays = (links.indptr, links.indices, links.values, links.summed(amounts), links.at(columns))
        found.append([one.tolist() for one in arrays])
    assert found[0] == found[1]


def test_columns_of_millions_of_links_are_not_copied(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(snapshot, "MANY_LINKS", -1)
    MATRIX.of(np.array([0]))
    (whole,) = MATRIX._whole
    assert np.shares_memory(whole.indices, MATRIX.indices)
    assert np.shares_memory(whole.data, MATRIX.values)
