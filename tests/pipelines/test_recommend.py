"""One request from end to end, over the demo shop in memory: the promises that hold for every answer."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest
import pytest_asyncio

from frankly.demo.catalogue import LANTERN_NOW_MS, books
from frankly.demo.named import JONAS, MARA
from frankly.demo.readers import SEED, events, profiles
from frankly.domain.answering.answer import Answer
from frankly.domain.answering.degradation import DegradationCode
from frankly.domain.answering.request import InlineProfile, RecommendationRequest, RequestContext
from frankly.domain.deciding.decision import SCHEMA
from frankly.domain.deciding.slate import PROPENSITY_ONE
from frankly.domain.ids import EventId, ItemId, PersonId
from frankly.domain.item import Item
from frankly.domain.person.consent import Consent, EvidenceGroup, Purpose
from frankly.domain.person.event import Event, EventKind
from frankly.domain.saying.text import VerifiedText
from frankly.domain.surface import EditorialPolicy, Pin
from frankly.domain.time import DAY_MS, EpochMs
from frankly.errors import IndexUnavailable, Invalid, NotFound, StoreUnavailable
from frankly.pipelines.parts import Parts
from frankly.pipelines.recommend import recommend
from tests.api.world import make_parts

pytestmark = pytest.mark.asyncio(loop_scope="module")
NOW = LANTERN_NOW_MS
ALL_DISPLAY = ("title", "price", "url", "categories", "creators", "call_to_action")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def lantern() -> AsyncIterator[Parts]:
    """The demo shop with all its simulated readers."""
    parts = make_parts()
    await parts.catalogue.upsert(list(books(NOW)), NOW)
    await parts.events.append(list(events(NOW, SEED)), NOW)
    for person, facts, consent in profiles(NOW, SEED):
        await parts.people.put_facts(person, facts, replace=True, now=NOW)
        if consent is not None:
            await parts.people.put_consent(person, consent)
    await parts.live.start(NOW)  # type: ignore[attr-defined]  # the real LiveIndex
    await parts.live.reindex(NOW)  # type: ignore[attr-defined]
    yield parts
    await parts.live.close()  # type: ignore[attr-defined]


async def ask(parts: Parts, now: int = NOW, **request: Any) -> Answer:
    return await recommend(parts, RecommendationRequest(**({"surface": "home"} | request)), now)


def ids(answer: Answer) -> list[str]:
    return [item.id for item in answer.items]


def codes(answer: Answer) -> set[DegradationCode]:
    return {degradation.code for degradation in answer.degradations}


def personal_kinds(answer: Answer) -> set[str]:
    return {piece.kind for item in answer.items for piece in item.evidence if piece.receipts}


async def test_score_of_every_item_is_the_sum_of_its_evidence(lantern: Parts) -> None:
    for person in (MARA.person, JONAS.person, "reader-0007", "reader-0123"):
        answer = await ask(lantern, person=person, explain="full")
        assert len(answer.items) == 10
        assert all(item.score == sum(piece.contribution for piece in item.evidence) for item in answer.items)


async def test_every_sentence_cites_evidence_of_its_own_item(lantern: Parts) -> None:
    answer = await ask(lantern, person=MARA.person)
    assert all(item.sentences for item in answer.items)
    for item in answer.items:
        own = {piece.id for piece in item.evidence}
        assert all(isinstance(sentence, VerifiedText) and set(sentence.evidence) <= own for sentence in item.sentences)


async def test_same_request_gives_the_same_answer_in_any_company(lantern: Parts) -> None:
    people = [MARA.person, JONAS.person, *(f"reader-{number:04d}" for number in range(1, 30))]
    alone = [(await ask(lantern, person=person)).model_dump_json() for person in people]
    together = await asyncio.gather(*(ask(lantern, person=person) for person in reversed(people)))
    assert [answer.model_dump_json() for answer in reversed(together)] == alone


async def test_decision_is_recorded_under_the_hash_of_its_inputs(lantern: Parts) -> None:
    answer = await ask(lantern, person=MARA.person)
    again = await ask(lantern, person=MARA.person)
    other = await ask(lantern, person=MARA.person, seed=1)
    record = await lantern.decisions.get(answer.decision)
    assert answer.decision == again.decision != other.decision
    assert record is not None
    body: Any = record["body"]
    assert [entry["item"] for entry in body["slate"]] == ids(answer)
    for entry, item in zip(body["slate"], answer.items, strict=True):
        said = [draft["said"] for draft in entry["drafts"] if draft.get("place") == "sentence"]
        assert said == [sentence.text for sentence in item.sentences]
        assert {f"e{place + 1}" for place in entry["shown"]} >= {piece.id for piece in item.evidence}
    assert record["schema"] == SCHEMA
    assert scores_by_slot(body) == [item.score for item in answer.items]


def scores_by_slot(body: dict[str, Any]) -> list[int]:
    slots = len(body["slate"])
    total = [0] * slots
    for part in body["ledger"]["units"].values():
        for place, times in enumerate(part["times"]):
            total[place % slots] += times * part["factors"][place // slots]
    return total


async def test_hidden_item_is_gone_from_the_next_request_and_from_those_without_profile(lantern: Parts) -> None:
    person = PersonId("reader-0041")
    item = ids(await ask(lantern, person=person))[0]
    await lantern.events.append(
        [Event(id=EventId("hide-41"), person=person, kind=EventKind.HIDE, item=ItemId(item), at=NOW)], NOW
    )
    assert item not in ids(await ask(lantern, person=person))
    await refuse(lantern, person, Purpose.PROFILE)
    assert item not in ids(await ask(lantern, person=person, limit=50))


async def refuse(parts: Parts, person: PersonId, *purposes: Purpose) -> None:
    await parts.people.put_consent(person, Consent(purposes=dict.fromkeys(purposes, False), at=NOW))


async def test_opt_out_holds_from_the_next_request(lantern: Parts) -> None:
    person = PersonId("reader-0041")
    await lantern.people.put_consent(person, Consent(purposes={Purpose.PROFILE: True}, at=NOW))
    assert personal_kinds(await ask(lantern, person=person, explain="full"))
    await refuse(lantern, person, Purpose.PROFILE)
    answer = await ask(lantern, person=person, explain="full")
    assert not personal_kinds(answer)
    assert answer.segments == ()
    assert {item.personalised for item in answer.items} == {"none"}


async def test_people_without_profile_get_one_and_the_same_slate(lantern: Parts) -> None:
    slates = set()
    for number in (51, 52, 53):
        person = PersonId(f"reader-{number:04d}")
        await refuse(lantern, person, Purpose.PROFILE)
        answer = await ask(replace(lantern, policies=without_exploration(lantern)), person=person, limit=20)
        slates.add(tuple(ids(answer)))
    assert len(slates) == 1


def without_exploration(parts: Parts) -> Any:
    surfaces = {
        name: surface.model_copy(update={"exploration": surface.exploration.model_copy(update={"epsilon": 0})})
        for name, surface in parts.policies.surfaces.items()
    }
    return replace(parts.policies, surfaces=surfaces)


async def test_refused_kind_of_evidence_is_not_used(lantern: Parts) -> None:
    person = PersonId(str(MARA.person))
    await lantern.people.put_consent(person, Consent(evidence={EvidenceGroup.VIEWS: False}, at=NOW))
    answer = await ask(lantern, person=person, explain="full")
    kinds = {piece.kind for item in answer.items for piece in item.evidence}
    assert "bought" in kinds
    assert not kinds & {"viewed", "clicked"}
    await lantern.people.put_consent(person, Consent(at=NOW))


async def test_without_consent_to_explain_nothing_is_said(lantern: Parts) -> None:
    person = PersonId("reader-0061")
    await refuse(lantern, person, Purpose.EXPLAIN)
    answer = await ask(lantern, person=person)
    assert answer.headline is None
    assert not any(item.sentences for item in answer.items)


async def test_price_is_the_same_for_everyone(lantern: Parts) -> None:
    catalogue = {item.id: item.price for item in books(NOW)}
    for person in (MARA.person, JONAS.person, None, "reader-0100", "reader-0200"):
        answer = await ask(lantern, person=person, limit=50, fields=ALL_DISPLAY)
        assert all(item.display.price == catalogue[item.id] for item in answer.items)


async def test_sold_out_item_is_gone_and_a_new_one_can_be_found_at_once(lantern: Parts) -> None:
    first = await ask(lantern, session="s-sold")
    item = (await lantern.catalogue.get_many([first.items[0].id]))[first.items[0].id]
    await lantern.catalogue.upsert([item.model_copy(update={"stock": 0})], NOW)
    await lantern.live.refresh(NOW)
    assert item.id not in ids(await ask(lantern, session="s-sold", limit=50))
    await lantern.catalogue.upsert([item], NOW)
    fresh = Item(id=ItemId("fresh"), title="The Lantern Murder", description="A detective hunts a murderer in London.")
    await lantern.catalogue.upsert([fresh], NOW)
    await lantern.live.refresh(NOW)
    found = await ask(lantern, surface="search", context=RequestContext(query="lantern murder"))
    assert ids(found)[0] == "fresh"
    await lantern.catalogue.delete([ItemId("fresh")], NOW)
    await lantern.live.refresh(NOW)
    assert "fresh" not in ids(await ask(lantern, surface="search", context=RequestContext(query="lantern murder")))


async def test_pages_never_repeat_an_item(lantern: Parts) -> None:
    seen: list[str] = []
    cursor = None
    for _ in range(5):
        answer = await ask(lantern, person=MARA.person, cursor=cursor)
        seen += ids(answer)
        cursor = answer.cursor
        assert cursor is not None
    assert len(seen) == len(set(seen)) == 50


async def test_cursor_of_another_surface_or_maker_is_refused(lantern: Parts) -> None:
    cursor = (await ask(lantern, person=MARA.person)).cursor
    with pytest.raises(Invalid, match="belongs to surface 'home'"):
        await ask(lantern, surface="email", cursor=cursor)
    with pytest.raises(Invalid, match="none of ours"):
        await ask(lantern, cursor="bm9uc2Vuc2U")


async def test_unknown_surface_names_the_nearest_one(lantern: Parts) -> None:
    with pytest.raises(NotFound, match="Did you mean 'home'"):
        await ask(lantern, surface="hom")


async def test_stateless_request_uses_its_profile_and_stores_nothing(lantern: Parts) -> None:
    before = await lantern.decisions.count()
    acts = [event for event in events(NOW, SEED) if event.person == MARA.person]
    profile = InlineProfile(events=tuple(acts))
    answer = await ask(lantern, profile=profile, explain="full")
    await lantern.decisions.flush()
    assert not answer.is_recorded
    assert await lantern.decisions.count() == before
    assert await lantern.decisions.get(answer.decision) is None
    stored = await ask(lantern, person=MARA.person, explain="full")
    inline_scores = {item.id: item.score for item in answer.items}
    assert [inline_scores.get(item.id) for item in stored.items[:3]] == [item.score for item in stored.items[:3]]


async def test_german_is_spoken_where_asked_and_unknown_languages_fall_back(lantern: Parts) -> None:
    german = await ask(lantern, person=MARA.person, locale="de-AT")
    assert german.locale == "de"
    assert all(sentence.locale == "de" for item in german.items for sentence in item.sentences)
    assert any(" Sie " in f" {sentence.text} " for item in german.items for sentence in item.sentences)
    french = await ask(lantern, person=MARA.person, locale="fr")
    assert french.locale == "en"
    assert DegradationCode.LOCALE_FALLBACK in codes(french)


async def test_answer_goes_on_when_the_index_is_down(lantern: Parts) -> None:
    class Down:
        async def query(self, vectors: object, limit: int) -> None:
            raise IndexUnavailable("down")

    asking = replace(lantern, exact_items=0)
    whole = await ask(asking, person=MARA.person)
    answer = await ask(replace(asking, index=Down()), person=MARA.person)  # type: ignore[arg-type]  # only queried
    assert DegradationCode.INDEX_UNAVAILABLE in codes(answer)
    # The demo shop is small enough for the index to be exact, so the scan finds the very same.
    assert ids(answer) == ids(whole)


async def test_a_small_catalogue_is_searched_exactly_without_asking_the_index(lantern: Parts) -> None:
    class Unasked:
        async def query(self, vectors: object, limit: int) -> None:
            raise AssertionError("asked")

    size = len(lantern.live.snapshot)
    by_index = await ask(replace(lantern, exact_items=size - 1), person=MARA.person)
    small = replace(lantern, exact_items=size, index=Unasked())  # type: ignore[arg-type]  # not even queried
    assert ids(await ask(small, person=MARA.person)) == ids(by_index)
    assert not codes(await ask(small, person=MARA.person)) & {DegradationCode.INDEX_UNAVAILABLE}


async def test_answer_goes_on_without_profile_when_the_store_is_down(lantern: Parts) -> None:
    class Down:
        async def read(self, key: str, **options: object) -> None:
            raise StoreUnavailable("down")

    down = replace(lantern, people=Down())  # type: ignore[arg-type]  # only read
    answer = await ask(down, person=MARA.person, context={"region": "GB", "device": "phone", "part_of_day": "evening"})
    assert len(answer.items) == 10
    assert DegradationCode.STORE_UNAVAILABLE in codes(answer)
    # What she decided cannot be read, and may have been a refusal.
    assert answer.scope.purposes == ("explain",)
    assert answer.scope.evidence == ()
    assert personal_kinds(answer) == set()


async def test_answer_says_when_it_could_not_be_recorded(lantern: Parts) -> None:
    class Full:
        fault = ""

        def record(self, decision: object, served: object, life: object) -> bool:
            return False

    answer = await ask(replace(lantern, decisions=Full()), person=MARA.person)  # type: ignore[arg-type]  # only records
    assert not answer.is_recorded
    assert DegradationCode.NOT_RECORDED in codes(answer)


async def test_holdout_is_stable_and_about_its_share(lantern: Parts) -> None:
    people = [f"someone-{number}" for number in range(400)]
    first = {person: (await ask(lantern, person=person, limit=1, explain="none")).variant for person in people}
    later = {person: (await ask(lantern, person=person, limit=1, now=NOW + DAY_MS)).variant for person in people[:50]}
    assert all(first[person] == variant for person, variant in later.items())
    held = sum(variant == "holdout" for variant in first.values())
    # 5 % of 400 is 20; six standard deviations are 26.
    assert 1 <= held <= 46
    assert {item.personalised for item in (await ask(lantern, person=held_out(first))).items} == {"none"}


def held_out(variants: dict[str, str]) -> str:
    return next(person for person, variant in variants.items() if variant == "holdout")


async def test_slate_does_not_flicker_within_a_day(lantern: Parts) -> None:
    morning = EpochMs(NOW - NOW % DAY_MS)
    slates = {tuple(ids(await ask(lantern, now=morning + hour * 3_600_000, session="calm"))) for hour in (0, 9, 23)}
    assert len(slates) == 1


async def test_exploring_slot_belongs_to_someone_with_certainty_in_sum(lantern: Parts) -> None:
    for seed in range(40):
        answer = await ask(lantern, person=MARA.person, seed=seed)
        record = await lantern.decisions.get(answer.decision)
        assert record is not None
        body: Any = record["body"]
        shares: dict[int, int] = {}
        for slot, _, share in body["explored"]:
            shares[slot] = shares.get(slot, 0) + share
        assert all(total == PROPENSITY_ONE for total in shares.values())


async def test_item_page_shows_what_goes_with_the_item_and_not_the_item(lantern: Parts) -> None:
    answer = await ask(lantern, surface="item", context=RequestContext(item="the-time-machine"))
    assert "the-time-machine" not in ids(answer)
    assert {item.main_reason for item in answer.items[:3]} == {"context_item"}


async def test_search_finds_by_words_whatever_the_person_is_like(lantern: Parts) -> None:
    for who in ({"person": MARA.person}, {"session": "new"}):
        answer = await ask(lantern, surface="search", context=RequestContext(query="whale sea voyage"), **who)
        assert "moby-dick" in ids(answer)[:5]


async def test_what_surface_and_request_name_and_the_catalogue_lacks_is_told(lantern: Parts) -> None:
    home = lantern.policies.surfaces["home"]
    pins = tuple(
        Pin(item=item, slot=slot, because="test", ends=ends)
        for item, slot, ends in (("emma", 1, None), ("gone", 3, None), ("over", 4, EpochMs(NOW - 1)))
    )
    pinned = home.model_copy(update={"editorial": EditorialPolicy(pins=pins)})
    parts = replace(lantern, policies=replace(lantern.policies, surfaces={**lantern.policies.surfaces, "home": pinned}))
    answer = await ask(parts, context=RequestContext(item="nowhere", basket=("emma", "lost")))
    found = [(one.part, one.detail) for one in answer.degradations if one.code is DegradationCode.ITEM_UNKNOWN]
    assert found == [
        ("pin", "not in the catalogue: 'gone', pinned to slot 3"),
        ("context.item", "not in the catalogue: the item being looked at"),
        ("context.basket", "not in the catalogue: 1 of 2 items of the basket"),
    ]
    assert DegradationCode.ITEM_UNKNOWN not in codes(await ask(lantern, context=RequestContext(item="emma")))
