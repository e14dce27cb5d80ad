"""The profile of one request."""

from dataclasses import replace

import pytest

from frankly.domain.answering.request import RequestContext
from frankly.domain.evidence import EvidenceKind
from frankly.domain.person.consent import Consent, EvidenceGroup, Purpose, Scope
from frankly.domain.person.event import EVENT_CODES, EventKind
from frankly.domain.person.profile import Fact, FactField, FactKind, PersonRecord
from frankly.domain.situation import Profile
from frankly.domain.time import DAY_MS, parse_moment
from frankly.stages.profile.build import build
from frankly.stages.profile.infer import infer_of
from tests.unit.stages.shop import EVERYTHING, NOTHING, NOW, fact, history, item, shop, surface

SHOP = shop(
    item("emma", categories=("romance",), creators=("austen",)),
    item("persuasion", categories=("romance",), creators=("austen",)),
    item("dracula", categories=("horror",), creators=("stoker",)),
    item("leaflet"),
)


def profile(record: PersonRecord, scope: Scope = EVERYTHING, now: int = NOW, **context: str) -> Profile:
    return build(record, scope, RequestContext.model_validate(context), SHOP, surface(), now)


def someone(*facts: Fact, acts: tuple[tuple[EventKind, str, float], ...] = ()) -> PersonRecord:
    return PersonRecord("ada", facts, None, history(*acts), {}, is_known=True)


def without(*groups: EvidenceGroup) -> Scope:
    return replace(EVERYTHING, groups=EVERYTHING.groups - set(groups))


POETRY = fact(FactKind.INTEREST, "poetry", FactField.TAG)


def test_stated_facts_become_pieces_for_and_against() -> None:
    averse = fact(FactKind.AVERSION, "horror", FactField.CATEGORY)
    made = profile(someone(POETRY, averse, fact(FactKind.ROLE, "teacher"), fact(FactKind.INTENT, "gift")))
    assert {(piece.kind, piece.anchor_type, piece.anchor, piece.strength_ppm) for piece in made.stated} == {
        (EvidenceKind.STATED_INTEREST, "tag", "poetry", 1_000_000),
        (EvidenceKind.STATED_AVERSION, "category", "horror", -1_000_000),
        (EvidenceKind.STATED_ROLE, "value", "teacher", 1_000_000),
        (EvidenceKind.STATED_INTENT, "value", "gift", 1_000_000),
    }
    assert all(piece.receipts for piece in made.stated)


@pytest.mark.parametrize(("ends", "is_used"), [(NOW + 1, True), (NOW, False), (NOW - 1, False)])
def test_a_fact_is_used_until_the_moment_it_expires(ends: int, is_used: bool) -> None:
    assert bool(profile(someone(POETRY.model_copy(update={"expires": ends}))).stated) is is_used


def test_of_facts_that_exclude_each_other_the_newest_holds() -> None:
    old, new = fact(FactKind.REGION, "DE", at=NOW - 9), fact(FactKind.REGION, "AT", at=NOW - 1)
    assert profile(someone(old, new)).region == profile(someone(new, old)).region == "AT"


def test_a_fact_stated_twice_in_other_spelling_counts_once() -> None:
    again = fact(FactKind.INTEREST, "Poetry", FactField.TAG, at=NOW)
    assert [piece.anchor for piece in profile(someone(POETRY, again)).stated] == ["Poetry"]


def test_one_word_as_tag_and_as_category_are_two_facts() -> None:
    assert len(profile(someone(POETRY, fact(FactKind.INTEREST, "poetry", FactField.CATEGORY))).stated) == 2


def test_the_region_of_the_request_goes_before_the_stated_one() -> None:
    assert profile(someone(fact(FactKind.REGION, "DE")), region="AT").region == "AT"


def test_no_region_is_known_where_location_is_refused() -> None:
    scope = without(EvidenceGroup.LOCATION)
    assert profile(someone(fact(FactKind.REGION, "DE")), scope, region="AT").region is None


def test_stated_facts_are_not_used_where_they_are_refused_and_place_is_another_matter() -> None:
    made = profile(someone(POETRY, fact(FactKind.MARKET, "DE")), without(EvidenceGroup.STATED))
    assert [made_fact.kind for made_fact in made.facts] == [FactKind.MARKET]


@pytest.mark.parametrize(
    ("moment", "born", "age"),
    [
        ("2024-12-31T23:59:59Z", "2007", 16),
        ("2025-01-01T00:00:00Z", "2007", 17),
        ("2026-01-01T00:00:00Z", "2008", 17),
        ("2026-06-01T00:00:00Z", "2030", 0),
        ("2026-06-01T00:00:00Z", "unknown", None),
        ("2026-06-01T00:00:00Z", "²", None),
    ],
)
def test_an_age_is_one_that_is_certainly_reached(moment: str, born: str, age: int | None) -> None:
    now = parse_moment(moment)
    assert isinstance(now, int)
    assert profile(someone(fact(FactKind.BIRTH_YEAR, born, at=0)), now=now).age_years == age


