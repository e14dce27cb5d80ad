import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from frankly.stages.models import prune
from frankly.stages.models.prune import Entries, joined, on_scale, pruned, pruned_dense

matrices = st.tuples(st.integers(0, 2**32 - 1), st.integers(1, 12), st.integers(1, 40), st.integers(1, 9))


def by_hand(matrix: np.ndarray, first: int, most: int) -> list[tuple[int, int, float]]:  # type: ignore[type-arg]
    found = []
    for place, values in enumerate(matrix.tolist()):
        row = first + place
        good = [(-value, column) for column, value in enumerate(values) if value > 0 and column != row]
        found += sorted((row, column, -value) for value, column in sorted(good)[:most])
    return found


def listed(entries: Entries) -> list[tuple[int, int, float]]:
    return list(zip(entries.rows.tolist(), entries.columns.tolist(), entries.values.tolist(), strict=True))


@given(matrices, st.sampled_from([1, 8]), st.booleans())
def test_the_greatest_positive_entries_of_each_row_stay(
    drawn: tuple[int, int, int, int], sampled: int, is_wide: bool
) -> None:
    seed, height, width, most = drawn
    # Few different values, so that there are ties to be broken by column.
    matrix = np.random.default_rng(seed).integers(-2, 6, (height, width)).astype(np.float32)
    first = seed % 5
    rows, columns = np.nonzero(matrix)
    assert listed(pruned(rows + first, columns, matrix[rows, columns], most)) == by_hand(matrix, first, most)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(prune, "WIDE", 0 if is_wide else 10**9)
        patch.setattr(prune, "SAMPLED", sampled)
        assert listed(pruned_dense(matrix.copy(), first, most)) == by_hand(matrix, first, most)


def test_values_are_whole_numbers_against_a_typical_best_neighbour() -> None:
    rows, columns, values = np.array([0, 0, 1, 2]), np.array([1, 2, 0, 0]), np.array([1, 2, 4, 60], np.float32)
    model = on_scale(Entries(rows, columns.astype(np.int32), values), 4, 0.5)
    assert model.indptr.tolist() == [0, 2, 3, 4, 4]
    assert model.values.tolist() == [1250, 2500, 5000, 75_000]
    assert on_scale(Entries(rows, columns.astype(np.int32), values * [1, 1, 1, 99]), 4, 1).values.max() == 100_000
    assert len(on_scale(joined([]), 4, 1).values) == 0
