import math

import pytest
from scipy import stats

from frankly.measure.campaigns.prediction import MANY, Predicted, predicted_sum

EVEN = (3.0, 4.0, 5.0, 6.0, 7.0)
SKEWED = (1.0, 1.1, 1.3, 1.2, 1.6, 4.0)


def test_of_very_many_it_is_halls_interval_of_a_mean() -> None:
    rest, number, mean = 10**9, len(SKEWED), math.fsum(SKEWED) / len(SKEWED)
    deviation, skewness = stats.tstd(SKEWED), stats.skew(SKEWED, bias=False)
    skew = skewness / math.sqrt(number)

    def unbent(value: float) -> float:
        return 3 / skew * (math.cbrt(1 + skew * (value - skew / 6)) - 1)

    quantile = stats.t.ppf(0.975, number - 1)
    least, largest = (mean - unbent(side * quantile) * deviation / math.sqrt(number) for side in (1, -1))
    fewest, most = stats.beta.ppf((0.025, 0.975), number + 0.5, 0.5)
    told = predicted_sum(SKEWED, rest)
    assert told.middle / rest == pytest.approx(mean)
    assert told.low / rest == pytest.approx(mean - math.hypot(mean * (1 - fewest), mean - least), rel=1e-6)
    assert told.high / rest == pytest.approx(mean + largest - mean, rel=1e-6)
    assert most == pytest.approx(1, abs=1e-3)


def test_without_skewness_upwards_it_is_students_interval_of_the_mean_of_others() -> None:
    told = predicted_sum(EVEN, 20)
    reach = stats.t.ppf(0.975, 4) * stats.tstd(EVEN) * math.sqrt(1 / 5 + 1 / 20)
    assert told.high == pytest.approx(20 * (5.0 + reach))


def test_a_long_tail_reaches_further_up_than_down() -> None:
    told = predicted_sum(SKEWED, 50)
    assert told.high - told.middle > told.middle - told.low


def test_values_that_are_all_the_same_leave_only_what_may_fail() -> None:
    told = predicted_sum([2.0] * 12, 100)
    fewest = stats.betabinom.ppf(0.025, 100, 12.5, 0.5)
    assert (told.middle, told.low, told.high) == (200.0, 2.0 * fewest, 200.0)


def test_what_failed_is_less_in_the_middle_and_may_come_right() -> None:
    told = predicted_sum([2.0] * 9, 100, failed=3)
    most = stats.betabinom.ppf(0.975, 100, 9.5, 3.5)
    assert (told.middle, told.high) == (150.0, 2.0 * most)
    assert predicted_sum([2.0] * 12, 100).low > told.low


def test_where_the_way_of_counting_changes_nothing_jumps() -> None:
    few, many = predicted_sum(SKEWED, MANY, 2), predicted_sum(SKEWED, MANY + 1, 2)
    assert many.low == pytest.approx(few.low, rel=0.01)
    assert many.high == pytest.approx(few.high, rel=0.01)


@pytest.mark.parametrize(
    ("seen", "rest", "failed", "told"),
    [
        ([], 5, 0, Predicted(0.0, 0.0, math.inf)),
        ([3.0], 5, 0, Predicted(15.0, 0.0, math.inf)),
        ([3.0], 4, 1, Predicted(6.0, 0.0, math.inf)),
        ([], 4, 12, Predicted(0.0, 0.0, math.inf)),
        ([3.0, 4.0], 0, 1, Predicted(0.0, 0.0, 0.0)),
        ([0.0, 0.0, 0.0], 9, 0, Predicted(0.0, 0.0, 0.0)),
    ],
)
def test_little_that_was_seen_bounds_nothing_and_nothing_is_left_of_nothing(
    seen: list[float], rest: int, failed: int, told: Predicted
) -> None:
    assert predicted_sum(seen, rest, failed) == told
