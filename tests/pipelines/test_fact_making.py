from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from frankly.domain.ids import ItemId
from frankly.domain.item import Item
from frankly.domain.saying.fact import Fact, MadeUpTo, fact_id, source_hash
from frankly.domain.time import EpochMs
from frankly.errors import StoreUnavailable
from frankly.pipelines.facts.health import examine_facts
from frankly.pipelines.facts.making import AT_ONCE, FactMaking, MakeReport
from frankly.pipelines.ingest import Ingest
from frankly.pipelines.parts import Parts
from frankly.testing.memory.facts import MemoryFacts
from tests.api.world import NOW, make_parts


@dataclass
class Counting:
    """Quotes the first sentence of a description, and a lie where the test wants one; counts what it was asked."""

    asked: list[str] = field(default_factory=list)
    lies: bool = False

    def __call__(self, item: Item) -> Sequence[Fact]:
        self.asked.append(item.id)
        texts = [item.description, *(["It won every prize there is."] if self.lies else [])]
        return [self._fact(item, text) for text in texts if text]

    def _fact(self, item: Item, text: str) -> Fact:
        source = source_hash(item)
        return Fact(
            id=fact_id(item.id, source, ("s1",), "en", text, "quoted"),
            item=item.id,
            source=source,
            cites=("s1",),
            locale="en",
            text=text,
        )


LIGHTHOUSE = "A tall lighthouse stands above a small harbour."


def house(number: int, **fields: Any) -> Item:
    said = {"id": f"house-{number}", "title": f"House {number}", "description": LIGHTHOUSE}
    return Item.model_validate(said | fields)


@pytest.fixture
def proposer() -> Counting:
    return Counting()


@pytest.fixture
def parts(proposer: Counting) -> Parts:
    made = make_parts()
    assert made.making is not None
    return replace(made, making=replace(made.making, make=proposer, version="v1"))


def making(parts: Parts) -> FactMaking:
    assert parts.making is not None
    return parts.making


async def stored(parts: Parts, item: str) -> list[tuple[str, str]]:
    assert isinstance(parts.facts, MemoryFacts)
    return [(fact.text, fact.status) for text in await parts.facts.texts_of(item) for fact in text.facts]


async def test_facts_follow_the_log_and_each_item_is_described_once(parts: Parts, proposer: Counting) -> None:
    await parts.catalogue.upsert([house(0), house(1)], NOW)
    assert await making(parts).behind() == 2
    assert await making(parts).follow(NOW) == MakeReport(items=2, facts=2)
    await parts.catalogue.upsert([house(2)], NOW)
    await parts.catalogue.upsert([house(0, stock=4)], NOW)
    assert await making(parts).follow(NOW) == MakeReport(items=2, facts=1, unchanged=1)
    assert proposer.asked == ["house-0", "house-1", "house-2"]
    assert await making(parts).behind() == 0


async def test_what_the_verifier_refuses_is_kept_with_the_reason_and_not_shown(
    parts: Parts, proposer: Counting
) -> None:
    proposer.lies = True
    await parts.catalogue.upsert([house(0)], NOW)
    assert await making(parts).follow(NOW) == MakeReport(items=1, facts=1, refused=1)
    assert isinstance(parts.facts, MemoryFacts)
    [text] = await parts.facts.texts_of("house-0")
    [refused] = [fact for fact in text.facts if fact.status == "refused"]
    assert refused.verdicts
    told = await parts.facts.of({"house-0": text.source}, "en")
    assert [fact.text for fact in told["house-0"].facts] == [LIGHTHOUSE]


async def test_an_item_of_a_sensitive_topic_is_described_and_consent_is_asked_when_it_is_told(parts: Parts) -> None:
    await parts.catalogue.upsert([house(0, sensitive=["religion"])], NOW)
    assert (await making(parts).follow(NOW)).refused == 0


