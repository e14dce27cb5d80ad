"""What holds of every slate: caps, floors, propensities, pins, ties, each item once."""

from collections import Counter
from dataclasses import replace

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from frankly.domain.answering.degradation import DegradationCode
from frankly.domain.deciding.candidate import DropReason
from frankly.domain.deciding.slate import GIVEN, PROPENSITY_ONE
from frankly.domain.seed import Seed
from frankly.domain.situation import Situation
from frankly.stages.ranking.explore import draw
from frankly.stages.ranking.rules import Floor, floors
from frankly.testing import situations as drawn
from tests.properties.asked import Asked, ask, situated, situations


def changed(situation: Situation, **parts: dict[str, object]) -> Situation:
    """The same question under other rules, part by part."""
    surface = situation.surface
    policies = {name: getattr(surface, name).model_copy(update=update) for name, update in parts.items()}
    return replace(situation, surface=surface.model_copy(update=policies))


def per_cap(asked: Asked) -> list[tuple[int | None, Counter[int], Counter[int]]]:
    """For each cap its number, how often each creator (or category) stands in the slate, and how often by a pin."""
    policy, snapshot = asked.situation.surface.diversity, asked.situation.snapshot
    slots = asked.slate.slots
    counted = []
    for most, codes in (
        (policy.max_per_creator, snapshot.main_creator),
        (policy.max_per_category, snapshot.main_category),
    ):
        everyone = Counter(int(codes[slot.row]) for slot in slots if codes[slot.row] >= 0)
        by_pins = Counter(int(codes[slot.row]) for slot in slots if slot.origin in GIVEN)
        counted.append((most, everyone, by_pins))
    return counted


@given(situations)
def test_caps_always_hold_and_only_pins_exceed_them(situation: Situation) -> None:
    for most, everyone, by_pins in per_cap(ask(situation)):
        for code, count in everyone.items():
            assert most is None or count <= max(most, by_pins[code])


def counts(asked: Asked) -> list[tuple[Floor, int]]:
    """Floors of a slate with the number of its items that count."""
    size = min(asked.situation.surface.size, len(asked.slate.base_order))
    wanted = floors(asked.situation, asked.found.ledger, size)
    return [(floor, sum(bool(floor.members[slot.column]) for slot in asked.slate.slots)) for floor in wanted]


def eligible(asked: Asked, floor: Floor) -> list[int]:
    """Columns of members that passed the filters and are not pinned."""
    pinned = {slot.column for slot in asked.slate.slots if slot.origin in GIVEN}
    return [column for column in np.flatnonzero(floor.members & asked.filtered.kept).tolist() if column not in pinned]


def pins_of(asked: Asked, members: NDArray[np.bool_] | None = None) -> int:
    slots = [slot for slot in asked.slate.slots if slot.origin in GIVEN]
    return sum(members is None or bool(members[slot.column]) for slot in slots)


@given(situations)
def test_a_floor_that_is_not_met_is_reported_and_no_other(situation: Situation) -> None:
    asked = ask(situation)
    short = {floor.origin: f"{floor.need - count} slots short" for floor, count in counts(asked) if count < floor.need}
    reported = [found for found in asked.slate.degradations if found.code is DegradationCode.FLOOR_NOT_MET]
    assert {found.part: found.detail for found in reported} == short


@given(situations, st.sampled_from(["max_per_creator", "max_per_category"]))
def test_the_first_floor_gets_all_that_pins_and_one_kind_of_cap_leave(situation: Situation, uncapped: str) -> None:
    """With one kind of cap a floor is met whenever any slate at all could meet it beside the pins."""
    asked = ask(changed(situation, diversity={uncapped: None}))
    wanted = counts(asked)
    if not wanted:
        return
    floor, count = wanted[0]
    policy, snapshot = asked.situation.surface.diversity, asked.situation.snapshot
    by_creator = uncapped == "max_per_category"
    most = policy.max_per_creator if by_creator else policy.max_per_category
    codes = snapshot.main_creator if by_creator else snapshot.main_category
    rows = asked.found.candidates.rows
    by_pins = Counter(int(codes[slot.row]) for slot in asked.slate.slots if slot.origin in GIVEN)
    members = Counter(int(codes[rows[column]]) for column in eligible(asked, floor))
    room = sum(
        number if most is None or code < 0 else min(number, max(most - by_pins[code], 0))
        for code, number in members.items()
    )
    free = asked.situation.surface.size - pins_of(asked)
    assert count >= min(floor.need, pins_of(asked, floor.members) + min(room, free))


