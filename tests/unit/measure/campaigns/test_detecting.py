import numpy as np
import pytest
from scipy.stats import binomtest

from frankly.measure.campaigns.detecting import detectable
from frankly.measure.campaigns.effect import difference
from frankly.measure.campaigns.newcombe import newcombe, wilson

LEVEL = 0.95


def _shown(rate: float, number: int, held_rate: float, held: int, *, is_more: bool = True) -> float:
    """How often two simulated groups are judged so."""
    rng = np.random.default_rng(8)
    one, other = rng.binomial(number, rate, 20_000), rng.binomial(held, held_rate, 20_000)
    low, high = newcombe((one, number), (other, held), LEVEL)
    return float((low > 0 if is_more else high < 0).mean())


@pytest.mark.parametrize(
    ("number", "other"),
    [(324, (0, 84)), (324, (1, 84)), (60, (9, 30)), (12, (3, 400)), (400, (8, 400)), (324, (84, 84)), (60, (27, 30))],
)
def test_what_is_detectable_is_judged_so_four_times_of_five(number: int, other: tuple[int, int]) -> None:
    found = detectable(number, other, LEVEL)
    assert found.difference is not None
    is_more = found.rate <= 0.5
    step = found.difference if is_more else -found.difference
    # Three standard errors of 20,000 draws.
    assert 0.7915 <= _shown(found.rate + step, number, found.rate, other[1], is_more=is_more) <= 0.8085
    assert _shown(found.rate + 0.5 * step, number, found.rate, other[1], is_more=is_more) < 0.6


def test_whoever_hit_nothing_is_not_taken_for_one_who_never_will() -> None:
    found = detectable(324, (0, 84), LEVEL)
    assert found.is_bound
    assert found.rate == pytest.approx(float(binomtest(0, 84).proportion_ci(LEVEL, "exact").high))
    assert found.difference is not None
    # What was said before: 1.7 points. It shows in no case, even were the rate 0.
    assert _shown(0.017, 324, 0.0, 84) < 0.01
    assert _shown(found.difference, 324, 0.0, 84) > 0.8


def test_two_that_never_differ_enough_have_nothing_to_show() -> None:
    assert detectable(2, (1, 2), LEVEL).difference is None
    assert detectable(1_000_000, (0, 2), LEVEL).rate == 0.5


def test_larger_groups_show_less() -> None:
    sizes = [detectable(10 * of, (of // 20, of), LEVEL).difference for of in (40, 400, 4_000, 40_000, 1_000_000)]
    assert sizes == sorted(sizes, key=lambda one: -(one or 1))
    assert sizes[-1] == pytest.approx(0.00064, rel=0.02)


def test_one_difference_is_judged_like_many() -> None:
    found = difference((7, 324), (1, 84))
    low, high = newcombe((np.array([7, 3]), 324), (np.array([1, 2]), 84), LEVEL)
    assert (found.low, found.high) == (low[0], high[0])
    assert found.detectable == detectable(324, (1, 84), LEVEL)


@pytest.mark.parametrize("of", [1, 7, 84, 1_000_000])
def test_wilsons_interval_is_that_of_the_library(of: int) -> None:
    hits = np.unique(np.array([0, of // 3, of // 2, of]))
    low, high = wilson(hits, of, LEVEL)
    for place, hit in enumerate(hits.tolist()):
        ends = binomtest(hit, of).proportion_ci(LEVEL, "wilson")
        assert (low[place], high[place]) == (pytest.approx(ends.low, abs=1e-12), pytest.approx(ends.high, abs=1e-12))
