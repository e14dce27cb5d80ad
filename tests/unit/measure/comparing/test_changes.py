import numpy as np
import pytest

from frankly.measure.comparing.bootstrap import Interval
from frankly.measure.comparing.changes import Change, Tolerance, change_of, detectable, needed
from frankly.measure.comparing.clustered import Clusters

TOLERANCE = Tolerance(margin=0.02, alpha=0.02)


@pytest.mark.parametrize(
    ("mean", "low", "high", "chance", "told"),
    [
        (-0.1, -0.15, -0.05, 0.001, "worse"),
        (0.1, 0.05, 0.15, 0.001, "better"),
        (-0.1, -0.25, 0.05, 0.3, "cannot tell"),
        (0.0, -0.01, 0.01, 1.0, "same within margin"),
        # Clear of chance, and too small to matter.
        (-0.01, -0.015, -0.005, 0.001, "same within margin"),
        (0.0, -0.1, 0.1, 1.0, "cannot tell"),
    ],
)
def test_what_a_difference_comes_to(mean: float, low: float, high: float, chance: float, told: Change) -> None:
    assert change_of(Interval(mean, low, high, 100), chance, TOLERANCE) == told


def test_what_can_be_found_shrinks_with_the_root_of_the_clusters() -> None:
    few = Clusters(np.array([1.0, -1.0] * 50), np.ones(100))
    many = Clusters(np.array([1.0, -1.0] * 200), np.ones(400))
    assert detectable(few, 0.02) == pytest.approx(2 * detectable(many, 0.02), rel=0.01)
    # (2.326 + 0.842) · 1 / sqrt(100)
    assert detectable(few, 0.02) == pytest.approx(0.3168, rel=0.01)


def test_what_it_takes_to_tell_is_enough_to_tell() -> None:
    few = Clusters(np.array([1.0, -1.0] * 10 + [0.0] * 80), np.ones(100))
    clusters = needed(few, TOLERANCE)
    times = -(-clusters // 100)
    assert detectable(Clusters(np.tile(few.sums, times), np.ones(100 * times)), 0.02) <= 0.02
    assert needed(few, Tolerance(margin=0.04, alpha=0.02)) == pytest.approx(clusters / 4, rel=0.01)