@given(situations)
def test_without_caps_every_floor_for_which_there_is_room_is_met(situation: Situation) -> None:
    asked = ask(changed(situation, diversity={"max_per_creator": None, "max_per_category": None}))
    wanted = counts(asked)
    if sum(floor.need for floor, _ in wanted) > asked.situation.surface.size - pins_of(asked):
        return
    for floor, count in wanted:
        assert count >= min(floor.need, pins_of(asked, floor.members) + len(eligible(asked, floor)))


@given(situations)
def test_without_caps_no_slot_stays_empty_while_there_are_candidates(situation: Situation) -> None:
    asked = ask(changed(situation, diversity={"max_per_creator": None, "max_per_category": None}))
    assert len(asked.slate.slots) == min(asked.situation.surface.size, int(asked.filtered.kept.sum()))


@given(situations)
def test_a_slot_stays_empty_only_where_the_caps_admit_nobody(situation: Situation) -> None:
    asked = ask(situation)
    size = asked.situation.surface.size
    rest = [row for row, reason in asked.slate.dropped.items() if row in set(asked.slate.base_order)]
    if len(asked.slate.slots) < size:
        assert {asked.slate.dropped[row] for row in rest} <= {DropReason.CAPPED, DropReason.DISPLACED}
        explored = [slot for slot in asked.slate.slots if slot.origin == "exploration"]
        assert sum(asked.slate.dropped[row] is DropReason.DISPLACED for row in rest) <= len(explored)
    short = [found for found in asked.slate.degradations if found.code is DegradationCode.TOO_FEW_ITEMS]
    assert len(short) == (len(asked.slate.slots) < size)


@given(situations)
def test_no_item_stands_twice(situation: Situation) -> None:
    rows = [slot.row for slot in ask(situation).slate.slots]
    assert len(rows) == len(set(rows))


@given(situations)
def test_propensities_sum_to_one_a_slot_and_to_the_slots_in_all(situation: Situation) -> None:
    asked = ask(situation)
    sums: Counter[int] = Counter()
    for (slot, _), share in asked.slate.propensities.items():
        assert 0 <= share <= PROPENSITY_ONE
        sums[slot] += share
    assert sums == Counter({slot: PROPENSITY_ONE for slot in range(len(asked.slate.slots))})
    for number, slot in enumerate(asked.slate.slots):
        assert slot.propensity_ppb == asked.slate.propensities[number, slot.row]


@given(situations, st.integers(0, 2**53 - 1))
def test_another_seed_changes_nothing_but_the_exploring_slot(situation: Situation, seed: int) -> None:
    """So that what is drawn is what the propensities say, and nothing else. (Serendipity proposes by seed.)"""
    sources = {name: policy for name, policy in situation.surface.sources.items() if name != "serendipity"}
    quiet = replace(situation, surface=situation.surface.model_copy(update={"sources": sources}))
    one, other = ask(quiet), ask(replace(quiet, seed=Seed(seed)))
    named = quiet.surface.exploration.slot - 1
    assert one.slate.propensities == other.slate.propensities
    for number, (before, after) in enumerate(zip(one.slate.slots, other.slate.slots, strict=True)):
        assert number == named or before == after


