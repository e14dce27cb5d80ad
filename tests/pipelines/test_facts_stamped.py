"""Stamps of quotations from their making to an answer, its record and its replay."""

from dataclasses import replace

import pytest

from frankly.adapters.files.words.wordings import load_text
from frankly.domain.answering.request import RecommendationRequest
from frankly.domain.saying.text import DraftSentence, Verdict, VerifiedText
from frankly.pipelines.decide import decide
from frankly.pipelines.parts import Parts
from frankly.pipelines.recommend import recommend
from frankly.pipelines.replaying.record import recorded
from frankly.pipelines.replaying.replay import replayed
from frankly.settings import data_folder
from frankly.stages.verify.facts import quoted
from frankly.stages.verify.facts.stamps import QuoteStamps
from frankly.stages.verify.verifier import SentenceVerifier
from frankly.testing.memory.facts import MemoryFacts
from tests.api.world import NOW
from tests.pipelines.bookshop import open_bookshop

HOME = RecommendationRequest(surface="home", person="reader-9", limit=10)


async def shop(*, key: bytes | None, reads_with: bytes | None = None) -> Parts:
    """A bookshop whose facts were stamped with a key, and are read with the same or another one."""
    text = load_text(data_folder("policies"), data_folder("brand"))

    def gate(with_key: bytes | None) -> SentenceVerifier:
        return SentenceVerifier(text.lexicons, text.rules, None if with_key is None else QuoteStamps(with_key, "code"))

    parts = await open_bookshop(verifier=gate(reads_with or key))
    assert parts.making is not None
    making = replace(parts.making, verifier=gate(key), stamp=gate(key).stamp)
    await making.make_all(NOW, anew=True)
    return replace(parts, making=making)


@pytest.fixture
def proofs(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Texts whose quotation was proved."""
    seen: list[str] = []
    check = quoted.check

    def seen_check(draft: DraftSentence, *rest: object) -> list[Verdict]:
        seen.append(draft.text)
        return check(draft, *rest)  # type: ignore[arg-type]  # handed on as it came

    monkeypatch.setattr(quoted, "check", seen_check)
    return seen


async def facts_told(parts: Parts) -> list[VerifiedText]:
    answer = (await decide(parts, HOME, NOW)).answer
    return [text for item in answer.items for text in item.sentences if text.kind == "fact"]


async def test_what_was_stamped_when_it_was_made_is_told_without_another_proof(proofs: list[str]) -> None:
    parts = await shop(key=b"the-folder's-own")
    proofs.clear()
    told = await facts_told(parts)
    assert told
    assert proofs == []


async def test_with_another_key_everything_is_proved_and_nothing_told_otherwise(proofs: list[str]) -> None:
    stamped, strange, bare = (
        await shop(key=b"the-folder's-own"),
        await shop(key=b"the-folder's-own", reads_with=b"another one's"),
        await shop(key=None),
    )
    proofs.clear()
    told = await facts_told(strange)
    assert {text.text for text in told} <= set(proofs)
    answers = [(await decide(parts, HOME, NOW)).answer for parts in (stamped, strange, bare)]
    assert answers[0] == answers[1] == answers[2]


async def test_a_stored_lie_is_refused_although_it_has_the_stamp_of_the_truth() -> None:
    parts = await shop(key=b"the-folder's-own")
    assert isinstance(parts.facts, MemoryFacts)
    true = {text.text for text in await facts_told(parts)}
    for item in await parts.catalogue.get_many([f"book-{number}" for number in range(48)]):
        for one in await parts.facts.texts_of(item):
            lies = tuple(fact.model_copy(update={"text": f"{fact.text[:-1]} for free."}) for fact in one.facts)
            await parts.facts.keep_made([replace(one, facts=lies)])
    decided = await decide(parts, HOME, NOW)
    said = {text.text for item in decided.answer.items for text in item.sentences}
    assert true
    assert not any("free" in text for text in said)
    assert any(one.part.startswith("book-") for one in decided.answer.degradations)


async def test_a_replay_proves_what_the_answer_took_on_its_stamp(proofs: list[str]) -> None:
    parts = await shop(key=b"the-folder's-own")
    answer = await recommend(parts, HOME, NOW)
    await parts.decisions.flush()
    told = {text.text for item in answer.items for text in item.sentences if text.kind == "fact"}
    kept = await recorded(parts.decisions, str(answer.decision))
    assert kept.sheets
    assert not any(b"stamp" in sheet.data for sheet in kept.sheets.values())
    for level in ("r0", "r1"):
        proofs.clear()
        assert (await replayed(parts, str(answer.decision), level)).is_identical  # type: ignore[arg-type]  # both are levels
        assert told <= set(proofs)
