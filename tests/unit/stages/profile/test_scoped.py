"""What is outside the scope is cut before anything looks; what keeps items away stays."""

from dataclasses import replace

import numpy as np
import pytest

from frankly.domain.answering.request import RequestContext
from frankly.domain.person.consent import Consent, EvidenceGroup, Purpose, Scope
from frankly.domain.person.event import Event
from frankly.domain.person.history import history_of
from frankly.domain.person.kept_profile import packed, unpacked
from frankly.domain.person.profile import Fact, FactField, FactInput, FactKind, PersonRecord
from frankly.domain.surface import FilterPolicy, SourcePolicy, Surface
from frankly.domain.time import DAY_MS, EpochMs
from frankly.errors import Invalid
from frankly.stages.profile.infer import fact_id
from frankly.stages.profile.scoped import context_in_scope, scoped

NOW = EpochMs(1_790_000_000_000)
EVERY = Scope(frozenset(Purpose), frozenset(EvidenceGroup), frozenset(), "person")
NOTHING = Scope(frozenset({Purpose.EXPLAIN}), frozenset({EvidenceGroup.SITUATION}), frozenset(), "person")
HOME = Surface(name="home", sources={"content": SourcePolicy(weight=1)})
COUNTING = HOME.model_copy(update={"filters": FilterPolicy(max_impressions=3)})


def act(number: int, kind: str, item: str) -> Event:
    return Event.model_validate(
        {"id": f"a{number}", "person": "ada", "kind": kind, "item": item, "at": NOW - DAY_MS + number}
    )


def fact(kind: FactKind, value: str, field: FactField | None = None, expires: int | None = None, at: int = 1) -> Fact:
    said = FactInput(kind=kind, field=field, value=value, expires=expires)
    return Fact(**said.model_dump(), id=fact_id("stated", said), status="stated", origin="person", at=EpochMs(at))


def ada(*facts: Fact, acts: tuple[Event, ...] = ()) -> PersonRecord:
    return PersonRecord("ada", facts, Consent(at=EpochMs(9)), history_of(acts), {"emma": (2, 5)}, is_known=True)


READ = ada(acts=(act(1, "view", "emma"), act(2, "hide", "dracula"), act(3, "hide", "dracula"), act(4, "like", "emma")))


def test_acts_of_kinds_that_are_refused_are_gone_and_those_left_keep_their_order() -> None:
    allowed = replace(EVERY, groups=frozenset({EvidenceGroup.OPINIONS}))
    assert list(scoped(READ, allowed, HOME, NOW).history.event_ids) == ["a2", "a3", "a4"]
    assert scoped(READ, EVERY, HOME, NOW).history is READ.history


def test_of_what_was_hidden_only_the_item_stays_where_opinions_are_refused() -> None:
    allowed = replace(EVERY, groups=frozenset({EvidenceGroup.VIEWS}))
    history = scoped(READ, allowed, HOME, NOW).history
    assert list(zip(history.event_ids, history.item_ids, history.at_ms.tolist(), strict=True)) == [
        ("", "dracula", 0),
        ("a1", "emma", NOW - DAY_MS + 1),
    ]
    assert list(scoped(READ, NOTHING, HOME, NOW).history.item_ids) == ["dracula"]


@pytest.mark.parametrize("scope", [EVERY, NOTHING, replace(EVERY, groups=frozenset({EvidenceGroup.VIEWS}))])
def test_cutting_twice_changes_nothing(scope: Scope) -> None:
    person = replace(READ, facts=(fact(FactKind.BIRTH_YEAR, "2014"), fact(FactKind.INTEREST, "x", FactField.TAG)))
    once = scoped(person, scope, COUNTING, NOW)
    assert packed(scoped(once, scope, COUNTING, NOW)) == packed(once)


def test_facts_that_are_refused_or_have_ended_are_gone_and_nobody_learns_when_others_end() -> None:
    poetry = fact(FactKind.INTEREST, "Poetry", FactField.TAG, expires=NOW + 1)
    ended = fact(FactKind.INTEREST, "War", FactField.TAG, expires=NOW)
    region = fact(FactKind.REGION, "DE")
    kept = scoped(ada(poetry, ended, region), replace(EVERY, groups=frozenset({EvidenceGroup.STATED})), HOME, NOW)
    assert [(one.value, one.expires) for one in kept.facts] == [("Poetry", None)]


@pytest.mark.parametrize(("year", "left"), [("2015", ["2015"]), ("1980", [])])
def test_only_the_birth_year_of_a_minor_stays_without_consent(year: str, left: list[str]) -> None:
    person = ada(fact(FactKind.BIRTH_YEAR, "2010", at=1), fact(FactKind.BIRTH_YEAR, year, at=2))
    assert [one.value for one in scoped(person, NOTHING, HOME, NOW).facts] == left


def test_impressions_stay_where_the_surface_counts_them_and_a_profile_is_allowed() -> None:
    assert scoped(READ, EVERY, COUNTING, NOW).seen == {"emma": (2, 5)}
    assert scoped(READ, EVERY, HOME, NOW).seen == scoped(READ, NOTHING, COUNTING, NOW).seen == {}


def test_of_the_request_itself_what_is_refused_is_gone_and_what_keeps_items_away_stays() -> None:
    asked = RequestContext(item="emma", query="sea", basket=("dracula",), device="phone", region="DE", market="AT")
    left = context_in_scope(asked, replace(EVERY, groups=frozenset({EvidenceGroup.VIEWS})))
    assert left == RequestContext(item="emma", basket=("dracula",), market="AT")
    assert context_in_scope(asked, EVERY) is asked
    assert context_in_scope(asked, NOTHING) == asked.model_copy(update={"region": None})


def test_a_kept_person_is_read_back_as_they_were() -> None:
    search = Event.model_validate({"id": "s", "person": "ada", "kind": "search", "query": "sea", "at": NOW})
    person = replace(
        ada(fact(FactKind.INTEREST, "Poetry", FactField.TAG), acts=(act(1, "view", "emma"), search)),
        consent=Consent(purposes={Purpose.MODEL: False}, sensitive={"health": True}, at=EpochMs(7)),
    )
    back = unpacked(packed(person))
    assert packed(back) == packed(person)
    assert (back.key, back.facts[0].value, back.history.queries[1]) == ("ada", "Poetry", "sea")
    assert back.consent is not None
    assert back.consent.purposes == {Purpose.MODEL: False}
    assert np.array_equal(back.history.at_ms, person.history.at_ms)
    assert back.seen["emma"][0] == 2


def test_a_kept_fact_is_the_one_that_a_check_would_make() -> None:
    facts = (fact(FactKind.INTEREST, "Poetry", FactField.TAG), fact(FactKind.REGION, "DE"))
    back = unpacked(packed(ada(*facts))).facts
    assert back == tuple(Fact.model_validate(one.model_dump()) for one in back)
    kept = {one.id: one for one in back}
    for one in facts:
        said = kept[one.id]
        assert (said.kind, said.field, said.value, said.status) == (one.kind, one.field, one.value, one.status)
        assert (said.at, said.weight_ppm, said.origin) == (one.at, one.weight_ppm, "record")


def test_a_kept_person_of_another_shape_is_refused() -> None:
    with pytest.raises(Invalid, match="schema 9"):
        unpacked(b'{"schema":9}')
