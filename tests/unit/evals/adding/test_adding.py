"""A case of a recorded answer: what it needs is there, and nothing of whose it was."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from frankly.domain.answering.request import RecommendationRequest
from frankly.domain.ids import EventId, FactId, ItemId, PersonId
from frankly.domain.person.consent import Consent, Purpose
from frankly.domain.person.event import Event, EventKind
from frankly.domain.person.history import history_of
from frankly.domain.person.profile import Fact, FactField, FactKind, PersonRecord
from frankly.domain.time import DAY_MS, HOUR_MS, EpochMs
from frankly.errors import Conflict, Invalid, Misconfigured, NotFound
from frankly.evals.adding.own_shop import read_shop, shop_text
from frankly.evals.adding.taking import Taken, labels_of, name_of, personal_in, take
from frankly.evals.adding.writing import case_of, case_text, write_case
from frankly.evals.cases.reading import cases_of
from frankly.evals.world import KnownPeople, World
from frankly.pipelines.recommend import recommend
from frankly.pipelines.replaying.record import Recorded, recorded
from frankly.testing.memory.decisions import MemoryDecisions

KEY = "anna.muster@example.org"
TYPED = "a present for Anna Muster"
BORN = "1968"
OWN_WORDS = "mother of Anna"
THEN = 1_793_491_200_000


def act(number: int, kind: EventKind, item: str | None, days: int, **more: Any) -> Event:
    at = EpochMs(THEN - days * DAY_MS - number * HOUR_MS - 12_345)
    name = None if item is None else ItemId(item)
    return Event(id=EventId(f"order-77-{number}"), person=PersonId(KEY), kind=kind, item=name, at=at, **more)


ACTS = (
    act(1, EventKind.VIEW, "frankenstein", 9),
    act(2, EventKind.RATE, "dracula", 5, rating=4),
    act(3, EventKind.SEARCH, None, 3, query=TYPED),
    act(4, EventKind.PURCHASE, "emma", 2),
)
SAID = (
    (FactKind.INTEREST, FactField.CATEGORY, "mystery"),
    (FactKind.INTEREST, FactField.TAG, OWN_WORDS),
    (FactKind.ROLE, None, OWN_WORDS),
    (FactKind.BIRTH_YEAR, None, BORN),
    (FactKind.REGION, None, "GB-LND"),
)
PERSON = PersonRecord(
    KEY,
    tuple(
        Fact(kind=kind, field=field, value=value, id=FactId(f"f-{value}"), status="stated", origin="person", at=THEN)
        for kind, field, value in SAID
    ),
    Consent(purposes={Purpose.PROFILE: True, Purpose.MODEL: True}, at=EpochMs(THEN - 54_321)),
    history_of(ACTS),
    is_known=True,
)


@pytest.fixture
async def told(world: World) -> Recorded:
    kept = MemoryDecisions()
    parts = replace(world.parts, people=KnownPeople({KEY: PERSON}), decisions=kept)
    answer = await recommend(parts, RecommendationRequest(surface="home", person=KEY, limit=5), world.now + 7)
    return await recorded(kept, str(answer.decision))


@pytest.fixture
def taken(told: Recorded, world: World) -> Taken:
    return take(told, frozenset({"mystery"}), frozenset(world.parts.policies.roles), THEN)


def test_a_case_asks_the_same_of_somebody_who_did_the_same(taken: Taken) -> None:
    request = taken.ask["recommend"]
    assert (request["surface"], request["limit"]) == ("home", 5)
    assert "person" not in request
    assert "session" not in request
    events = request["profile"]["events"]
    assert [(one["kind"], one["item"]) for one in events] == [
        ("view", "frankenstein"),
        ("rate", "dracula"),
        ("purchase", "emma"),
    ]
    assert [(THEN - one["at"]) / DAY_MS for one in events] == [9, 5, 2]
    assert events[1]["rating"] == 4
    assert request["profile"]["consent"]["purposes"] == {"profile": True, "model": True}


def test_nothing_of_a_person_is_in_a_case(taken: Taken, told: Recorded) -> None:
    text = case_text(case_of(name_of(taken.ask), taken.ask, "A killer came first."))
    exact = [str(int(at)) for at in PERSON.history.at_ms.tolist()] + [str(told.inputs["now"])]
    ids = [KEY, "anna", "Anna", "muster", told.id, *PERSON.history.event_ids, "order-77"]
    assert [one for one in (*exact, *ids, TYPED, OWN_WORDS, BORN, "LND", "54_321") if one in text] == []
    assert all(at % DAY_MS == THEN % DAY_MS for at in _times(yaml.safe_load(text)))
    assert personal_in(text, told) == ()
    kinds = {(fact["kind"], fact["value"]) for fact in taken.ask["recommend"]["profile"]["facts"]}
    assert kinds == {("interest", "mystery"), ("region", "GB")}
    assert set(taken.left) == {
        "searches and judgements",
        "a stated interest in own words",
        "a stated role in own words",
        "a year of birth",
    }


def _times(value: Any) -> list[int]:
    if isinstance(value, dict):
        return [at for name, one in value.items() for at in ([one] if name == "at" else _times(one))]
    return [at for one in value for at in _times(one)] if isinstance(value, list) else []


@pytest.mark.parametrize(
    ("because", "found"),
    [
        (f"{KEY} complained", "the person's id"),
        ("write to bea@example.org", "an e-mail address"),
        (f"they typed {TYPED}", "words that were searched for"),
        ("seen in order-77-4", "an event's id"),
    ],
)
def test_what_a_writer_says_of_a_person_is_found(taken: Taken, told: Recorded, because: str, found: str) -> None:
    assert found in personal_in(case_text(case_of("x", taken.ask, because)), told)


async def test_a_search_needs_words_of_the_writers_own(world: World) -> None:
    kept = MemoryDecisions()
    parts = replace(world.parts, people=KnownPeople({KEY: PERSON}), decisions=kept)
    asked = RecommendationRequest.model_validate({"surface": "search", "person": KEY, "context": {"query": TYPED}})
    answer = await recommend(parts, asked, world.now)
    told = await recorded(kept, str(answer.decision))
    with pytest.raises(Invalid, match="--query"):
        take(told, frozenset(), frozenset(), THEN)
    taken = take(told, frozenset(), frozenset(), THEN, "a present")
    assert taken.ask["recommend"]["context"] == {"query": "a present"}


async def test_somebody_unknown_stays_unknown(world: World) -> None:
    kept = MemoryDecisions()
    answer = await recommend(replace(world.parts, decisions=kept), RecommendationRequest(surface="home"), world.now)
    told = await recorded(kept, str(answer.decision))
    assert "profile" not in take(told, frozenset(), frozenset(), THEN).ask["recommend"]


def test_a_suite_is_begun_and_what_people_wrote_stays(tmp_path: Path, taken: Taken) -> None:
    case = case_of("first", taken.ask, "It was bad.", ["language"])
    added = write_case(tmp_path, "found", case)
    added.file.write_text(added.file.read_text() + "# mine\n")
    write_case(tmp_path, "found", case_of("second", taken.ask, "It was bad again."))
    assert "# mine" in added.file.read_text()
    assert next(one for one, _ in cases_of(tmp_path / "found", ("cases.yaml",))) == case
    with pytest.raises(Conflict, match="first"):
        write_case(tmp_path, "found", case)


def test_a_suite_of_figures_takes_no_case(tmp_path: Path, taken: Taken) -> None:
    (tmp_path / "liars").mkdir()
    (tmp_path / "liars" / "suite.yaml").write_text("runner: liars\n")
    with pytest.raises(Invalid, match="suite of figures"):
        write_case(tmp_path, "liars", case_of("first", taken.ask, "It was bad."))


async def test_labels_are_all_that_a_catalogue_calls_its_items_by(world: World) -> None:
    [item] = (await world.parts.catalogue.get_many(["emma"])).values()
    assert labels_of([item]) == {*item.categories, *item.tags, *item.creators}


async def test_a_case_carries_the_few_items_of_a_shop_that_is_not_built_in(world: World, tmp_path: Path) -> None:
    items = list((await world.parts.catalogue.get_many(["emma", "dracula"])).values())
    case = case_of("own", {"recommend": {"surface": "home"}}, "It was bad.", shop="shops/own.jsonl")
    added = write_case(tmp_path, "found", case, shop_text(items, THEN))
    assert added.shop is not None
    read = read_shop("found/shops/own.jsonl", added.shop)
    assert (list(read.items), read.now) == (items, THEN)
    with pytest.raises(NotFound, match="file beside the suite"):
        read_shop("x", tmp_path / "none.jsonl")
    added.shop.write_text('{"now": 1}\n{"id": "x"}\n')
    with pytest.raises(Misconfigured, match=r"own\.jsonl:2: "):
        read_shop("x", added.shop)
