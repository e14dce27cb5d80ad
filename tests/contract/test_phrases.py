from typing import Any

import pytest

from frankly.domain.evidence import EvidenceKind
from frankly.domain.model.reply import ModelReply
from frankly.domain.saying.phrase import Phrase, PhraseCell, PhraseReview, PhraseWork, phrase_id
from frankly.domain.time import EpochMs
from frankly.ports.phrases import PhraseStore
from tests.contract.stores import Stores, gather

CELL = PhraseCell("en", EvidenceKind.VIEWED, "one")


@pytest.fixture
def phrases(stores: Stores) -> PhraseStore:
    return stores.phrases


def phrase(text: str, **more: Any) -> Phrase:
    return Phrase(id=phrase_id(CELL, text), locale="en", kind=CELL.kind, form="one", text=text, **more)


def work(unit: str, text: str = "{}", **more: Any) -> PhraseWork:
    return PhraseWork(unit=unit, source="s", reply=ModelReply(text=text, model="m"), prompt="phrase/v1", **more)


async def test_phrases_are_stored_once_and_come_in_order(phrases: PhraseStore) -> None:
    one, two = phrase("You viewed it."), phrase("You saw it.")
    assert await phrases.put([one, two]) == 2
    assert await phrases.put([one.model_copy(update={"status": "refused"})]) == 0
    assert await phrases.all() == sorted([one, two], key=lambda phrase: phrase.id)


async def test_replacing_writes_over_what_is_there(phrases: PhraseStore) -> None:
    one = phrase("You viewed it.")
    await phrases.put([one])
    signed = one.model_copy(update={"level": "approved", "reviewer": "ada", "reviewed_at": EpochMs(5)})
    await phrases.replace([signed])
    assert await phrases.all() == [signed]


async def test_the_change_grows_when_phrases_are_written_and_only_then(phrases: PhraseStore) -> None:
    before = await phrases.change()
    await phrases.put([])
    await phrases.keep_work(work("item:a"))
    assert await phrases.change() == before
    await phrases.put([phrase("You viewed it.")])
    after = await phrases.change()
    assert after > before
    await phrases.put([phrase("You viewed it.")])
    assert await phrases.change() == after
    await phrases.replace([phrase("You viewed it.")])
    assert await phrases.change() > after


async def test_work_is_kept_by_unit_with_the_reply_as_it_came(phrases: PhraseStore) -> None:
    await phrases.keep_work(work("item:b", '{"sentences": [ “Zoë” ]'))
    await phrases.keep_work(work("item:a"))
    done = work("item:b", '{"sentences": [ “Zoë” ]', state="done", at=EpochMs(7))
    await phrases.keep_work(done)
    assert await phrases.work_of(["item:b", "item:c"]) == {"item:b": done}
    assert [one.unit for one in await gather(phrases.stream_work(batch=1))] == ["item:a", "item:b"]
    assert await phrases.drop_work(["item:a", "item:c"]) == 1
    assert await phrases.work_of(["item:a"]) == {}


async def test_reviews_are_kept_in_their_order(phrases: PhraseStore) -> None:
    first = PhraseReview("f1", "emma", "refused", "riskiest", "ada", EpochMs(9))
    second = PhraseReview("p1", "", "approved", "random", "bob", EpochMs(3))
    await phrases.keep_review(first)
    await phrases.keep_review(second)
    await phrases.keep_review(first)
    assert await phrases.reviews() == [first, second, first]
