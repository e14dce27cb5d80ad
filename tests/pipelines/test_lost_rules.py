"""A prompt that loses a rule shows with no model at hand: the gate refuses what the simulated writer then writes."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace

import pytest
import pytest_asyncio

from frankly.adapters.files.prompts import load_prompts
from frankly.domain.answering.request import RecommendationRequest
from frankly.domain.model.call import Payer
from frankly.domain.model.prompt import PromptTask
from frankly.domain.person.consent import Consent, Purpose
from frankly.pipelines.assisting.text.writing import texts_of
from frankly.pipelines.assisting.vote.ordering import Ordered, order_of
from frankly.pipelines.parts import Parts
from frankly.pipelines.prompting.asking import Asked, PinnedPrompts, asked_for
from frankly.pipelines.recommend import recommend
from frankly.pipelines.replaying.record import recorded
from frankly.settings import data_folder
from frankly.stages.writing.live.texts import Texts
from frankly.testing.rule_following.writer import RuleFollowingWriter
from tests.api.world import NOW
from tests.pipelines.bookshop import open_bookshop

pytestmark = pytest.mark.asyncio(loop_scope="module")

PROMPTS = load_prompts(data_folder("prompts"))
WRITE, RANK = PROMPTS.current(PromptTask.WRITE), PROMPTS.current(PromptTask.RANK)


@dataclass(frozen=True)
class Slate:
    """A slate that may be written about."""

    asked: Asked

    async def written(self, lost: str = "") -> Texts:
        """What the simulated writer writes, by the shipped prompt or by one that lost a rule."""
        prompt = WRITE.model_copy(update={"body": WRITE.body.replace("{{ rule('" + lost + "') }}", "")})
        book = PinnedPrompts(self.asked.assistant.prompts, prompt)
        assistant = replace(self.asked.assistant, model=RuleFollowingWriter(), prompts=book)
        return await texts_of(assistant, self.asked.world, self.asked.base, deadline_ms=60_000, payer=Payer())

    async def ordered(self, lost: str = "") -> Ordered:
        """How the simulated model orders it."""
        prompt = RANK.model_copy(update={"body": RANK.body.replace("{{ rule('" + lost + "') }}", "")})
        book = PinnedPrompts(self.asked.assistant.prompts, prompt)
        assistant = replace(self.asked.assistant, model=RuleFollowingWriter(), prompts=book)
        return await order_of(assistant, self.asked.world, self.asked.base, deadline_ms=60_000, payer=Payer())


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def slate() -> AsyncIterator[Slate]:
    parts: Parts = replace(await open_bookshop(), variant="personalised")
    agreed = dict.fromkeys((Purpose.PROFILE, Purpose.EXPLAIN, Purpose.MODEL), True)
    await parts.people.put_consent("reader-11", Consent(purposes=agreed, at=NOW))
    answer = await recommend(parts, RecommendationRequest(surface="home", person="reader-11"), NOW)
    yield Slate(await asked_for(parts, await recorded(parts.decisions, str(answer.decision)), WRITE))
    await parts.live.close()  # type: ignore[attr-defined]  # the real LiveIndex


async def test_with_all_rules_the_gate_refuses_nothing(slate: Slate) -> None:
    texts = await slate.written()
    assert len(texts.items) > 5
    assert (texts.refused, texts.faults, texts.degradations) == (0, (), ())


@pytest.mark.parametrize(
    "lost",
    [
        "whole-construction",
        "own-words",
        "slots",
        "because-marked",
        "end-of-title",
        "nudge-states-nothing",
        "above",
    ],
)
async def test_without_a_rule_of_sentences_the_gate_refuses_one(slate: Slate, lost: str) -> None:
    assert (await slate.written(lost)).refused == 1


@pytest.mark.parametrize(
    ("lost", "fault"),
    [
        ("own-evidence", "unknown_handle"),
        ("fact-by-number", "unknown_handle"),
        ("each-once", "duplicate_handle"),
    ],
)
async def test_without_a_rule_of_the_reply_its_fault_is_counted(slate: Slate, lost: str, fault: str) -> None:
    texts = await slate.written(lost)
    assert ([one.value for one in texts.faults], texts.refused) == ([fault], 0)


@pytest.mark.parametrize(
    ("lost", "faults"),
    [
        ("", []),
        ("each-once", ["duplicate_handle", "missing_handle"]),
        ("only-handles", ["unknown_handle", "missing_handle"]),
        ("place-means-nothing", ["copied_order"]),
        ("json-alone", ["prose_around"]),
    ],
)
async def test_a_vote_by_a_prompt_that_lost_a_rule_has_its_fault(slate: Slate, lost: str, faults: list[str]) -> None:
    assert [one.value for one in (await slate.ordered(lost)).faults] == faults
