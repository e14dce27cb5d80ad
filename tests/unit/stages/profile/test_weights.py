"""What acts weigh and how they fade, to the millionth."""

import numpy as np
import pytest

from frankly.domain.person.event import EVENT_CODES, EventKind
from frankly.domain.time import DAY_MS
from frankly.stages.profile.weights import (
    DEFAULT_WEIGHTS_PPM,
    decays_ppm,
    repeats_ppm,
    scaled,
    weight_table,
)
from tests.unit.stages.shop import NOW, surface


@pytest.mark.parametrize(
    ("age_days", "share"), [(0, 1_000_000), (60, 500_000), (120, 250_000), (30, 707_107), (-5, 1_000_000), (3650, 0)]
)
def test_an_act_weighs_half_after_the_half_life_and_in_the_future_as_now(age_days: int, share: int) -> None:
    assert decays_ppm(np.array([NOW - age_days * DAY_MS]), NOW, 60).tolist() == [share]


def test_decays_are_whole_millionths_at_any_place_in_a_batch() -> None:
    at_ms = NOW - np.arange(0, 400 * DAY_MS, DAY_MS // 3)
    together = decays_ppm(at_ms, NOW, 60)
    assert together.dtype == np.int64
    assert together.tolist() == [int(decays_ppm(at_ms[index : index + 1], NOW, 60)[0]) for index in range(len(at_ms))]


@pytest.mark.parametrize(("count", "factor"), [(1, 1_000_000), (2, 1_500_000), (4, 2_000_000), (16, 3_000_000)])
def test_repeats_count_less_and_less(count: int, factor: int) -> None:
    assert repeats_ppm(np.array([count])).tolist() == [factor]


def test_no_habit_counts_more_than_three_times() -> None:
    assert repeats_ppm(np.array([17, 1_000_000])).tolist() == [3_000_000, 3_000_000]


@pytest.mark.parametrize(("left", "right", "product"), [(3, 500_000, 2), (-3, 500_000, -1), (7, 1_000_000, 7)])
def test_products_are_rounded_half_up_once(left: int, right: int, product: int) -> None:
    assert scaled(np.array([left]), np.array([right])).tolist() == [product]


def test_a_surface_may_weigh_an_act_its_own_way() -> None:
    table = weight_table(surface(act_weights={"view": 0.01, "hide": -2}))
    assert table[EVENT_CODES[EventKind.VIEW]] == 10_000
    assert table[EVENT_CODES[EventKind.HIDE]] == -2_000_000
    assert table[EVENT_CODES[EventKind.LIKE]] == DEFAULT_WEIGHTS_PPM[EventKind.LIKE]


def test_every_act_has_a_default_weight() -> None:
    assert set(DEFAULT_WEIGHTS_PPM) == set(EventKind)
