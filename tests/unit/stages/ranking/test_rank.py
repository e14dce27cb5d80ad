"""From scores to a slate."""

from typing import Any

import numpy as np
import pytest

from frankly.domain.answering.degradation import DegradationCode
from frankly.domain.deciding.candidate import DropReason, Filtered
from frankly.domain.deciding.ledger import Ledger
from frankly.domain.deciding.slate import PROPENSITY_ONE, Slate
from frankly.domain.deciding.snapshot import Snapshot
from frankly.domain.item import Item
from frankly.domain.situation import Profile, Situation
from frankly.domain.time import DAY_MS
from frankly.stages.ranking.rank import rank
from tests.unit.stages.shop import NOW, item, ledger, shop, situation, surface

R = DropReason
BECAUSE = {"because": "our book of the week"}


def ranked(
    snapshot: Snapshot, scores: list[int], *, size: int = 3, dropped: dict[int, DropReason] | None = None,
    profile: Profile | None = None, seed: int = 1, **rules: Any
) -> Slate:  # fmt: skip
    made = situation(snapshot, surface("popular", "editorial", size=size, **rules), profile=profile, seed=seed)
    return rank_of(made, ledger(*scores), dropped or {})


def rank_of(made: Situation, evidence: Ledger, dropped: dict[int, DropReason]) -> Slate:
    kept = np.array([row not in dropped for row in evidence.rows.tolist()])
    return rank(made, evidence, Filtered(kept, dropped))


def names(snapshot: Snapshot, slate: Slate) -> list[str]:
    return [str(snapshot.item_ids[slot.row]) for slot in slate.slots]


FIVE = shop("a", "b", "c", "d", "e")


def test_the_best_stand_in_order_of_score_and_equal_ones_by_row() -> None:
    slate = ranked(FIVE, [5, 9, 5, 1, 7], size=4)
    assert names(FIVE, slate) == ["b", "e", "a", "c"]
    assert [slot.score for slot in slate.slots] == [9, 7, 5, 5]
    assert {slot.origin for slot in slate.slots} == {"score"}
    assert slate.reserve == [3]
    assert slate.base_order == [1, 4, 0, 2, 3]


def test_what_was_dropped_stays_out_with_its_reason() -> None:
    slate = ranked(FIVE, [5, 9, 5, 1, 7], size=2, dropped={1: R.HIDDEN})
    assert names(FIVE, slate) == ["e", "a"]
    assert slate.dropped == {1: R.HIDDEN, 2: R.OUTSCORED, 3: R.OUTSCORED}


def test_with_too_few_candidates_the_slate_is_shorter_and_says_so() -> None:
    slate = ranked(shop("a"), [1], size=3)
    assert len(slate.slots) == 1
    assert [(found.code, found.detail) for found in slate.degradations] == [(DegradationCode.TOO_FEW_ITEMS, "1 of 3")]


def test_nobody_to_choose_from_is_an_empty_slate() -> None:
    slate = ranked(shop(), [], size=2, exploration={"epsilon": 1, "slot": 1})
    assert (slate.slots, slate.propensities, slate.dropped) == ([], {}, {})
    assert slate.degradations[0].detail == "0 of 2"


def test_diversity_prefers_the_unlike_and_says_what_it_displaced() -> None:
    alike = shop("a", "b", "c", vectors=[[1.0, 0.0], [1.0, 0.0], [0.0, 1.0]])
    slate = ranked(alike, [10, 9, 4], size=2, diversity={"mmr_lambda": 0.5})
    assert names(alike, slate) == ["a", "c"]
    assert slate.dropped == {1: R.DISPLACED}


def by(creator: str, name: str, **fields: Any) -> Item:
    return item(name, creators=(creator,), **fields)


def test_a_cap_keeps_out_what_was_next_and_only_that_is_called_capped() -> None:
    shelf = shop(by("x", "a"), by("x", "b"), by("y", "c"), by("x", "d"))
    slate = ranked(shelf, [9, 8, 7, 1], size=2, diversity={"max_per_creator": 1})
    assert names(shelf, slate) == ["a", "c"]
    assert slate.dropped == {1: R.CAPPED, 3: R.OUTSCORED}


