"""The exploring slot and its closed-form propensities."""

from collections import Counter

import numpy as np
import pytest

from frankly.domain.deciding.slate import PROPENSITY_ONE
from frankly.stages.ranking.explore import Drawn, draw
from tests.unit.stages.shop import shop, situation, surface

SHOP = shop("a")


def drawn(epsilon: float, reserve: list[int], seed: int = 1) -> Drawn:
    rules = surface(exploration={"epsilon": epsilon})
    return draw(situation(SHOP, rules, seed=seed), 0, np.array(reserve, np.int64))


@pytest.mark.parametrize(("epsilon", "reserve"), [(0, [1, 2]), (0.5, [])])
def test_without_epsilon_or_reserve_the_base_item_is_certain(epsilon: float, reserve: list[int]) -> None:
    outcome = drawn(epsilon, reserve)
    assert (outcome.column, outcome.is_explored, outcome.propensities) == (0, False, {0: PROPENSITY_ONE})


def test_each_reserve_item_has_its_share_and_the_base_item_the_rest() -> None:
    assert drawn(0.3, [4, 5, 6]).propensities == {4: 100_000_000, 5: 100_000_000, 6: 100_000_000, 0: 700_000_000}


def test_what_division_leaves_over_stays_with_the_base_item() -> None:
    propensities = drawn(1, [1, 2, 3, 4, 5, 6, 7]).propensities
    assert propensities[1] == 142_857_142
    assert propensities[0] == PROPENSITY_ONE - 7 * 142_857_142


def test_a_certain_draw_is_always_of_the_reserve() -> None:
    outcomes = [drawn(1, [4, 5], seed) for seed in range(200)]
    assert all(outcome.is_explored for outcome in outcomes)
    assert set(Counter(outcome.column for outcome in outcomes)) == {4, 5}


def test_one_seed_always_draws_alike() -> None:
    assert [drawn(0.5, [4, 5], 9).column for _ in range(5)] == [drawn(0.5, [4, 5], 9).column] * 5
