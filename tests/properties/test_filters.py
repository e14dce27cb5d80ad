"""What must never appear never appears: not by score, not by a pin, not by a draw, not by being next in the reserve."""

from dataclasses import replace

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from frankly.domain.deciding.candidate import DropReason
from frankly.domain.person.event import EVENT_CODES
from frankly.domain.person.profile import FactKind
from frankly.domain.situation import Situation
from frankly.domain.surface import EditorialPolicy, Pin
from frankly.stages.filters.apply import apply
from frankly.testing import situations as drawn
from tests.properties.asked import Asked, ask, situated, situations


def pinned_everywhere(situation: Situation) -> Situation:
    """The same question where an editor pins an item into every slot, and the exploring slot is always drawn."""
    items = situation.snapshot.item_ids
    pins = tuple(
        Pin(because="a reason", item=items[(3 * slot) % len(items)], slot=slot)
        for slot in range(1, situation.surface.size + 1)
        if len(items)
    )
    return with_pins(situation, pins)


def with_pins(situation: Situation, pins: tuple[Pin, ...]) -> Situation:
    surface = situation.surface.model_copy(update={"editorial": EditorialPolicy(pins=pins)})
    return replace(situation, surface=surface)


def reachable(asked: Asked) -> set[int]:
    """Rows that the answer shows, could have shown in the drawn slot, or names as next."""
    slate = asked.slate
    return {slot.row for slot in slate.slots} | {row for _, row in slate.propensities} | set(slate.reserve)


def carries(situation: Situation, field: str, row: int) -> set[str]:
    labels = getattr(situation.snapshot, field)
    return {labels.names[code] for code in labels.by_item.row(row)[0].tolist()}


def is_fit(situation: Situation, row: int) -> bool:
    """Written anew from the words of the promise, one item at a time."""
    snapshot, now = situation.snapshot, situation.now
    item = snapshot.item_ids[row]
    on_sale = bool(snapshot.alive[row] and snapshot.available[row] and snapshot.available_from_ms[row] <= now)
    on_sale = on_sale and int(snapshot.available_until_ms[row]) > now
    welcome = item not in situation.profile.hidden and carries(situation, "sensitive", row) <= situation.scope.topics
    age = situation.profile.age_years
    rating = int(snapshot.age_rating[row])
    grown = rating < 18 if age is None else rating <= age
    if age is not None and age < 18 and situation.surface.filters.unknown_age_rating == "drop":
        grown = grown and rating >= 0
    stated = [fact.value for fact in situation.profile.facts if fact.kind is FactKind.MARKET]
    here = situation.context.market or (stated[0] if stated else None)
    markets = carries(situation, "markets", row)
    offered = here is None or not markets or here in markets
    return on_sale and welcome and grown and offered


@given(situations)
def test_what_must_not_appear_does_not(situation: Situation) -> None:
    asked = ask(situation)
    assert [row for row in reachable(asked) if not is_fit(situation, row)] == []


@given(situations)
def test_no_pin_brings_back_what_must_not_appear(situation: Situation) -> None:
    pinned = pinned_everywhere(situation)
    asked = ask(pinned)
    assert [row for row in reachable(asked) if not is_fit(pinned, row)] == []


@given(situations)
def test_what_the_person_had_disliked_or_saw_too_often_does_not_appear(situation: Situation) -> None:
    asked = ask(pinned_everywhere(situation))
    profile, policy = situation.profile, situation.surface.filters
    kinds = {EVENT_CODES[kind] for kind in policy.consumed}
    had = {item for item, acts in profile.consumed.items() if acts & kinds}
    disliked = profile.disliked if policy.disliked else frozenset()
    often = {item for item, count in profile.seen.items() if policy.max_impressions and count >= policy.max_impressions}
    shown = {situation.snapshot.item_ids[row] for row in reachable(asked)}
    assert not shown & (had | disliked | often)


@given(situations)
def test_what_is_looked_at_in_the_basket_or_on_an_earlier_page_does_not_appear(situation: Situation) -> None:
    asked = ask(pinned_everywhere(situation))
    here = {situation.context.item, *situation.context.basket}
    assert not here & {situation.snapshot.item_ids[row] for row in reachable(asked)}


@given(drawn.seeds, st.integers(1, 60))
def test_pages_of_one_answer_never_repeat_an_item(seed: int, rows: int) -> None:
    snapshot, surface = drawn.snapshot(seed, rows), drawn.surface(seed, rows, size=5)
    record = drawn.record(seed, snapshot, 20)
    shown: list[str] = []
    while True:
        asked = ask(situated(snapshot, surface, record, exclude=frozenset(shown)))
        if not asked.slate.slots:
            break
        shown += [snapshot.item_ids[slot.row] for slot in asked.slate.slots]
    assert len(shown) == len(set(shown))


@given(situations)
def test_every_candidate_is_either_shown_or_has_one_reason(situation: Situation) -> None:
    asked = ask(situation)
    shown = [slot.row for slot in asked.slate.slots]
    assert sorted([*shown, *asked.slate.dropped]) == asked.found.candidates.rows.tolist()
    kept = asked.found.candidates.rows[asked.filtered.kept].tolist()
    assert sorted(asked.slate.base_order) == sorted(kept)
    by_rank = {DropReason.CAPPED, DropReason.DISPLACED, DropReason.OUTSCORED}
    assert {row for row, reason in asked.slate.dropped.items() if reason in by_rank} == set(kept) - set(shown)


@given(situations)
def test_filters_judge_each_item_for_itself(situation: Situation) -> None:
    every = np.arange(len(situation.snapshot))
    whole = apply(situation, every)
    for row in every[:10].tolist():
        alone = apply(situation, np.array([row]))
        assert alone.kept.tolist() == [whole.kept[row]]
        assert alone.dropped.get(row) == whole.dropped.get(row)