def test_slots_stay_empty_rather_than_a_cap_be_broken() -> None:
    shelf = shop(by("x", "a"), by("x", "b"), by("x", "c"))
    slate = ranked(shelf, [3, 2, 1], diversity={"max_per_creator": 2})
    assert names(shelf, slate) == ["a", "b"]
    assert slate.dropped == {2: R.CAPPED}
    assert [found.code for found in slate.degradations] == [DegradationCode.TOO_FEW_ITEMS]


NEW = {"first_available": NOW - DAY_MS}


def test_a_floor_brings_in_its_best_members_where_their_worth_puts_them() -> None:
    shelf = shop("a", "b", "c", item("d", **NEW), item("e", **NEW))
    slate = ranked(shelf, [9, 8, 7, 2, 3], diversity={"recency_share": 0.34})
    assert names(shelf, slate) == ["a", "b", "e"]
    assert [slot.origin for slot in slate.slots] == ["score", "score", "recency_floor"]
    assert slate.dropped == {2: R.DISPLACED, 3: R.OUTSCORED}
    assert slate.degradations == []


def test_a_floor_that_is_met_anyway_changes_nothing_and_is_not_named() -> None:
    shelf = shop(item("a", **NEW), "b", "c", "d")
    slate = ranked(shelf, [9, 8, 7, 2], diversity={"recency_share": 0.34})
    assert [(name, slot.origin) for name, slot in zip(names(shelf, slate), slate.slots, strict=True)] == [
        ("a", "score"),
        ("b", "score"),
        ("c", "score"),
    ]


def test_a_floor_is_met_although_better_items_would_fill_its_caps() -> None:
    """The only new item is by a creator whose older, better ones would fill the cap."""
    shelf = shop(by("x", "a"), by("x", "b"), by("x", "c", **NEW), "d")
    slate = ranked(shelf, [9, 8, 1, 2], diversity={"recency_share": 0.34, "max_per_creator": 2})
    assert names(shelf, slate) == ["a", "d", "c"]
    assert slate.degradations == []


def test_a_floor_without_enough_members_gets_those_there_are_and_is_reported() -> None:
    shelf = shop("a", "b", "c", item("d", **NEW))
    slate = ranked(shelf, [9, 8, 7, 1], diversity={"recency_share": 0.67})
    assert names(shelf, slate) == ["a", "b", "d"]
    (missing,) = slate.degradations
    assert (missing.code, missing.part, missing.detail) == (
        DegradationCode.FLOOR_NOT_MET,
        "recency_floor",
        "1 slots short",
    )


def test_one_item_may_meet_several_floors() -> None:
    shelf = shop(item("a", categories=("x",)), item("b", categories=("x",)), item("c", categories=("y",), **NEW))
    slate = ranked(
        shelf,
        [9, 8, 1],
        size=2,
        profile=Profile(established=frozenset({shelf.categories.codes["x"]})),
        diversity={"recency_share": 0.5, "outside_share": 0.5},
    )
    assert names(shelf, slate) == ["a", "c"]
    assert slate.degradations == []


def pin(name: str, slot: int, **more: Any) -> dict[str, Any]:
    return {**BECAUSE, "item": name, "slot": slot, **more}


def test_a_pin_stands_in_its_slot_with_its_reason() -> None:
    pins = {"pins": [pin("d", 2, sponsored=True)]}
    slate = ranked(FIVE, [5, 9, 4, 1, 7], editorial=pins)
    assert names(FIVE, slate) == ["b", "d", "e"]
    (slot,) = [slot for slot in slate.slots if slot.origin == "pin"]
    assert (slot.because, slot.is_sponsored, slot.propensity_ppb) == ("our book of the week", True, PROPENSITY_ONE)
    assert slate.dropped == {0: R.DISPLACED, 2: R.OUTSCORED}


