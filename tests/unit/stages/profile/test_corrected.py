from typing import Any

import pytest

from frankly.domain.evidence import EvidenceKind
from frankly.domain.person.correction import Correction
from frankly.domain.person.event import EVENT_KINDS, Event
from frankly.domain.person.history import history_of
from frankly.domain.person.profile import Fact, PersonRecord
from frankly.stages.profile.corrected import corrected, of_kind
from tests.unit.stages.shop import NOW, item, shop

SHOP = shop(
    item("i0", categories=("Sea",)), item("i1", categories=("War",)), item("i2", categories=("Sea", "War")), item("i3")
)


def act(number: int, kind: str = "view", item: str | None = "i0", **fields: Any) -> Event:
    given = {"id": f"e{number}", "person": "ada", "kind": kind, "item": item, "at": NOW - 1000 + number}
    return Event.model_validate(given | fields)


def correction(name: str = "c1", kind: str = "dont_use", **fields: Any) -> Correction:
    return Correction.model_validate({"id": name, "decision": "d", "item": "i1", "kind": kind, "at": NOW} | fields)


def interest(value: str = "Sea", kind: str = "interest", at: int = NOW - 5) -> Fact:
    return Fact.model_validate(
        {"id": f"f-{kind}-{value}", "kind": kind, "field": "category", "value": value, "status": "stated"}
        | {"origin": "person", "at": at}
    )


def record(*events: Event, facts: tuple[Fact, ...] = (), corrections: tuple[Correction, ...] = ()) -> PersonRecord:
    return PersonRecord("ada", facts=facts, history=history_of(events), is_known=True, corrections=corrections)


def used(*events: Event, corrections: tuple[Correction, ...] = ()) -> list[tuple[str, str, str]]:
    history = corrected(record(*events, corrections=corrections), SHOP).history
    kinds = [EVENT_KINDS[code].value for code in history.kinds.tolist()]
    return list(zip(history.event_ids, kinds, history.item_ids, strict=True))


def test_without_corrections_the_record_is_the_very_same() -> None:
    given = record(act(1))
    assert corrected(given, SHOP) is given


def test_named_acts_are_passed_over_and_nothing_else() -> None:
    left = used(act(1), act(2), act(3, "like"), corrections=(correction(acts=("e1", "e3", "gone")),))
    assert left == [("e2", "view", "i0")]


def test_columns_stay_in_step() -> None:
    given = record(
        act(1), act(2, "rate", rating=4), act(3, "search", None, query="sea"), corrections=(correction(acts=("e1",)),)
    )
    history = corrected(given, SHOP).history
    assert (history.values.tolist(), list(history.queries), list(history.item_ids)) == ([4, 0], ["", "sea"], ["i0", ""])
    assert history.at_ms.tolist() == [NOW - 998, NOW - 997]
    assert corrected(given, SHOP).corrections == ()


def test_a_standing_rule_holds_for_a_kind_in_a_main_category() -> None:
    rule = correction(rule={"kind": "viewed", "category": "Sea"})
    acts = [act(1, item="i0"), act(2, item="i1"), act(3, item="i2"), act(4, item="i3"), act(5, item="gone")]
    left = used(*acts, act(6, "like", "i0"), corrections=(rule,))
    assert [name for name, *_ in left] == ["e2", "e4", "e5", "e6"]


def test_what_is_hidden_is_an_act_of_hiding_in_its_place_in_time() -> None:
    hiding = correction("c1", "not_interested", hides="i1", at=NOW - 997)
    assert used(act(1), act(5), corrections=(hiding,)) == [
        ("e1", "view", "i0"),
        ("c1", "hide", "i1"),
        ("e5", "view", "i0"),
    ]


def test_a_fact_is_passed_over_until_it_is_stated_anew() -> None:
    stopping = correction(facts=("f-interest-Sea",))
    assert corrected(record(facts=(interest(),), corrections=(stopping,)), SHOP).facts == ()
    anew = interest(at=NOW + 1)
    assert corrected(record(facts=(anew,), corrections=(stopping,)), SHOP).facts == (anew,)


def test_an_aversion_stands_in_place_of_an_older_interest_and_not_of_a_newer_one() -> None:
    averse = correction("c1", "not_interested", hides="i1", averse={"type": "category", "value": "Sea"})
    [fact] = corrected(record(facts=(interest("sea"),), corrections=(averse,)), SHOP).facts
    assert (fact.kind, fact.value, fact.origin, fact.receipts) == ("aversion", "Sea", "correction", ("c1",))
    newer = interest(at=NOW + 1)
    assert corrected(record(facts=(newer, interest("War")), corrections=(averse,)), SHOP).facts == (
        newer,
        interest("War"),
    )


@pytest.mark.parametrize(("kind", "stars"), [("rated_high", [4, 5]), ("rated_low", [1, 2]), ("viewed", [])])
def test_ratings_are_told_apart_by_their_stars(kind: str, stars: list[int]) -> None:
    history = history_of([act(stars, "rate", rating=stars) for stars in range(1, 6)])
    assert history.values[of_kind(history, EvidenceKind(kind))].tolist() == stars