def test_a_minor_is_protected_without_any_consent_and_an_adult_s_age_is_not_looked_at() -> None:
    assert profile(someone(fact(FactKind.BIRTH_YEAR, "2012", at=0)), NOTHING).age_years is not None
    assert (
        profile(someone(fact(FactKind.BIRTH_YEAR, "2012", at=0)), without(EvidenceGroup.STATED)).age_years is not None
    )
    assert profile(someone(fact(FactKind.BIRTH_YEAR, "1980", at=0)), NOTHING).age_years is None


def test_categories_from_a_tenth_of_the_weight_on_are_established() -> None:
    nine_to_one = ((EventKind.LIKE, "emma", 0), (EventKind.VIEW, "dracula", 0))
    assert len(profile(someone(acts=nine_to_one)).established) == 2
    faded = ((EventKind.VIEW, "dracula", 200), (EventKind.LIKE, "emma", 0))
    assert profile(someone(acts=faded)).established == {SHOP.categories.codes["romance"]}


def test_dislikes_and_items_without_category_establish_nothing() -> None:
    acts = ((EventKind.DISLIKE, "dracula", 0), (EventKind.LIKE, "leaflet", 0))
    assert profile(someone(acts=acts)).established == frozenset()


def test_what_was_hidden_stays_hidden_without_any_consent() -> None:
    assert profile(someone(acts=((EventKind.HIDE, "emma", 400),)), NOTHING).hidden == {"emma"}


@pytest.mark.parametrize(
    ("acts", "is_disliked"),
    [
        (((EventKind.DISLIKE, "emma", 2),), True),
        (((EventKind.DISLIKE, "emma", 2), (EventKind.VIEW, "emma", 1)), True),
        (((EventKind.DISLIKE, "emma", 2), (EventKind.LIKE, "emma", 1)), False),
        (((EventKind.LIKE, "emma", 2), (EventKind.DISLIKE, "emma", 1)), True),
        (((EventKind.RATE, "emma", 2, 2),), True),
        (((EventKind.RATE, "emma", 2, 2), (EventKind.RATE, "emma", 1, 3)), False),
    ],
)
def test_the_last_opinion_says_whether_an_item_is_disliked(acts: tuple, is_disliked: bool) -> None:
    assert (profile(someone(acts=acts)).disliked == {"emma"}) is is_disliked
    assert profile(someone(acts=acts), without(EvidenceGroup.OPINIONS)).disliked == frozenset()


def test_acts_by_item_are_kept_for_the_filters_inside_the_scope() -> None:
    acts = (
        (EventKind.PURCHASE, "emma", 900),
        (EventKind.COMPLETE, "emma", 1),
        (EventKind.VIEW, "emma", 1),
        (EventKind.COMPLETE, "gone", 1),
    )
    bought, completed = EVENT_CODES[EventKind.PURCHASE], EVENT_CODES[EventKind.COMPLETE]
    assert profile(someone(acts=acts)).consumed == {"emma": {bought, completed}, "gone": {completed}}
    assert profile(someone(acts=acts), without(EvidenceGroup.PROGRESS)).consumed == {"emma": {bought}}


def test_interests_are_inferred_from_acts_and_not_against_what_was_said() -> None:
    acts = ((EventKind.LIKE, "emma", 0), (EventKind.LIKE, "persuasion", 0), (EventKind.LIKE, "dracula", 0))
    averse = fact(FactKind.AVERSION, "Horror", FactField.CATEGORY)
    found = infer_of(profile(someone(averse, acts=acts)), SHOP)
    assert [fact.value for fact in found] == ["romance", "austen"]


def test_the_version_tells_apart_whatever_could_change_an_answer() -> None:
    base = someone(POETRY, acts=((EventKind.LIKE, "emma", 1),))
    others = [
        someone(acts=((EventKind.LIKE, "emma", 1),)),
        someone(POETRY.model_copy(update={"at": NOW}), acts=((EventKind.LIKE, "emma", 1),)),
        someone(POETRY, acts=((EventKind.LIKE, "dracula", 1),)),
        someone(POETRY, acts=((EventKind.SAVE, "emma", 1),)),
        someone(POETRY, acts=((EventKind.LIKE, "emma", 2),)),
        replace(base, seen={"emma": (1, NOW)}),
        someone(POETRY, acts=((EventKind.SEARCH, "emma", 1),)),
    ]
    others += [
        replace(base, consent=Consent(sensitive={"health": True}, at=NOW)),
        replace(base, consent=Consent(purposes={Purpose.EXPLAIN: False}, at=NOW)),
        replace(base, consent=Consent(evidence={EvidenceGroup.VIEWS: False}, at=NOW)),
    ]
    versions = {profile(record).version for record in (base, *others)}
    assert len(versions) == 1 + len(others)


def test_an_act_a_day_later_weighs_less() -> None:
    record = someone(acts=((EventKind.LIKE, "emma", 0),))
    today, tomorrow = profile(record).acts[0], profile(record, now=NOW + DAY_MS).acts[0]
    assert today.strength_ppm > tomorrow.strength_ppm