def occasion(snapshot: Snapshot, scores: list[int], *items: str, **rules: Any) -> Slate:
    dropped = rules.pop("dropped", {})
    made = situation(snapshot, surface("popular", size=3, **rules), occasion=items, occasion_kind="cart_left")
    return rank_of(made, ledger(*scores), dropped)


def test_what_a_message_is_written_for_stands_first_whatever_its_score() -> None:
    slate = occasion(FIVE, [5, 9, 4, 1, 7], "d", "never there", "c", "d")
    assert names(FIVE, slate) == ["d", "c", "b"]
    assert [slot.origin for slot in slate.slots] == ["occasion", "occasion", "score"]
    assert [slot.score for slot in slate.slots] == [1, 4, 9]
    assert {slot.propensity_ppb for slot in slate.slots} == {PROPENSITY_ONE}


def test_no_more_of_it_than_there_are_slots_and_nothing_that_the_filters_dropped() -> None:
    slate = occasion(FIVE, [5, 9, 4, 1, 7], "d", "c", "a", "e", dropped={3: R.CONSUMED})
    assert names(FIVE, slate) == ["c", "a", "e"]
    assert slate.dropped[3] is R.CONSUMED


def test_a_pin_takes_what_slot_the_occasion_leaves() -> None:
    pins = {"pins": [pin("a", 1), pin("c", 2)]}
    slate = occasion(FIVE, [5, 9, 4, 1, 7], "d", editorial=pins)
    assert names(FIVE, slate) == ["d", "c", "b"]
    assert [slot.origin for slot in slate.slots] == ["occasion", "pin", "score"]


def test_a_slot_of_the_occasion_is_not_drawn() -> None:
    slate = occasion(FIVE, [9, 8, 7, 6, 5], "e", exploration={"epsilon": 1, "slot": 1})
    assert names(FIVE, slate)[0] == "e"


@pytest.mark.parametrize("score", [1, 100, 10_000])
def test_how_much_comes_from_the_occasion_changes_nothing_for_the_others(score: int) -> None:
    alike = shop("a", "b", "c", "d", vectors=[[1.0, 0.0], [0.9, 0.436], [0.0, 1.0], [0.95, 0.312]])
    slate = occasion(alike, [10, 9, 6, score], "d", diversity={"mmr_lambda": 0.8})
    assert names(alike, slate) == ["d", "a", "b"]


def test_what_the_filters_dropped_is_not_pinned() -> None:
    slate = ranked(FIVE, [5, 9, 4, 1, 7], dropped={3: R.MARKET}, editorial={"pins": [pin("d", 1)]})
    assert names(FIVE, slate) == ["b", "e", "a"]
    assert slate.dropped[3] is R.MARKET


@pytest.mark.parametrize(
    ("pins", "order"),
    [
        ([pin("d", 1), pin("c", 1)], ["d", "b", "e"]),
        ([pin("d", 1), pin("d", 3)], ["d", "b", "e"]),
        ([pin("d", 4)], ["b", "e", "a"]),
        ([pin("d", 1, ends=NOW)], ["b", "e", "a"]),
        ([pin("d", 1, starts=NOW + 1)], ["b", "e", "a"]),
        ([pin("never there", 1)], ["b", "e", "a"]),
        ([pin("c", 3), pin("d", 1)], ["d", "b", "c"]),
    ],
    ids=["slot taken", "item taken", "beyond the slate", "over", "yet to come", "unknown item", "two"],
)
def test_which_pins_hold(pins: list[dict[str, Any]], order: list[str]) -> None:
    assert names(FIVE, ranked(FIVE, [5, 9, 4, 1, 7], editorial={"pins": pins})) == order


def test_pins_move_up_where_too_few_items_are_left_before_them() -> None:
    shelf = shop(by("x", "a"), by("x", "b"), by("x", "c"), "d")
    rules = {"diversity": {"max_per_creator": 1}, "editorial": {"pins": [pin("d", 6)]}}
    slate = ranked(shelf, [9, 8, 7, 0], size=8, **rules)
    assert names(shelf, slate) == ["a", "d"]
    assert [slot.origin for slot in slate.slots] == ["score", "pin"]


