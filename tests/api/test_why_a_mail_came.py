"""What the page behind "Why did I get this?" says of who was written to: audiences, conditions, occasions."""

from typing import Any, get_args

import pytest

from frankly.api.page.reached import Condition, Reached, reached
from frankly.api.page.reached_words import ACTS, FACTS, MOMENTS, REACHED
from frankly.domain.campaign.campaign import Campaign, Trigger
from frankly.domain.person.event import EventKind
from frankly.domain.person.profile import FactKind
from frankly.domain.person.segment import Rule, Segment

BUYERS = {"acts": {"kinds": ["purchase"], "at_least": 2, "within_days": 60}}
NESTED = {
    "any": [
        {"fact": {"kind": "interest", "field": "category", "value": "poetry"}},
        {"none": [{"acts": {"kinds": ["hide", "dislike"], "category": "poetry", "at_least": 0, "at_most": 0}}]},
    ]
}
LABELS = {("category", "poetry"): "Lyrik"}


def told(lang: str = "en", trigger: Any = None, segments: Any = None, **audience: Any) -> Reached:
    plain = {"name": "weekly", "title": "W", "author": "Ida", "audience": audience, "trigger": trigger}
    return reached(Campaign.model_validate(plain), segments or {}, LABELS, lang)


def test_a_rule_is_told_with_what_counts_how_often_and_since_when() -> None:
    assert told(rule=BUYERS).rule == Condition("bought: at least 2 times, in the last 60 days")
    assert told("de", rule=BUYERS).rule == Condition("gekauft: mindestens 2‑mal, in den letzten 60 Tagen")
    never = Condition("None of these:", (Condition("hidden, disliked (in Lyrik): never"),))
    assert told(rule=NESTED).rule == Condition("At least one of these:", (Condition("interest: Lyrik"), never))


@pytest.mark.parametrize(
    ("acts", "said"),
    [
        ({"at_least": 1, "at_most": 1}, "viewed: at least once and at most once"),
        ({"at_least": 0, "at_most": 3, "within_days": 1}, "viewed: at most 3 times, in the last day"),
        ({"at_least": 0}, "viewed: any number of times"),
    ],
)
def test_how_often_is_told_as_people_say_it(acts: dict[str, int], said: str) -> None:
    assert told(rule={"acts": {"kinds": ["view"], **acts}}).rule == Condition(said)


def test_a_group_is_told_by_its_title_with_its_rule_and_one_that_is_gone_by_its_name() -> None:
    group = Segment(name="buyers", title={"en": "keen buyers"}, when=Rule.model_validate(BUYERS))
    found = told("de", segments={"buyers": group}, segment="buyers")
    assert ("keen buyers" in found.considered, found.rule) == (True, told("de", rule=BUYERS).rule)
    gone = told(segment="buyers")
    assert ("buyers" in gone.considered, gone.rule) == (True, None)


def test_a_list_of_the_shop_is_told_as_one() -> None:
    assert told(file="readers.csv") == Reached("", REACHED["en"]["file"])


@pytest.mark.parametrize("kind", get_args(Trigger.model_fields["kind"].annotation))
def test_every_occasion_is_told_with_its_time(kind: str) -> None:
    trigger = {"kind": kind, "after_hours": 48}
    timed = kind != "back_in_stock"
    assert ("2 days" in told(trigger=trigger, everyone=True).occasion) == timed
    assert ("2 Tage" in told("de", trigger=trigger, everyone=True).occasion) == timed
    assert ("an hour" in told(trigger={**trigger, "after_hours": 1}, everyone=True).occasion) == timed


def test_both_languages_know_every_act_fact_and_moment() -> None:
    moments = {str(one) for name in ("part_of_day", "device") for one in _values(name)}
    for lang in ("en", "de"):
        assert (set(ACTS[lang]), set(FACTS[lang]), set(MOMENTS[lang])) == (set(EventKind), set(FactKind), moments)
    assert set(REACHED["en"]) == set(REACHED["de"])


def _values(name: str) -> tuple[str, ...]:
    literal = get_args(Rule.model_fields[name].annotation)[0]
    return get_args(literal)
