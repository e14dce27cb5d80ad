"""Answers with a language model beside them: told in time, late, down, lying; streamed; recorded and replayed."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import aclosing
from dataclasses import replace
from typing import Any

import orjson
import pytest
import pytest_asyncio

from frankly.adapters.files.prompts import load_prompts
from frankly.adapters.files.words.wordings import load_text
from frankly.adapters.model.lingering import LingeringModel
from frankly.domain.answering.answer import Answer
from frankly.domain.answering.progress import AnswerDone, Progress, SentencesArrived, SlateArrived
from frankly.domain.answering.request import RecommendationRequest
from frankly.domain.model.call import ModelCall
from frankly.domain.model.reply import ModelReply
from frankly.domain.person.consent import Consent, Purpose
from frankly.errors import BudgetSpent, FranklyError, ModelUnavailable
from frankly.pipelines.explaining.revisiting import revisit
from frankly.pipelines.explaining.why import why
from frankly.pipelines.explaining.why_not import why_not
from frankly.pipelines.parts import Assistant, Parts
from frankly.pipelines.recommend import recommend, recommend_progressively
from frankly.pipelines.replaying.otherwise import AskedAgain, compared
from frankly.pipelines.replaying.record import recorded
from frankly.pipelines.replaying.replay import replayed
from frankly.ports.asking.model import LanguageModel
from frankly.settings import data_folder
from frankly.testing.replying_model import ReplyingModel
from frankly.testing.rule_following.writer import RuleFollowingWriter, reply_of
from frankly.testing.scripted_model import ScriptedModel
from tests.api.world import NOW
from tests.pipelines.bookshop import open_bookshop

pytestmark = pytest.mark.asyncio(loop_scope="module")

ALLOWED = Consent(purposes=dict.fromkeys(Purpose, True), at=NOW, origin="person")
PROMPTS = load_prompts(data_folder("prompts"))
TEXT = load_text(data_folder("policies"), data_folder("brand"))
ASKED = RecommendationRequest(surface="home", person="reader-9", limit=5)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def shop() -> AsyncIterator[Parts]:
    """A bookshop whose readers let a model help."""
    parts = await open_bookshop()
    for reader in range(12):
        await parts.people.put_consent(f"reader-{reader}", ALLOWED)
    yield parts
    await parts.live.close()  # type: ignore[attr-defined]  # the real LiveIndex


def helped(shop: Parts, model: LanguageModel, **policy: Any) -> Parts:
    """The shop with a model, under another model policy of the start page."""
    home = shop.policies.surfaces["home"]
    changed = home.model_copy(update={"model": home.model.model_copy(update={"deadline_ms": 60_000, **policy})})
    policies = replace(shop.policies, surfaces={**shop.policies.surfaces, "home": changed}, _merged={})
    assistant = Assistant(model, PROMPTS, lambda: True, lexicons=TEXT.lexicons, brand=TEXT.brand)
    # Without the files behind them a record cannot tell of changed policies; what is changed here decides nothing.
    return replace(shop, policies=policies, assistant=assistant)


def origins(answer: Answer) -> set[str]:
    return {sentence.origin for item in answer.items for sentence in item.sentences if sentence.kind == "reason"}


def codes(answer: Answer) -> list[str]:
    return [one.code.value for one in answer.degradations]


def without_the_model(answer: Answer) -> dict[str, Any]:
    return answer.model_dump(mode="json", exclude={"degradations", "decision"})


async def test_a_model_that_keeps_the_rules_is_heard(shop: Parts) -> None:
    answer = await recommend(helped(shop, RuleFollowingWriter()), ASKED, NOW)
    assert "model" in origins(answer)
    assert all(sentence.pattern.startswith(("write/", "repair/")) for sentence in said_by_model(answer))


def said_by_model(answer: Answer) -> list[Any]:
    return [sentence for item in answer.items for sentence in item.sentences if sentence.origin == "model"]


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (ModelUnavailable("down"), "model_failed"),
        (BudgetSpent("spent"), "model_out_of_budget"),
        ("no JSON at all", "reply_unusable"),
        ('{"order": 7}', "reply_unusable"),
        ("{}", None),
    ],
)
async def test_what_a_model_does_wrong_costs_nothing_but_its_part(
    shop: Parts, line: FranklyError | str, code: str | None
) -> None:
    plain = await recommend(shop, ASKED, NOW)
    answer = await recommend(helped(shop, ScriptedModel(line)), ASKED, NOW)
    assert without_the_model(answer) == without_the_model(plain)
    assert code is None or code in codes(answer)


async def test_a_slow_model_is_not_waited_for_and_its_reply_is_kept(shop: Parts) -> None:
    slow = ScriptedModel(delay_s=30)
    model = LingeringModel(slow)
    began = asyncio.get_running_loop().time()
    parts = helped(shop, model)
    answer = await recommend(parts, ASKED.model_copy(update={"deadline_ms": 400}), NOW)
    assert asyncio.get_running_loop().time() - began < 20
    assert "model_late" in codes(answer)
    assert "model" not in origins(answer)
    await has_calls(slow)
    await closed(parts, model)


async def test_without_time_the_answer_goes_out_and_the_next_one_finds_the_reply(shop: Parts) -> None:
    slow = ScriptedModel(delay_s=30)
    model = LingeringModel(slow)
    parts = helped(shop, model)
    answer = await recommend(parts, ASKED.model_copy(update={"deadline_ms": 1}), NOW)
    assert ("model_late" in codes(answer), slow.calls) == (True, [])
    await has_calls(slow)
    # The second does not wait for the first: it is no part of any answer, whose time would be at its end.
    assert model.late == 0
    await closed(parts, model)


async def test_what_comes_after_the_deadline_is_not_told(shop: Parts) -> None:
    asked_ms = 600

    class Blocking(RuleFollowingWriter):
        """Holds everything up for longer than the answer may take."""

        async def complete(self, call: ModelCall) -> ModelReply:
            time.sleep(asked_ms / 1000)
            return await super().complete(call)

    plain = await recommend(shop, ASKED, NOW)
    asked = ASKED.model_copy(update={"deadline_ms": asked_ms})
    parts = replace(helped(shop, Blocking()), policies=shop.policies)
    answer = await recommend(parts, asked, NOW)
    assert without_the_model(answer) == without_the_model(plain)
    assert "model_late" in codes(answer)
    assert (await replayed(replace(parts, assistant=None), str(answer.decision), "r0")).is_identical


async def has_calls(model: ScriptedModel) -> None:
    """Wait until a model was asked."""
    async with asyncio.timeout(20):
        while not model.calls:
            await asyncio.sleep(0.01)


async def closed(parts: Parts, model: LingeringModel) -> None:
    """Give up what goes on behind answers."""
    assert parts.assistant is not None
    await parts.assistant.behind.close()
    await model.close()


async def test_without_consent_nothing_is_asked(shop: Parts) -> None:
    model = ScriptedModel()
    answer = await recommend(helped(shop, model), RecommendationRequest(surface="home", person="nobody-yet"), NOW)
    assert (model.calls, answer.degradations) == ([], ())


async def test_no_call_holds_who_asks(shop: Parts) -> None:
    model = RuleFollowingWriter()
    await recommend(helped(shop, model), ASKED, NOW)
    sent = "".join(part.text for call in model.calls for part in call.parts)
    assert sent
    assert "reader-9" not in sent


@pytest.mark.parametrize("level", ["r0", "r1"])
@pytest.mark.parametrize(
    "model",
    [
        RuleFollowingWriter(),
        ScriptedModel(ModelUnavailable("down")),
        ScriptedModel("no JSON"),
        ScriptedModel(delay_s=9),
    ],
    ids=["keeps the rules", "down", "prose", "late"],
)
async def test_a_decision_with_a_model_is_replayed_without_it(shop: Parts, model: LanguageModel, level: str) -> None:
    parts = replace(helped(shop, model), policies=shop.policies)
    answer = await recommend(parts, ASKED.model_copy(update={"deadline_ms": 300}), NOW)
    told = await replayed(replace(parts, assistant=None), str(answer.decision), "r0" if level == "r0" else "r1")
    assert told.is_identical, (told.reason, told.differences)


async def test_another_model_can_be_asked_afterwards(shop: Parts) -> None:
    parts = replace(helped(shop, ScriptedModel("{}")), policies=shop.policies)
    answer = await recommend(parts, ASKED, NOW)
    today = helped(shop, RuleFollowingWriter())
    found = await compared(today, await recorded(shop.decisions, str(answer.decision)), AskedAgain())
    assert found.is_changed
    assert any(change.said_then != change.said_now for change in found.changes)


async def events_of(parts: Parts, request: RecommendationRequest, most: int | None = None) -> list[Progress]:
    found: list[Progress] = []
    async with aclosing(recommend_progressively(parts, request, NOW)) as events:
        async for event in events:
            found.append(event)
            if len(found) == most:
                break
    return found


async def test_a_stream_is_the_slate_then_sentences_then_the_end(shop: Parts) -> None:
    plain = await recommend(shop, ASKED, NOW)
    first, *between, last = await events_of(helped(shop, RuleFollowingWriter(), vote="off"), ASKED)
    assert isinstance(first, SlateArrived)
    assert isinstance(last, AnswerDone)
    assert without_the_model(first.answer) == without_the_model(plain)
    assert between
    told = {event.item: event.sentences for event in between if isinstance(event, SentencesArrived) and event.item}
    final = {item.id: item.sentences for item in last.answer.items}
    assert all(final[item] == sentences for item, sentences in told.items())
    assert await shop.decisions.get(str(last.answer.decision)) is not None


async def test_the_order_of_a_slate_that_was_sent_stays(shop: Parts) -> None:
    model = ReplyingModel(backwards, "backwards")
    first, *_, last = await events_of(helped(shop, model, write=False, vote="on"), ASKED)
    assert isinstance(first, SlateArrived)
    assert isinstance(last, AnswerDone)
    assert [item.id for item in first.answer.items] == [item.id for item in last.answer.items]
    assert [call for call in model.calls if call.prompt == "rank"] == []
    kinds = [one.event for one in await events_of(helped(shop, model, vote="on", late_order=True), ASKED)]
    assert "order" in kinds


def backwards(call: ModelCall) -> str:
    """The order turned round; everything else as a model that keeps the rules."""
    if call.prompt != "rank":
        return reply_of(call)
    return orjson.dumps({"order": orjson.loads(reply_of(call))["order"][::-1]}).decode()


async def test_whoever_stops_listening_leaves_a_record_of_what_was_sent(shop: Parts) -> None:
    (first,) = await events_of(helped(shop, ScriptedModel(delay_s=9)), ASKED, most=1)
    assert isinstance(first, SlateArrived)
    assert await shop.decisions.get(str(first.answer.decision)) is not None


@pytest.mark.parametrize("most", [1, 2, None])
@pytest.mark.parametrize("waits", [{}, {"repair": 9}, {"rank": 9}, {"write": 9}], ids=str)
async def test_what_was_streamed_is_replayed_as_far_as_it_was_heard(
    shop: Parts, most: int | None, waits: dict[str, float]
) -> None:
    class Slow(ReplyingModel):
        async def complete(self, call: ModelCall) -> ModelReply:
            await asyncio.sleep(waits.get(call.prompt, 0))
            return await super().complete(call)

    parts = replace(helped(shop, Slow(boasting, "boasting")), policies=shop.policies)
    first, *_ = await events_of(parts, ASKED.model_copy(update={"deadline_ms": 400}), most)
    assert isinstance(first, SlateArrived)
    told = await replayed(replace(parts, assistant=None), str(first.answer.decision))
    assert told.is_identical, (told.reason, told.differences)


def boasting(call: ModelCall) -> str:
    """Sentences that need a repair; everything else as a model that keeps the rules."""
    return reply_of(call).replace("You", "Because 5 You") if call.prompt == "write" else reply_of(call)


async def test_half_a_surrogate_pair_costs_no_answer_and_no_record(shop: Parts) -> None:
    for half in ("\ud800", "\\ud800"):
        model = ReplyingModel(lambda call, half=half: reply_of(call).replace("{e1", half + " {e1", 1), "half")  # type: ignore[misc]
        answer = await recommend(helped(shop, model), ASKED, NOW)
        assert await shop.decisions.get(str(answer.decision)) is not None


async def test_a_fault_of_ours_with_a_reply_costs_its_part_alone(shop: Parts) -> None:
    class Broken(ScriptedModel):
        async def complete(self, call: ModelCall) -> ModelReply:
            raise ZeroDivisionError

    answer = await recommend(helped(shop, Broken()), ASKED, NOW)
    assert "model_failed" in codes(answer)
    assert answer.items


async def test_why_tells_the_vote_as_a_line_of_its_own(shop: Parts) -> None:
    # The policies of then stand in the record's files, so the vote is told by those: on the surface as shipped.
    parts = replace(helped(shop, ReplyingModel(backwards, "backwards")), policies=shop.policies)
    answer = await recommend(parts, ASKED.model_copy(update={"limit": 4}), NOW)
    record = await shop.decisions.get(str(answer.decision))
    assert record is not None
    world = await revisit(parts, record)
    assert [item.id for item in world.decided.answer.items] == [item.id for item in answer.items]
    before = [item.id for item in world.base.answer.items]
    assert before != [item.id for item in answer.items]
    for place, item in enumerate(answer.items, start=1):
        told = await why(world, str(item.id))
        was = before.index(item.id) + 1 if item.id in before else None
        assert (told.vote is None) == (was == place)
        if told.vote is not None:
            assert (told.vote.before, told.vote.model, told.vote.prompt) == (was, "backwards", "rank/v1")
        if was is None:
            assert item.origin == "vote"
            assert {ground.cause for ground in told.grounds} <= {"contributing", "none"}
    gone = [item for item in before if item not in {item.id for item in answer.items}]
    for left in gone:
        assert (await why_not(world, str(left))).verdict == "displaced_by_vote"
