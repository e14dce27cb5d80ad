"""Caps and floors."""

import numpy as np
import pytest

from frankly.domain.deciding.ledger import Block, Ledger, Piece
from frankly.domain.evidence import EvidenceKind
from frankly.domain.situation import Profile, Situation
from frankly.domain.time import DAY_MS
from frankly.stages.ranking.rules import Caps, floors, still_needed
from tests.unit.stages.shop import NOW, item, ledger, shop, situation, surface

SHOP = shop(
    item("a", categories=("x",), creators=("p",), first_available=NOW - 3 * DAY_MS),
    item("b", categories=("x",), creators=("p",), first_available=NOW - 30 * DAY_MS),
    item("c", categories=("y",), creators=("q",), first_available=NOW + 1),
    item("d"),
)
EVERY = np.arange(4)


def asked(profile: Profile | None = None, **diversity: object) -> Situation:
    return situation(SHOP, surface(diversity=diversity), profile=profile)


def test_a_cap_admits_until_it_is_full_and_what_is_counted_out_makes_room() -> None:
    caps = Caps(asked(max_per_creator=1, max_per_category=2), EVERY)
    caps.take(0)
    assert caps.admits(EVERY).tolist() == [False, False, True, True]
    caps.take(0, -1)
    assert caps.admits(EVERY).tolist() == [True] * 4


def test_either_cap_is_enough_to_keep_an_item_out() -> None:
    caps = Caps(asked(max_per_category=1), EVERY)
    caps.take(2)
    assert caps.admits(EVERY).tolist() == [True, True, False, True]


def test_unknown_creators_and_categories_are_not_capped() -> None:
    caps = Caps(asked(max_per_creator=1, max_per_category=1), EVERY)
    caps.take(3)
    assert caps.admits(np.array([3])).tolist() == [True]


def test_caps_count_items_by_row_and_not_by_column() -> None:
    caps = Caps(asked(max_per_creator=1), np.array([1, 2]))
    caps.take(0)
    assert caps.admits(np.array([0, 1])).tolist() == [False, True]


@pytest.mark.parametrize(("share", "size", "need"), [(0.2, 10, 2), (0.2, 4, 0), (0.5, 5, 2), (1, 3, 3)])
def test_a_share_is_whole_slots_rounded_down(share: float, size: int, need: int) -> None:
    found = floors(asked(recency_share=share), ledger(1, 1, 1, 1), size)
    assert [floor.need for floor in found] == ([need] if need else [])


def test_recent_is_what_came_within_the_days_and_is_there() -> None:
    (floor,) = floors(asked(recency_share=1, new_days=30), ledger(1, 1, 1, 1), 4)
    assert floor.members.tolist() == [True, False, False, False]


def test_outside_is_a_known_category_that_is_not_established() -> None:
    profile = Profile(established=frozenset({SHOP.categories.codes["x"]}))
    (floor,) = floors(asked(profile, outside_share=1), ledger(1, 1, 1, 1), 4)
    assert (floor.origin, floor.members.tolist()) == ("diversity_floor", [False, False, True, False])


def test_without_established_interests_there_is_no_floor_for_the_others() -> None:
    assert floors(asked(outside_share=1), ledger(1, 1, 1, 1), 4) == []


@pytest.mark.parametrize("kind", [EvidenceKind.EDITORIAL, EvidenceKind.TRENDING, EvidenceKind.POPULAR])
def test_editorial_is_what_editors_or_a_trend_speak_for(kind: EvidenceKind) -> None:
    evidence = Ledger(EVERY, (Block.of("x", [Piece(kind, "none", "")], np.array([[5, 0, -1, 2]])),))
    (floor,) = floors(asked(editorial_share=1), evidence, 4)
    speaks = kind is not EvidenceKind.POPULAR
    assert floor.members.tolist() == [speaks, False, False, speaks]


def test_floors_stand_in_the_order_in_which_they_are_served() -> None:
    profile = Profile(established=frozenset({0}))
    shares = {"outside_share": 1, "recency_share": 1, "editorial_share": 1}
    found = floors(asked(profile, **shares), ledger(1, 1, 1, 1), 4)
    assert [floor.origin for floor in found] == ["editorial_floor", "recency_floor", "diversity_floor"]


def test_what_is_still_needed_is_counted_over_the_chosen() -> None:
    wanted = floors(asked(recency_share=0.5, new_days=60), ledger(1, 1, 1, 1), 4)
    assert [count for _, count in still_needed(wanted, [])] == [2]
    assert [count for _, count in still_needed(wanted, [0, 2])] == [1]
    assert still_needed(wanted, [0, 1]) == []
