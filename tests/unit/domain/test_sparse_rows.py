"""Rows of a sparse matrix taken as a matrix of their own."""

import numpy as np

from frankly.domain.snapshot import SparseRows, no_rows

MATRIX = SparseRows(np.array([0, 2, 2, 3]), np.array([1, 2, 0], np.int32), np.array([7, 9, 4], np.int32))


def test_rows_are_taken_in_their_order() -> None:
    taken = MATRIX.of(np.array([2, 0, 2, 1]))
    assert taken.toarray().tolist() == [[4, 0, 0, 0], [0, 7, 9, 0], [4, 0, 0, 0], [0, 0, 0, 0]]


def test_rows_that_came_later_are_empty_and_share_a_last_place() -> None:
    assert MATRIX.place_of(np.array([2, 3, -1, 99])).tolist() == [2, 3, 3, 3]
    assert MATRIX.of(np.array([3, -1, 99])).toarray().tolist() == [[0] * 4] * 3
    assert no_rows().of(np.array([5])).toarray().tolist() == [[0]]


def test_columns_of_millions_of_links_are_not_copied() -> None:
    MATRIX.of(np.array([0]))
    (whole,) = MATRIX._whole
    assert np.shares_memory(whole.indices, MATRIX.indices)
    assert np.shares_memory(whole.data, MATRIX.values)
