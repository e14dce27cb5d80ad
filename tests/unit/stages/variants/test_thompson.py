"""In a simulated campaign of many editions the better variant is found, and what is lost on the way is little."""

from functools import cache

import numpy as np

from frankly.domain.campaign.standing import VariantStanding
from frankly.stages.variants.deal import ONE, dealt, shares_of
from tests.unit.stages.variants.campaigns import campaign

RATES = {"a": 0.04, "b": 0.08}


@cache
def campaign_of(editions: int, people: int, seed: int) -> tuple[float, list[int]]:
    """Share of the better variant in the last edition, and how often it was dealt in each."""
    told = campaign("a", "b", way="thompson", least="0.05")
    rng = np.random.default_rng(seed)
    known: dict[str, VariantStanding] = {}
    better = []
    for edition in range(editions):
        drawn = [dealt(told, edition, f"person-{edition}-{number}", known).variant for number in range(people)]
        better.append(drawn.count("b"))
        for name in RATES:
            sent = drawn.count(name)
            before = known.get(name, VariantStanding())
            hits = int(rng.binomial(sent, RATES[name]))
            known[name] = VariantStanding(before.mature + sent, before.rewarded + hits)
    return shares_of(told, known)["b"] / ONE, better


def test_the_better_variant_is_found() -> None:
    ends = [campaign_of(8, 400, seed)[0] for seed in range(10)]
    assert np.mean([end > 0.9 for end in ends]) >= 0.9


def test_the_worse_variant_keeps_its_least_share_to_the_end() -> None:
    end, better = campaign_of(8, 400, 3)
    assert end <= 0.95
    assert better[-1] < 400


def test_more_and_more_get_the_better_one() -> None:
    dealt_better = np.mean([campaign_of(8, 400, seed)[1] for seed in range(10)], axis=0)
    assert dealt_better[0] < 230
    assert dealt_better[-1] > 330