def test_pins_are_exempt_from_caps_and_count_towards_them() -> None:
    shelf = shop(by("x", "a"), by("x", "b"), by("x", "c"), by("y", "d"))
    rules = {"diversity": {"max_per_creator": 1}, "editorial": {"pins": [pin("b", 1), pin("c", 2)]}}
    assert names(shelf, ranked(shelf, [9, 8, 7, 1], size=4, **rules)) == ["b", "c", "d"]


def test_a_pin_counts_towards_a_floor() -> None:
    shelf = shop("a", "b", item("c", **NEW), item("d", **NEW))
    rules = {"diversity": {"recency_share": 0.5}, "editorial": {"pins": [pin("d", 1)]}}
    assert names(shelf, ranked(shelf, [9, 8, 2, 1], size=2, **rules)) == ["d", "a"]


@pytest.mark.parametrize(
    ("boost", "is_marked"),
    [({}, True), ({"sponsored": False}, False), ({"ends": NOW}, False), ({"weight": 0}, False)],
)
def test_items_that_a_paid_boost_moved_are_marked(boost: dict[str, Any], is_marked: bool) -> None:
    shelf = shop(item("a", tags=("t",)), "b")
    boosts = [{**BECAUSE, "match": {"tag": "t"}, "weight": 1, "sponsored": True, **boost}]
    slate = ranked(shelf, [2, 1], size=2, editorial={"boosts": boosts})
    assert [slot.is_sponsored for slot in slate.slots] == [is_marked, False]


ALWAYS = {"epsilon": 1, "slot": 2}


def test_an_explored_slot_shows_a_reserve_item_with_its_propensity() -> None:
    slate = ranked(FIVE, [9, 8, 7, 6, 5], exploration=ALWAYS)
    assert [slot.row for slot in slate.slots][::2] == [0, 2]
    explored = slate.slots[1]
    assert (explored.origin, explored.propensity_ppb) == ("exploration", PROPENSITY_ONE // 2)
    assert explored.row in {3, 4}
    assert slate.propensities == {
        (0, 0): PROPENSITY_ONE,
        (1, 1): 0,
        (1, 3): PROPENSITY_ONE // 2,
        (1, 4): PROPENSITY_ONE // 2,
        (2, 2): PROPENSITY_ONE,
    }
    assert slate.dropped[1] is R.DISPLACED


@pytest.mark.parametrize("pins", [[pin("e", 2)], []])
def test_a_pinned_or_missing_slot_is_not_drawn(pins: list[dict[str, Any]]) -> None:
    slot = 2 if pins else 4
    slate = ranked(FIVE, [9, 8, 7, 6, 5], exploration={"epsilon": 1, "slot": slot}, editorial={"pins": pins})
    assert "exploration" not in {slot.origin for slot in slate.slots}
    assert set(slate.propensities.values()) == {PROPENSITY_ONE}


def test_exploration_breaks_no_cap() -> None:
    shelf = shop(by("x", "a"), by("y", "b"), by("x", "c"), by("y", "d"), by("z", "e"))
    rules = {"diversity": {"max_per_creator": 1}, "exploration": ALWAYS}
    drawn = {names(shelf, ranked(shelf, [9, 8, 7, 6, 5], size=2, seed=seed, **rules))[1] for seed in range(40)}
    assert drawn == {"d", "e"}, "by y in place of y, or by z; never a second x"


def test_exploration_breaks_no_floor() -> None:
    shelf = shop("a", item("b", **NEW), "c", item("d", **NEW))
    rules = {"diversity": {"recency_share": 0.5}, "exploration": ALWAYS}
    drawn = {names(shelf, ranked(shelf, [9, 8, 7, 1], size=2, seed=seed, **rules))[1] for seed in range(20)}
    assert drawn == {"d"}


def test_only_the_named_number_of_reserve_items_may_be_drawn() -> None:
    rules = {"exploration": {**ALWAYS, "reserve": 1}}
    slate = ranked(FIVE, [9, 8, 7, 6, 5], **rules)
    assert names(FIVE, slate) == ["a", "d", "c"]
