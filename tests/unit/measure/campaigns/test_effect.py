import numpy as np
import pytest

from frankly.measure.campaigns.effect import difference, value_of
from frankly.measure.campaigns.newcombe import newcombe


def test_the_interval_is_that_of_newcombes_paper() -> None:
    # Newcombe 1998, table II, method 10: 56/70 less 48/80 is .2000 with .0524 to .3339.
    found = difference((56, 70), (48, 80))
    assert found.value == pytest.approx(0.2)
    assert (found.low, found.high) == (pytest.approx(0.0524, abs=1e-4), pytest.approx(0.3339, abs=1e-4))
    assert found.verdict == "more"


def test_the_other_way_round_it_is_less() -> None:
    found = difference((48, 80), (56, 70))
    assert (found.low, found.high) == (pytest.approx(-0.3339, abs=1e-4), pytest.approx(-0.0524, abs=1e-4))
    assert found.verdict == "less"


@pytest.mark.parametrize(("one", "other"), [((0, 0), (3, 10)), ((3, 10), (0, 0)), ((0, 10), (0, 10)), ((3, 9), (2, 9))])
def test_where_nothing_can_be_told_it_says_so(one: tuple[int, int], other: tuple[int, int]) -> None:
    assert difference(one, other).verdict == "cannot tell"


def test_a_holdout_of_any_size_has_an_interval_that_holds_the_truth() -> None:
    rng = np.random.default_rng(7)
    for held in (5, 50, 500):
        written = (rng.binomial(2_000, 0.06, 150), 2_000)
        low, high = newcombe(written, (rng.binomial(held, 0.04, 150), held), 0.95)
        assert ((low <= 0.02) & (high >= 0.02)).mean() >= 0.9


def test_a_variant_that_was_dealt_more_in_good_weeks_is_judged_without_bias() -> None:
    """Both variants are alike; one was dealt nine times of ten in the week in which everybody clicked more."""
    rng = np.random.default_rng(9)
    naive, weighed = [], []
    for _ in range(200):
        outcomes = []
        for chance_ppm, rate in ((900_000, 0.20), (100_000, 0.05)):
            is_a = rng.random(500) < chance_ppm / 1e6
            rewarded = rng.random(500) < rate
            outcomes += [
                (bool(a), bool(hit), chance_ppm if a else 1_000_000 - chance_ppm)
                for a, hit in zip(is_a, rewarded, strict=True)
            ]
        naive.append(np.mean([hit for a, hit, _ in outcomes if a]))
        value = value_of(outcomes)
        assert value is not None
        weighed.append(value)
    truth = (0.20 + 0.05) / 2
    assert float(np.mean(naive)) > truth + 0.04
    # Three standard errors of 200 campaigns.
    means = np.array([value.mean for value in weighed])
    assert abs(float(means.mean()) - truth) < 3 * float(means.std()) / 200**0.5
    assert np.mean([value.low <= truth <= value.high for value in weighed]) > 0.9


def test_of_a_variant_that_nobody_got_nothing_is_known() -> None:
    assert value_of([(False, True, 500_000)]) is None
    assert value_of([]) is None
