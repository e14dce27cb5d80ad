"""Phrases in answers: taken up while the service runs, verified again, recorded and replayed."""

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import cast

import pytest
import pytest_asyncio

from frankly.adapters.files.policy_files import GatheredPolicyFiles
from frankly.bench.replay_world import with_other_policies
from frankly.domain.answering.answer import Answer
from frankly.domain.answering.request import RecommendationRequest
from frankly.domain.evidence import EvidenceKind
from frankly.domain.saying.phrase import Phrase, PhraseCell, phrase_id
from frankly.pipelines.parts import Parts
from frankly.pipelines.phrasebook.health import examine_phrases
from frankly.pipelines.phrasebook.living import LivePhrases
from frankly.pipelines.recommend import recommend
from frankly.pipelines.replaying.replay import replayed
from frankly.testing.memory.phrases import MemoryPhrases
from tests.api.world import NOW
from tests.pipelines.bookshop import open_bookshop

pytestmark = pytest.mark.asyncio(loop_scope="module")

TEXTS = {
    "one": ("You liked “{e1.title}”, too.", "We took into account that you liked “{e1.title}”."),
    "because": ("This one made the list because you liked “{e1.title}”.",),
}
ASKED = RecommendationRequest(surface="home", person="reader-11")


def phrase(form: str, text: str, **more: object) -> Phrase:
    cell = PhraseCell("en", EvidenceKind.LIKED, form)
    told = {"id": phrase_id(cell, text), "locale": "en", "kind": cell.kind, "form": form, "text": text}
    return Phrase.model_validate(told | {"made_with": "v"} | more)


PHRASES = [phrase(form, text) for form, texts in TEXTS.items() for text in texts]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def shop() -> AsyncIterator[Parts]:
    parts = await open_bookshop()
    files = cast(GatheredPolicyFiles, parts.policy_files)
    yield replace(parts, phrasing=LivePhrases(MemoryPhrases(), parts.wordings, files, "v"))
    await parts.live.close()  # type: ignore[attr-defined]


def live(parts: Parts) -> LivePhrases:
    return cast(LivePhrases, parts.phrasing)


def written(answer: Answer) -> dict[str, str]:
    """Pattern → text, of sentences that the phrasebook gave."""
    sentences = [sentence for item in answer.items for sentence in item.sentences]
    return {sentence.pattern: sentence.text for sentence in sentences if sentence.origin == "phrasebook"}


async def test_phrases_come_into_answers_when_they_are_built_and_leave_when_they_are_retired(shop: Parts) -> None:
    phrasing = live(shop)
    await phrasing.refresh()
    assert written(await recommend(shop, ASKED, NOW)) == {}
    await phrasing.store.put(PHRASES)
    assert written(await recommend(shop, ASKED, NOW)) == {}
    await phrasing.refresh()
    told = written(await recommend(shop, ASKED, NOW))
    assert told
    assert all("{" not in text for text in told.values())
    await phrasing.store.replace([one.model_copy(update={"status": "retired"}) for one in PHRASES])
    await phrasing.refresh()
    assert written(await recommend(shop, ASKED, NOW)) == {}
    await phrasing.store.replace(PHRASES)


async def test_a_decision_with_phrases_is_replayed_byte_for_byte_whatever_became_of_them(shop: Parts) -> None:
    phrasing = live(shop)
    await phrasing.store.put(PHRASES)
    await phrasing.refresh()
    answer = await recommend(shop, ASKED.model_copy(update={"seed": 3}), NOW)
    assert written(answer)
    await shop.decisions.flush()
    assert (await replayed(shop, str(answer.decision), "r1")).is_identical
    await phrasing.store.replace([one.model_copy(update={"status": "refused"}) for one in PHRASES])
    await phrasing.refresh()
    for level in ("r0", "r1"):
        assert (await replayed(shop, str(answer.decision), level)).is_identical
    await phrasing.store.replace(PHRASES)


async def test_stale_and_refused_phrases_are_not_used(shop: Parts) -> None:
    store = MemoryPhrases()
    await store.put([phrase("one", TEXTS["one"][0], made_with="w"), phrase("one", TEXTS["one"][1], status="refused")])
    plain = live(shop).plain
    other = replace(shop, phrasing=LivePhrases(store, shop.wordings, plain, "v"))
    await live(other).refresh()
    assert live(other).wordings is shop.wordings
    assert live(other).files is plain


async def test_behind_phrases_that_the_verifier_refuses_templates_are_tried(shop: Parts) -> None:
    store = MemoryPhrases()
    lies = [f"You will {word} this after “{{e1.title}}”." for word in ("love", "adore", "admire", "cherish")]
    await store.put([phrase(form, text) for form in ("one", "because") for text in lies])
    other = replace(shop, phrasing=LivePhrases(store, shop.wordings, live(shop).plain, "v"))
    await live(other).refresh()
    answer, plain = await recommend(other, ASKED, NOW), await recommend(replace(shop, phrasing=None), ASKED, NOW)
    assert written(answer) == {}
    assert reasons(answer) == reasons(plain)


def reasons(answer: Answer) -> list[int]:
    """Of each item how many reasons name an item that was liked, and how many there are."""
    told = [[one.text for one in item.sentences if one.kind == "reason"] for item in answer.items]
    return [number for some in told for number in (sum("“" in text for text in some), len(some))]


async def test_doctor_tells_of_phrases_and_of_stale_ones(shop: Parts) -> None:
    store = MemoryPhrases()
    phrasing = LivePhrases(store, shop.wordings, live(shop).plain, "v")
    assert await examine_phrases(None) == []
    assert await examine_phrases(phrasing) == []
    await store.put(PHRASES)
    assert [finding.code for finding in await examine_phrases(phrasing)] == ["phrases"]
    await store.put([phrase("one", "You liked “{e1.title}”.", made_with="w")])
    assert [finding.code for finding in await examine_phrases(phrasing)] == ["phrases", "phrases_stale"]


async def test_the_phrases_of_one_world_bring_its_policies_into_no_other(shop: Parts) -> None:
    other = with_other_policies(shop)
    answer = await recommend(other, ASKED, NOW)
    assert other.phrased().policy_files is other.policy_files is not shop.policy_files
    assert (await replayed(other, str(answer.decision), "r1")).is_identical
