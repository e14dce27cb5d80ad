"""What holds of every vote: the bound, what is fixed, caps, floors, propensities, and that agreeing changes nothing."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from hypothesis import given, settings
from hypothesis import strategies as st

from frankly.domain.deciding.candidate import DropReason
from frankly.domain.deciding.slate import GIVEN, PROPENSITY_ONE, Slate
from frankly.domain.deciding.vote import Ballot
from frankly.domain.seed import Seed, below, derive
from frankly.domain.situation import Situation
from frankly.stages.ranking.ballot import ballot_of
from frankly.stages.vote.fuse import fused
from frankly.testing import situations as drawn
from tests.properties.asked import Asked, ask, situated, situations

orders = st.integers(0, 2**32 - 1)
"""Seeds of what a model says."""


@dataclass(frozen=True, slots=True, eq=False)
class Voting:
    """A slate, what may be voted on, what was said, and what came of it."""

    asked: Asked
    ballot: Ballot
    order: Sequence[int]
    most: int
    after: Slate


def order_from(seed: int, shown: Sequence[int]) -> list[int]:
    """Some order of some of the rows, now and then all of them backwards."""
    if below(4, Seed(seed), "backwards") == 0:
        return list(shown)[::-1]
    mixed = sorted(shown, key=lambda row: derive(seed, row))
    return mixed[: len(mixed) - below(3, Seed(seed), "left out")]


def vote(situation: Situation, seed: int, most: int) -> Voting:
    policy = situation.surface.model.model_copy(update={"max_displacement": most})
    asked = ask(replace(situation, surface=situation.surface.model_copy(update={"model": policy})))
    ballot = ballot_of(asked.situation, asked.found.ledger, asked.slate)
    order = order_from(seed, ballot.shown)
    return Voting(asked, ballot, order, most, fused(ballot, order, most))


def rows_of(slate: Slate) -> list[int]:
    return [slot.row for slot in slate.slots]


votes = st.builds(vote, situations, orders, st.integers(0, 7))


@given(votes)
def test_no_item_moves_further_than_the_bound(voting: Voting) -> None:
    place = {slot.row: number for number, slot in enumerate(voting.ballot.line)}
    drawn = voting.ballot.drawn
    for number, slot in enumerate(voting.after.slots):
        assert number == drawn or abs(place[slot.row] - number) <= voting.most
    inside = set(rows_of(voting.after))
    for row in rows_of(voting.asked.slate):
        # What left the slate stood at most so many places before its end.
        assert row in inside or place[row] + voting.most >= voting.ballot.size


@given(votes)
def test_what_is_fixed_stays_where_it_is(voting: Voting) -> None:
    for number, before in enumerate(voting.asked.slate.slots):
        if number in voting.ballot.fixed or before.origin in GIVEN or before.is_sponsored:
            assert voting.after.slots[number].row == before.row
    assert all(not slot.is_sponsored for slot in voting.after.slots if slot.origin == "vote")


@given(votes)
def test_the_slate_keeps_its_size_and_no_item_stands_twice(voting: Voting) -> None:
    rows = rows_of(voting.after)
    assert len(rows) == len(set(rows)) == len(voting.asked.slate.slots)
    assert set(rows) <= set(voting.asked.slate.base_order)


@given(votes)
def test_caps_and_floors_hold_as_they_did(voting: Voting) -> None:
    before, after = rows_of(voting.asked.slate), rows_of(voting.after)
    for floor in voting.ballot.floors:
        held = sum(row in floor.members for row in before)
        assert sum(row in floor.members for row in after) >= min(floor.need, held)
    for cap in voting.ballot.caps:
        allowed = Counter(cap.code_of[row] for row in before if row in cap.code_of)
        for code, number in Counter(cap.code_of[row] for row in after if row in cap.code_of).items():
            assert number <= max(cap.most, allowed[code])


@given(situations, st.integers(0, 7))
def test_an_order_that_equals_the_base_order_changes_nothing(situation: Situation, most: int) -> None:
    asked = ask(situation)
    ballot = ballot_of(situation, asked.found.ledger, asked.slate)
    after = fused(ballot, ballot.shown, most)
    assert after.slots == asked.slate.slots
    assert after.propensities == asked.slate.propensities
    assert after.dropped == asked.slate.dropped


@given(votes)
def test_the_same_order_gives_the_same_slate(voting: Voting) -> None:
    again = fused(voting.ballot, list(voting.order), voting.most)
    assert (again.slots, again.propensities, again.steps) == (
        voting.after.slots,
        voting.after.propensities,
        voting.after.steps,
    )


@given(votes)
def test_both_orders_are_kept_and_every_item_that_left_says_why(voting: Voting) -> None:
    after, before = voting.after, voting.asked.slate
    if after is not before:
        assert after.steps["vote"] == rows_of(after)
        assert after.steps["exploration"] == rows_of(before)
    inside = set(rows_of(after))
    assert set(after.dropped) == (set(before.dropped) | set(rows_of(before))) - inside
    assert all(after.dropped[row] is DropReason.OUTVOTED for row in rows_of(before) if row not in inside)
    assert not inside.intersection(after.reserve)


@given(votes)
def test_propensities_sum_to_one_a_slot(voting: Voting) -> None:
    sums: Counter[int] = Counter()
    for (place, _), share in voting.after.propensities.items():
        sums[place] += share
    assert all(share == PROPENSITY_ONE for share in sums.values())
    for place, slot in enumerate(voting.after.slots):
        assert slot.propensity_ppb == voting.after.propensities[place, slot.row]


@settings(max_examples=40)
@given(situations, orders, st.integers(1, 5))
def test_propensities_are_those_over_all_draws(situation: Situation, seed: int, most: int) -> None:
    """Whatever is drawn, the ballot is the same, so is what is asked, and each outcome was foretold."""
    sources = {name: policy for name, policy in situation.surface.sources.items() if name != "serendipity"}
    if not sources:
        return
    calm = replace(situation, surface=situation.surface.model_copy(update={"sources": sources}))
    first = vote(calm, seed, most)
    for draw in range(6):
        other = vote(replace(calm, seed=Seed(draw)), seed, most)
        assert other.ballot.shown == first.ballot.shown
        assert other.after.propensities == first.after.propensities
        for place, row in enumerate(rows_of(other.after)):
            assert first.after.propensities[place, row] > 0


@given(votes)
def test_only_what_the_bound_could_bring_in_is_shown(voting: Voting) -> None:
    assert len(voting.ballot.shown) <= 25
    assert len(voting.ballot.line) <= voting.ballot.size + max(voting.most, 0)
    assert set(voting.ballot.shown) <= set(voting.asked.slate.base_order)


def test_a_strong_vote_brings_an_item_of_the_reserve_in() -> None:
    """The bound is no standstill: somewhere in the drawn worlds the last item of the line comes in."""
    entered = 0
    for seed in range(12):
        snapshot = drawn.snapshot(seed, 60)
        situation = situated(snapshot, drawn.surface(seed, 60, size=6), drawn.record(seed, snapshot, 20))
        voting = vote(situation, seed=0, most=3)
        turned = fused(voting.ballot, voting.ballot.shown[::-1], 3)
        entered += any(slot.origin == "vote" for slot in turned.slots)
    assert entered >= 3
