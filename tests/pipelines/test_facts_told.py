"""What facts do to an answer, to its record and to its replay."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from typing import Any, Final, Literal

import pytest

from frankly.domain.answering.answer import Answer, AnsweredItem
from frankly.domain.answering.degradation import DegradationCode
from frankly.domain.answering.request import RecommendationRequest
from frankly.domain.deciding.snapshot import Snapshot
from frankly.domain.item import Item, ItemPatch
from frankly.domain.policies import Policies
from frankly.domain.saying.text import VerifiedText
from frankly.domain.time import EpochMs
from frankly.pipelines.facts.making import FactMaking
from frankly.pipelines.ingest import Ingest
from frankly.pipelines.parts import Parts
from frankly.pipelines.recommend import recommend
from frankly.pipelines.replaying.record import recorded
from frankly.pipelines.replaying.replay import replayed
from frankly.testing.memory.facts import MemoryFacts
from tests.api.world import NOW, book
from tests.pipelines.bookshop import open_bookshop


@pytest.fixture
async def parts() -> AsyncIterator[Parts]:
    opened = await open_bookshop()
    yield opened
    await opened.live.close()  # type: ignore[attr-defined]  # the real LiveIndex


LEVELS: Final[tuple[Literal["r0", "r1"], ...]] = ("r0", "r1")


@dataclass(frozen=True)
class Held:
    """A past of one snapshot."""

    snapshot: Snapshot

    async def get(self, snapshot_id: str) -> Snapshot:
        assert snapshot_id == self.snapshot.id
        return self.snapshot


def facts_in(parts: Parts) -> MemoryFacts:
    assert isinstance(parts.facts, MemoryFacts)
    return parts.facts


def making(parts: Parts) -> FactMaking:
    assert parts.making is not None
    return parts.making


async def ask(parts: Parts, **request: Any) -> Answer:
    said: dict[str, Any] = {"surface": "home", "person": "reader-9", "limit": 10} | request
    return await recommend(parts, RecommendationRequest(**said), NOW)


def facts_of(item: AnsweredItem) -> list[VerifiedText]:
    return [one for one in item.sentences if one.kind == "fact"]


def told(answer: Answer) -> dict[str, list[str]]:
    return {str(item.id): [one.text for one in facts_of(item)] for item in answer.items}


def with_text(parts: Parts, **text: Any) -> Parts:
    """The same with another text policy on every surface."""
    surfaces = {
        name: surface.model_copy(update={"text": surface.text.model_copy(update=text)})
        for name, surface in parts.policies.surfaces.items()
    }
    policies: Policies = replace(parts.policies, surfaces=surfaces, _merged={})
    return replace(parts, policies=policies, policy_files=None)


async def test_a_fact_stands_after_the_reasons(parts: Parts) -> None:
    answer = await ask(parts)
    items = [item for item in answer.items if facts_of(item)]
    assert items
    for item in items:
        kinds = [one.kind for one in item.sentences]
        assert kinds == sorted(kinds, key=["reason", "fact", "nudge"].index)
        assert len(facts_of(item)) == 1
        assert facts_of(item)[0].level == "quoted"


async def test_nobody_sees_the_same_sentence_twice_in_a_slate(parts: Parts) -> None:
    # Eight books share each description, so that most of them have nothing new to say.
    texts = [text for said in told(await ask(parts, limit=40)).values() for text in said]
    assert len(texts) > 5
    assert len(texts) == len(set(texts))


async def test_a_surface_without_room_tells_no_fact(parts: Parts) -> None:
    assert not any(told(await ask(with_text(parts, facts=0))).values())


async def test_more_facts_where_there_is_room_for_them(parts: Parts) -> None:
    assert max(map(len, told(await ask(with_text(parts, facts=2))).values())) == 2


async def test_a_level_that_is_not_admitted_is_not_told(parts: Parts) -> None:
    assert not any(told(await ask(with_text(parts, levels=("approved",)))).values())


async def test_no_words_no_facts(parts: Parts) -> None:
    assert not any(told(await ask(parts, explain="none")).values())


async def test_a_locale_without_text_gets_no_fact(parts: Parts) -> None:
    answer = await ask(parts, locale="de")
    assert answer.locale == "de"
    assert any(item.sentences for item in answer.items)
    assert not any(told(answer).values())


async def test_an_answer_is_complete_when_facts_cannot_be_read(parts: Parts) -> None:
    facts_in(parts).is_failing = True
    answer = await ask(parts)
    assert len(answer.items) == 10
    assert not any(told(answer).values())
    assert any(item.sentences for item in answer.items)
    [trouble] = [one for one in answer.degradations if one.part == "facts"]
    assert trouble.code == DegradationCode.STORE_UNAVAILABLE
    await parts.decisions.flush()
    facts_in(parts).is_failing = False
    for level in LEVELS:
        assert (await replayed(parts, str(answer.decision), level)).is_identical


async def test_the_record_keeps_what_was_weighed_and_what_was_told(parts: Parts) -> None:
    answer = await ask(parts)
    kept = await recorded(parts.decisions, str(answer.decision))
    seen = 0
    for item, entry in zip(answer.items, kept.body["slate"], strict=True):
        if "facts" not in entry:
            assert not facts_of(item)
            continue
        seen += 1
        columns, sheet = entry["facts"], kept.sheets[str(item.id)]
        scores = [
            sum(parts)
            for parts in zip(*(columns[name] for name in ("evidence", "level", "novelty", "length")), strict=True)
        ]
        assert sorted(columns["places"]) == list(range(len(sheet.facts)))
        assert scores == sorted(scores, reverse=True)
        assert [sheet.facts[place].text for place in columns["told"]] == [one.text for one in facts_of(item)]
    assert seen > 5


async def test_what_speaks_for_an_item_chooses_its_sentence(parts: Parts) -> None:
    """Of a book about the sea among people who know marriage, each reader is told what they came for."""
    said = {"description": "A long voyage leads along the northern sea. Two sisters talk of marriage and money."}
    item = Item.model_validate(book(99, tags=["sea", "marriage"], title="Both", creators=["Nobody"]) | said)
    await parts.catalogue.upsert([item], NOW)
    await making(parts).follow(NOW)
    await parts.live.refresh(NOW)
    chosen = {}
    for topic in ("sea", "marriage"):
        profile = {"facts": [{"kind": "interest", "field": "tag", "value": topic}]}
        answer = await ask(parts, person=None, profile=profile, limit=50)
        chosen[topic] = told(answer)[str(item.id)]
    assert "sea" in chosen["sea"][0]
    assert "marriage" in chosen["marriage"][0]


async def test_a_changed_text_retires_its_facts_at_once_and_the_old_decision_stays(parts: Parts) -> None:
    before, snapshot = await ask(parts, limit=48), parts.live.snapshot
    name = next(item for item, said in told(before).items() if said)
    ingest = Ingest(parts.catalogue, parts.events, parts.decisions, parts.making)
    patch = ItemPatch(description="A tall lighthouse stands above a small harbour.")
    await ingest.patch_item(name, patch, NOW)
    await parts.live.refresh(NOW)
    after = await ask(parts, limit=48, seed=7)
    assert ["lighthouse" in text for text in told(after)[name]] == [True]
    for one, then in ((before, snapshot), (after, parts.live.snapshot)):
        for level in LEVELS:
            found = await replayed(replace(parts, past=Held(then)), str(one.decision), level)
            assert found.is_identical, found


async def test_an_old_decision_is_replayed_after_its_facts_are_gone(parts: Parts) -> None:
    answer = await ask(parts)
    ingest = Ingest(parts.catalogue, parts.events, parts.decisions, parts.making)
    await ingest.delete_items([str(item.id) for item in answer.items], NOW)
    assert not [text for item in answer.items for text in await facts_in(parts).texts_of(item.id)]
    for level in LEVELS:
        assert (await replayed(parts, str(answer.decision), level)).is_identical


async def test_a_new_price_leaves_facts_as_they_are(parts: Parts) -> None:
    ingest = Ingest(parts.catalogue, parts.events, parts.decisions, parts.making)
    before = await facts_in(parts).texts_of("book-1")
    await ingest.patch_item("book-1", ItemPatch(stock=1), EpochMs(NOW + 5))
    assert await facts_in(parts).texts_of("book-1") == before
    assert await making(parts).behind() == 0


async def test_a_fact_that_was_tampered_with_is_not_told(parts: Parts) -> None:
    """The store is not trusted: what it holds is verified again when it is told."""
    name = next(item for item, said in told(await ask(parts)).items() if said)
    [text] = await facts_in(parts).texts_of(name)
    forged = [fact.model_copy(update={"text": "It won every prize there is."}) for fact in text.facts]
    await facts_in(parts).keep_made([replace(text, facts=tuple(forged))])
    answer = await ask(parts, seed=3)
    assert told(answer)[name] == []
    codes = {(one.code, one.part) for one in answer.degradations}
    assert (DegradationCode.SENTENCE_DROPPED, name) in codes
    for level in LEVELS:
        assert (await replayed(parts, str(answer.decision), level)).is_identical