async def test_a_deleted_item_loses_its_facts(parts: Parts) -> None:
    await parts.catalogue.upsert([house(0)], NOW)
    await making(parts).follow(NOW)
    await parts.catalogue.delete([ItemId("house-0")], NOW)
    await making(parts).follow(NOW)
    assert await stored(parts, "house-0") == []


async def test_a_few_items_are_described_at_once_and_many_later(parts: Parts, proposer: Counting) -> None:
    ingest = Ingest(parts.catalogue, parts.events, parts.decisions, parts.making)
    await ingest.put_items([house(number) for number in range(AT_ONCE)], NOW)
    assert await making(parts).behind() == 0
    await ingest.put_items([house(number) for number in range(100, 101 + AT_ONCE)], NOW)
    assert await making(parts).behind() == AT_ONCE + 1
    assert len(proposer.asked) == AT_ONCE


async def test_items_are_stored_even_when_facts_cannot_be(parts: Parts) -> None:
    assert isinstance(parts.facts, MemoryFacts)
    broken = replace(making(parts), facts=Failing())
    ingest = Ingest(parts.catalogue, parts.events, parts.decisions, broken)
    assert (await ingest.put_items([house(0)], NOW)).changed == 1
    assert await parts.catalogue.count() == 1


class Failing(MemoryFacts):
    """A store that cannot be read."""

    async def made_upto(self) -> MadeUpTo:
        raise StoreUnavailable("made to fail")


async def test_another_version_makes_everything_anew_and_leaves_what_people_did(
    parts: Parts, proposer: Counting
) -> None:
    await parts.catalogue.upsert([house(0), house(1)], NOW)
    await making(parts).follow(NOW)
    assert isinstance(parts.facts, MemoryFacts)
    [text] = await parts.facts.texts_of("house-0")
    await parts.facts.review("house-0", text.facts[0].id, reviewer="ada", approves=False, at=NOW)
    newer = replace(making(parts), version="v2")
    assert await newer.make_all(EpochMs(NOW + 1)) == MakeReport(items=2, facts=2)
    assert await parts.facts.made_upto() == MadeUpTo(2, "v2")
    assert await stored(parts, "house-0") == [(LIGHTHOUSE, "refused")]
    assert await newer.make_all(NOW) == MakeReport(items=2, unchanged=2)
    assert await newer.make_all(NOW, anew=True) == MakeReport(items=2, facts=2)


async def test_progress_is_told(parts: Parts) -> None:
    await parts.catalogue.upsert([house(number) for number in range(3)], NOW)
    told: list[tuple[int, int]] = []
    await making(parts).follow(NOW, lambda done, whole: told.append((done, whole)))
    assert told == [(3, 3)]


async def codes(making: FactMaking) -> list[str]:
    return [finding.code for finding in await examine_facts(making)]


async def test_the_doctor_says_how_far_facts_were_made_and_with_what(parts: Parts) -> None:
    assert await codes(making(parts)) == ["facts"]
    await parts.catalogue.upsert([house(0)], NOW)
    assert await codes(making(parts)) == ["facts_none"]
    await making(parts).follow(NOW)
    assert await codes(making(parts)) == ["facts"]
    assert await codes(replace(making(parts), version="v2")) == ["facts", "facts_other_version"]
    await parts.catalogue.upsert([house(1)], NOW)
    assert await codes(making(parts)) == ["facts", "facts_behind"]
    assert await examine_facts(None) == []


async def test_the_doctor_counts_what_waits_for_a_person(parts: Parts) -> None:
    await parts.catalogue.upsert([house(0)], NOW)
    await making(parts).follow(NOW)
    assert isinstance(parts.facts, MemoryFacts)
    [text] = await parts.facts.texts_of("house-0")
    await parts.facts.put([text.facts[0].model_copy(update={"id": "f" * 24, "status": "waiting"})])
    [finding] = await examine_facts(making(parts))
    assert (finding.code, finding.what) == (
        "facts_waiting",
        "1 facts are stored, past texts included; 0 are refused. 1 wait for a person.",
    )
