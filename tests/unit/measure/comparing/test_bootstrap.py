import numpy as np
import pytest

from frankly.measure.comparing.bootstrap import difference, draws, interval, mixed

VALUES = np.array([0.0, 0.2, 0.4, 0.6, 1.0] * 20)


def test_the_interval_holds_the_mean_and_is_the_same_each_time() -> None:
    found = interval(VALUES)
    assert found.mean == pytest.approx(0.44)
    assert found.low < 0.44 < found.high
    assert found == interval(VALUES)
    assert found != interval(VALUES, seed=1)


def test_the_interval_is_that_of_the_normal_distribution_where_there_are_many() -> None:
    values = np.random.default_rng(3).normal(0.5, 0.2, 4000)
    found = interval(values)
    error = values.std() / np.sqrt(len(values))
    assert found.low == pytest.approx(values.mean() - 1.96 * error, abs=0.25 * error)
    assert found.high == pytest.approx(values.mean() + 1.96 * error, abs=0.25 * error)


def test_values_that_are_not_known_are_left_out() -> None:
    found = interval(np.array([1.0, np.nan, 1.0]))
    assert (found.mean, found.low, found.high, found.number) == (1.0, 1.0, 1.0, 2)


def test_an_interval_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one"):
        interval(np.array([np.nan]))


def test_pairs_tell_a_small_difference_that_people_differ_more_than() -> None:
    found = difference(VALUES + 0.01, VALUES)
    assert found.low == pytest.approx(0.01) == found.high
    assert found.is_clear_of_zero
    assert not difference(VALUES, VALUES[::-1]).is_clear_of_zero


def test_a_difference_of_other_people_is_refused() -> None:
    with pytest.raises(ValueError, match="same people"):
        difference(VALUES, VALUES[:5])


def test_the_mix_gives_the_published_numbers_of_splitmix64() -> None:
    # The generator's first outputs from the state 1234567, as its reference implementation prints them.
    state = np.uint64(1234567) + np.arange(1, 6, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    assert mixed(state).tolist() == [
        6457827717110365317,
        3203168211198807973,
        9817491932198370423,
        4593380528125082431,
        16408922859458223821,
    ]


def test_draws_are_even_within_bounds_and_differ_by_stream() -> None:
    drawn = draws(100_000, 10, seed=0, stream=0)
    assert (drawn.min(), drawn.max()) == (0, 9)
    assert np.abs(np.bincount(drawn) - 10_000).max() < 400
    assert not np.array_equal(drawn[:100], draws(100, 10, seed=0, stream=1))
