import pytest

from frankly.measure.comparing.proportion import proportion


@pytest.mark.parametrize(
    ("hits", "of", "low", "high"),
    [(0, 100, 0.0, 0.0362), (2, 40, 0.0061, 0.1692), (10, 10, 0.6915, 1.0), (0, 0, 0.0, 1.0)],
)
def test_the_interval_is_that_of_clopper_and_pearson(hits: int, of: int, low: float, high: float) -> None:
    told = proportion(hits, of)
    assert (round(told.low, 4), round(told.high, 4)) == (low, high)


def test_nothing_asked_is_no_share() -> None:
    assert proportion(0, 0).share == 0.0
    assert proportion(1, 4).share == 0.25
