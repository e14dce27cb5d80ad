"""Segment rules as data."""

from typing import Any

import numpy as np
import pytest
from pydantic import ValidationError

from frankly.domain.person.event import EVENT_CODES, EventKind
from frankly.domain.person.profile import FactField, FactKind
from frankly.domain.person.segment import Rule, Segment
from frankly.domain.time import DAY_MS
from frankly.stages.segments.belongs import Member, belongs, segments_of
from tests.unit.stages.shop import NOW, fact

TRUE: dict[str, Any] = {"part_of_day": "evening"}
FALSE: dict[str, Any] = {"part_of_day": "night"}
EVENING = Member(part_of_day="evening", device="phone", now=NOW)


def member(*acts: tuple[EventKind, float, tuple[str, ...]]) -> Member:
    """Someone with acts as (kind, days ago, categories)."""
    return Member(
        kinds=np.array([EVENT_CODES[kind] for kind, _, _ in acts], np.int8),
        at_ms=np.array([NOW - int(days * DAY_MS) for _, days, _ in acts], np.int64),
        categories=[categories for _, _, categories in acts],
        now=NOW,
    )


def holds(rule: dict[str, Any], who: Member = EVENING) -> bool:
    return belongs(Rule.model_validate(rule), who)


@pytest.mark.parametrize(
    ("parts", "all_hold", "any_holds"),
    [([], True, False), ([TRUE], True, True), ([TRUE, FALSE], False, True), ([FALSE, FALSE], False, False)],
)
def test_all_any_and_none(parts: list[dict[str, Any]], all_hold: bool, any_holds: bool) -> None:
    assert holds({"all": parts}) is all_hold
    assert holds({"any": parts}) is any_holds
    assert holds({"none": parts}) is not any_holds


def test_rules_nest() -> None:
    assert holds({"all": [TRUE, {"none": [FALSE, {"all": [TRUE, FALSE]}]}]})


def test_a_device_is_the_request_s() -> None:
    assert holds({"device": "phone"})
    assert not holds({"device": "tv"})
    assert not holds({"device": "phone"}, Member())


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ({"kind": "interest"}, True),
        ({"kind": "interest", "field": "tag"}, True),
        ({"kind": "interest", "field": "category"}, False),
        ({"kind": "interest", "field": "tag", "value": "POETRY"}, True),
        ({"kind": "interest", "value": "prose"}, False),
        ({"kind": "role"}, False),
    ],
)
def test_a_stated_fact(rule: dict[str, str], expected: bool) -> None:
    who = Member(facts=[fact(FactKind.INTEREST, "Poetry", FactField.TAG)])
    assert holds({"fact": rule}, who) is expected


@pytest.mark.parametrize(
    ("at_least", "at_most", "expected"), [(2, None, True), (3, None, False), (0, 2, True), (1, 1, False)]
)
def test_a_number_of_acts_of_some_kinds(at_least: int, at_most: int | None, expected: bool) -> None:
    who = member((EventKind.VIEW, 1, ()), (EventKind.CLICK, 1, ()), (EventKind.LIKE, 1, ()))
    rule = {"acts": {"kinds": ["view", "click"], "at_least": at_least, "at_most": at_most}}
    assert holds(rule, who) is expected


def test_people_without_such_acts_can_be_meant() -> None:
    rule = {"acts": {"kinds": ["purchase"], "at_least": 0, "at_most": 0}}
    assert holds(rule, member((EventKind.VIEW, 1, ())))
    assert not holds(rule, member((EventKind.PURCHASE, 1, ())))


def test_a_rule_to_which_nobody_can_belong_is_refused_with_what_to_write() -> None:
    with pytest.raises(ValidationError, match="write 'at_least: 0' and 'at_most: 0'"):
        Rule.model_validate({"acts": {"kinds": ["purchase"], "at_most": 0}})


@pytest.mark.parametrize(("days_ago", "expected"), [(0, True), (6.99, True), (7, False), (30, False), (-1, True)])
def test_only_acts_within_the_window_count(days_ago: float, expected: bool) -> None:
    rule = {"acts": {"kinds": ["view"], "within_days": 7}}
    assert holds(rule, member((EventKind.VIEW, days_ago, ()))) is expected


def test_only_acts_on_items_of_the_category_count() -> None:
    rule = {"acts": {"kinds": ["view"], "category": "poetry", "at_least": 2}}
    assert holds(rule, member((EventKind.VIEW, 1, ("prose", "poetry")), (EventKind.VIEW, 1, ("poetry",))))
    assert not holds(rule, member((EventKind.VIEW, 1, ("poetry",)), (EventKind.VIEW, 1, ("prose",))))


def test_acts_on_items_of_unknown_category_belong_to_none() -> None:
    who = Member(kinds=np.array([EVENT_CODES[EventKind.VIEW]], np.int8), at_ms=np.array([NOW]), now=NOW)
    assert not holds({"acts": {"kinds": ["view"], "category": "poetry"}}, who)


def test_segments_are_named_in_the_order_of_the_file() -> None:
    rules = {"zebras": TRUE, "nobody": FALSE, "ants": {"device": "phone"}}
    segments = {
        name: Segment.model_validate({"name": name, "title": {"en": name}, "when": rule})
        for name, rule in rules.items()
    }
    assert segments_of(segments, EVENING) == ("zebras", "ants")
