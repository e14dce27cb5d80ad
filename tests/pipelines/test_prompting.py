"""What a recorded decision asks of a model, shown and tried again."""

import re
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import orjson
import pytest
import pytest_asyncio

from frankly.adapters.files.prompts import load_prompts
from frankly.adapters.files.words.wordings import load_text
from frankly.domain.answering.answer import Answer
from frankly.domain.answering.request import RecommendationRequest
from frankly.domain.model.call import ModelCall
from frankly.domain.model.prompt import Prompt, PromptTask
from frankly.domain.person.consent import Consent, Purpose
from frankly.errors import Invalid
from frankly.pipelines.parts import Assistant, Parts
from frankly.pipelines.prompting.asking import Asked, asked_for
from frankly.pipelines.prompting.costing import cost_of
from frankly.pipelines.prompting.trying import tried_for
from frankly.pipelines.recommend import recommend
from frankly.pipelines.replaying.record import recorded
from frankly.settings import data_folder
from frankly.testing.replying_model import ReplyingModel, in_shape
from frankly.testing.rule_following.writer import RuleFollowingWriter
from tests.api.world import NOW
from tests.pipelines.bookshop import open_bookshop

pytestmark = pytest.mark.asyncio(loop_scope="module")

READER = "reader-11"
BOOK = load_prompts(data_folder("prompts"))


def assistant(model: ReplyingModel) -> Assistant:
    text = load_text(data_folder("policies"), data_folder("brand"))
    return Assistant(model, BOOK, is_ready=lambda: True, lexicons=text.lexicons, brand=text.brand)


def refused(call: ModelCall) -> str:
    """A reply whose sentences the verifier refuses."""
    return orjson.dumps(in_shape(call)).decode()


AGREED = Consent(purposes=dict.fromkeys((Purpose.PROFILE, Purpose.EXPLAIN, Purpose.MODEL), True), at=NOW)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def shop() -> AsyncIterator[Parts]:
    parts = replace(await open_bookshop(), variant="personalised")
    await parts.people.put_consent(READER, AGREED)
    yield parts
    await parts.live.close()  # type: ignore[attr-defined]  # the real LiveIndex


async def ask(parts: Parts, model: ReplyingModel | None, **request: Any) -> Answer:
    with_model = replace(parts, assistant=assistant(model) if model is not None else None)
    wanted = {"surface": "home", "person": READER, "deadline_ms": 60_000} | request
    return await recommend(with_model, RecommendationRequest.model_validate(wanted), NOW)


async def asked(parts: Parts, answer: Answer, prompt: Prompt) -> Asked:
    return await asked_for(parts, await recorded(parts.decisions, str(answer.decision)), prompt)


@pytest.mark.parametrize("task", [PromptTask.RANK, PromptTask.WRITE, PromptTask.REPAIR])
async def test_what_was_sent_is_shown_byte_for_byte(shop: Parts, task: PromptTask) -> None:
    model = ReplyingModel(refused)
    answer = await ask(shop, model, seed=1)
    found = await asked(shop, answer, BOOK.current(task))
    assert found.is_sent
    assert found.call.parts in [call.parts for call in model.calls if call.prompt == task.value]


async def test_what_would_be_sent_is_shown_where_no_model_was_asked(shop: Parts) -> None:
    answer = await ask(shop, None, seed=2)
    found = await asked(shop, answer, BOOK.current(PromptTask.WRITE))
    assert not found.is_sent
    assert "The Sea Book" in found.call.parts[1].text


async def test_another_version_shows_what_it_would_send(shop: Parts) -> None:
    answer = await ask(shop, ReplyingModel(refused), seed=3)
    other = BOOK.current(PromptTask.WRITE)
    body = other.body.replace("You write why", "Write why")
    found = await asked(shop, answer, other.model_copy(update={"version": other.version + 1, "body": body}))
    assert (found.is_sent, found.call.version) == (False, other.version + 1)
    assert found.call.parts[0].text.startswith("Write why")


@pytest.mark.parametrize(
    ("request_", "task", "said"),
    [
        ({"person": "stranger"}, PromptTask.WRITE, "has not agreed to a model"),
        ({"deadline_ms": 0}, PromptTask.RANK, "gave it no time"),
        ({}, PromptTask.JUDGE, "is about no decision"),
        ({}, PromptTask.REPAIR, "repairs nothing"),
    ],
)
async def test_what_is_asked_of_no_model_says_why(
    shop: Parts, request_: dict[str, Any], task: PromptTask, said: str
) -> None:
    answer = await ask(shop, None, seed=4, **request_)
    with pytest.raises(Invalid, match=said):
        await asked(shop, answer, BOOK.current(task))


async def test_a_reply_that_is_tried_goes_the_way_of_any_other(shop: Parts) -> None:
    answer = await ask(shop, None, seed=5)
    found = await asked(shop, answer, BOOK.current(PromptTask.WRITE))
    writer = RuleFollowingWriter()
    outcome = await tried_for(found, writer)
    assert len(writer.calls) == 1
    origins = {text.origin for item in outcome.after.items for text in item.sentences}
    assert "model" in origins
    assert {text.origin for item in outcome.before.items for text in item.sentences} == {"template"}
    liar = await tried_for(found, ReplyingModel(refused))
    assert "model" not in {text.origin for item in liar.after.items for text in item.sentences}
    assert "word_unlicensed" in liar.repair
    codes = {one.code.value for one in liar.after.degradations}
    assert "sentence_replaced" in codes
    assert "model_failed" not in codes
    assert outcome.repair == ""


async def test_slates_of_equal_kinds_share_their_stable_bytes_whoever_they_are_for(shop: Parts) -> None:
    written: dict[frozenset[str], set[str]] = {}
    data: set[str] = set()
    ranked: set[str] = set()
    for number in range(6, 12):
        reader = f"reader-{number}"
        await shop.people.put_consent(reader, AGREED)
        answer = await ask(shop, None, person=reader, seed=6)
        rules, told = (await asked(shop, answer, BOOK.current(PromptTask.WRITE))).call.parts
        written.setdefault(kinds(told.text), set()).add(rules.text)
        data.add(told.text)
        ranked.add((await asked(shop, answer, BOOK.current(PromptTask.RANK))).call.parts[0].text)
    assert len(data) == 6
    assert len(ranked) == 1
    assert [len(rules) for rules in written.values()] == [1] * len(written)
    assert len(written) < 6


def kinds(told: str) -> frozenset[str]:
    """Which kinds of evidence a prompt's data tell, one by one (e) or together (g), and what is marked in them."""
    things = re.findall(r"^([eg])\d+ ([a-z_]+(?: \(few\))?)", told, re.MULTILINE)
    slots = re.findall(r"; no ([a-z, ]+)$", told, re.MULTILINE)
    return frozenset(f"{one} {kind}" for one, kind in things) | set(slots) | ({"="} if "=" in told else set())


async def test_what_a_call_costs_is_counted_before_anybody_is_asked(shop: Parts) -> None:
    call = (await asked(shop, await ask(shop, None, seed=8), BOOK.current(PromptTask.RANK))).call
    priced = cost_of(call, ReplyingModel(refused))
    assert (priced.tokens_in, priced.is_estimate) == (priced.stable + priced.data + priced.shape, False)
    assert priced.most_nano == 0
    unknown = cost_of(call, None)
    assert (unknown.most_nano, unknown.is_estimate) == (None, True)
    assert unknown.stable == len(call.parts[0].text.encode()) // 3 + 1
