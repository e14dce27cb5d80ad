import numpy as np
import pytest

from frankly.measure.comparing.paired import mcnemar, sign_flips


@pytest.mark.parametrize(("lost", "gained", "chance"), [(0, 0, 1.0), (0, 7, 0.015625), (8, 1, 0.0390625), (5, 5, 1.0)])
def test_pairs_that_changed_are_a_binomial(lost: int, gained: int, chance: float) -> None:
    assert mcnemar(lost, gained) == pytest.approx(chance)
    assert mcnemar(gained, lost) == pytest.approx(chance)


def test_flipped_signs_of_single_pairs_are_mcnemars_test() -> None:
    sums = np.array([1.0] * 9 + [-1.0] * 2 + [0.0] * 500)
    assert sign_flips(sums) == pytest.approx(mcnemar(2, 9))


def test_a_cluster_that_changes_together_is_one_change() -> None:
    assert sign_flips(np.array([-12.0, 0.0, 0.0])) == 1.0
    assert sign_flips(np.array([-6.0, -6.0])) == pytest.approx(0.5)


def test_many_that_change_the_same_way_are_looked_at_closely() -> None:
    assert sign_flips(np.full(30, -1.0)) < 0.0001
    assert sign_flips(np.full(30, -1.0)) == sign_flips(np.full(30, -1.0))


def test_nothing_changed_is_no_change() -> None:
    assert sign_flips(np.zeros(5)) == 1.0
