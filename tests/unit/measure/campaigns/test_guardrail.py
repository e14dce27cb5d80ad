import math
from itertools import pairwise

import numpy as np
import pytest

from frankly.measure.campaigns.guardrail import ALARM, Watch, is_surpassed, log_evidence


def alarms(share: float, most: float, messages: int, campaigns: int, seed: int, step: int = 100) -> float:
    """Share of simulated campaigns that are stopped at any of many looks."""
    rng = np.random.default_rng(seed)
    stopped = 0
    for _ in range(campaigns):
        hits = np.cumsum(rng.binomial(step, share, messages // step))
        looks = (Watch(int(hit), step * place, most) for place, hit in enumerate(hits, start=1))
        stopped += any(is_surpassed(look, ALARM) for look in looks)
    return stopped / campaigns


def test_a_share_that_is_just_allowed_is_stopped_no_oftener_than_the_level_however_often_one_looks() -> None:
    # 200 looks each; three standard errors of 400 campaigns are .033.
    assert alarms(0.02, 0.02, 20_000, 400, seed=1) <= ALARM
    assert alarms(0.003, 0.003, 20_000, 400, seed=2) <= ALARM


def test_twice_what_is_allowed_is_stopped() -> None:
    assert alarms(0.04, 0.02, 5_000, 200, seed=3) > 0.99
    assert alarms(0.006, 0.003, 20_000, 200, seed=4) > 0.95


def test_a_share_well_below_is_never_stopped() -> None:
    assert alarms(0.01, 0.02, 20_000, 200, seed=5) == 0


def test_where_none_is_allowed_one_is_too_many() -> None:
    assert is_surpassed(Watch(1, 1_000, 0.0), ALARM)
    assert not is_surpassed(Watch(0, 1_000, 0.0), ALARM)


def test_where_all_are_allowed_nothing_is_too_much() -> None:
    assert not is_surpassed(Watch(1_000, 1_000, 1.0), ALARM)


def test_nothing_is_concluded_from_nothing() -> None:
    assert not is_surpassed(Watch(0, 0, 0.02), ALARM)


@pytest.mark.parametrize("misses", [0, 10, 1_000, 1_000_000])
def test_more_hits_are_more_evidence(misses: int) -> None:
    found = [log_evidence(Watch(hits, hits + misses, 0.02)) for hits in range(1, 60)]
    assert all(one <= more for one, more in pairwise(found))


def test_the_evidence_is_the_mixed_likelihood_ratio() -> None:
    hits, of, most = 9, 200, 0.02
    shares = np.linspace(most, 1, 400_001)
    weight = (1 - shares) ** (1 / most - 1)
    weight /= np.trapezoid(weight, shares)
    ratio = (shares / most) ** hits * ((1 - shares) / (1 - most)) ** (of - hits)
    expected = math.log(np.trapezoid(ratio * weight, shares))
    assert log_evidence(Watch(hits, of, most)) == pytest.approx(expected, abs=1e-4)