def test_the_slot_is_drawn_as_often_as_its_propensities_say() -> None:
    snapshot = drawn.snapshot(3, 20)
    someone = situated(snapshot, drawn.surface(3, 20), drawn.record(3, snapshot, 5))
    situation = changed(someone, exploration={"epsilon": 300_000})
    reserve = np.array([4, 8, 15, 16, 23, 42, 99])
    tries = 20_000
    outcomes = [draw(replace(situation, seed=Seed(seed)), 1, reserve) for seed in range(tries)]
    seen = Counter(outcome.column for outcome in outcomes)
    expected = outcomes[0].propensities
    assert sum(expected.values()) == PROPENSITY_ONE
    assert sum(outcome.is_explored for outcome in outcomes) == tries - seen[1]
    for column, share in expected.items():
        p = share / PROPENSITY_ONE
        # Four standard deviations of a count: a wrong share of one in ten of the reserve's would not pass.
        assert abs(seen[column] - tries * p) < 4 * (tries * p * (1 - p)) ** 0.5


@given(situations)
def test_lambda_one_is_the_order_of_scores(situation: Situation) -> None:
    plain = changed(
        replace(situation, occasion=()),
        diversity={
            "mmr_lambda": 1_000_000,
            "outside_share": 0,
            "editorial_share": 0,
            "recency_share": 0,
            "max_per_creator": None,
            "max_per_category": None,
        },
        exploration={"epsilon": 0},
        editorial={"pins": ()},
    )
    slate = ask(plain).slate
    assert [slot.row for slot in slate.slots] == list(slate.base_order[: plain.surface.size])
    assert {slot.origin for slot in slate.slots} <= {"score"}


@given(situations)
def test_the_base_order_is_by_score_and_equal_scores_are_by_row(situation: Situation) -> None:
    asked = ask(situation)
    scores = dict(zip(asked.found.ledger.rows.tolist(), asked.found.ledger.scores().tolist(), strict=True))
    assert list(asked.slate.base_order) == sorted(asked.slate.base_order, key=lambda row: (-scores[row], row))
    assert [slot.score for slot in asked.slate.slots] == [scores[slot.row] for slot in asked.slate.slots]


@given(situations)
def test_what_a_message_is_written_for_stands_first_in_its_order_and_nothing_else_is_said_to(
    situation: Situation,
) -> None:
    asked = ask(situation)
    names = situation.snapshot.item_ids
    kept = {names[row] for row in asked.slate.base_order}
    about = [item for item in situation.occasion if item in kept][: situation.surface.size]
    assert [names[slot.row] for slot in asked.slate.slots[: len(about)]] == about
    assert [slot.origin == "occasion" for slot in asked.slate.slots] == [
        place < len(about) for place in range(len(asked.slate.slots))
    ]


@given(situations)
def test_pins_that_pass_the_filters_stand_at_or_before_their_slot(situation: Situation) -> None:
    situation = replace(situation, occasion=())
    asked = ask(situation)
    kept = {situation.snapshot.item_ids[row] for row in asked.slate.base_order}
    free: dict[int, str] = {}
    for pin in situation.surface.editorial.pins:
        if pin.item in kept and pin.slot <= situation.surface.size and pin.item not in free.values():
            free.setdefault(pin.slot, pin.item)
    stands = {
        situation.snapshot.item_ids[slot.row]: number
        for number, slot in enumerate(asked.slate.slots, 1)
        if slot.origin in GIVEN
    }
    assert set(stands) == set(free.values())
    for slot, item in free.items():
        is_full = len(asked.slate.slots) == situation.surface.size
        assert stands[item] == slot if is_full else stands[item] <= slot


@given(situations)
def test_floors_named_as_origin_changed_the_slate(situation: Situation) -> None:
    asked = ask(changed(situation, exploration={"epsilon": 0}))
    shares = {"outside_share": 0, "editorial_share": 0, "recency_share": 0}
    plain = ask(changed(situation, exploration={"epsilon": 0}, diversity=shares))
    without = {slot.row for slot in plain.slate.slots}
    by_floor = [slot for slot in asked.slate.slots if slot.origin.endswith("_floor")]
    assert all(slot.row not in without for slot in by_floor)
    if {slot.row for slot in asked.slate.slots} == without:
        assert [slot.row for slot in asked.slate.slots] == [slot.row for slot in plain.slate.slots]
