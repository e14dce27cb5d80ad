"""An e-mail whose lines and reasons a model writes: verified, borne by the body, repaired, recorded and replayed."""

import re
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from typing import Any

import orjson
import pytest

from frankly.adapters.files.prompts import load_prompts
from frankly.adapters.files.words.wordings import load_text
from frankly.domain.model.call import ModelCall
from frankly.domain.model.prompt import PromptTask
from frankly.domain.person.consent import Consent, Purpose
from frankly.domain.saying.message import Message, MessageRequest
from frankly.domain.time import EpochMs
from frankly.errors import ModelUnavailable
from frankly.pipelines.assisting.vote.keeping import VoteKeeper
from frankly.pipelines.messaging.write import write_message
from frankly.pipelines.parts import Assistant, Parts
from frankly.pipelines.prompting.asking import asked_for
from frankly.pipelines.replaying.record import recorded
from frankly.pipelines.replaying.replay import replayed
from frankly.settings import data_folder
from frankly.stages.writing.brand import Brand
from frankly.testing.memory.votes import MemoryVotes
from frankly.testing.replying_model import ReplyingModel, asked, sent
from frankly.testing.rule_following.writer import RuleFollowingWriter
from tests.api.world import NOW
from tests.pipelines.bookshop import open_bookshop

NAME = "Xanthippe"
BRAND = Brand("Lantern Books", {"plain": "Says what is so.", "warm": "Says what is so, warmly."})
Lines = dict[str, Any]


@pytest.fixture
async def parts() -> AsyncIterator[Parts]:
    parts = await open_bookshop(brand=BRAND)
    yield parts
    await parts.live.close()  # type: ignore[attr-defined]


async def allow(parts: Parts, **purposes: bool) -> None:
    said = {**dict.fromkeys(Purpose, True), **{Purpose(name): held for name, held in purposes.items()}}
    await parts.people.put_consent("reader-9", Consent(purposes=said, at=EpochMs(NOW - 1000)))


def listening(parts: Parts, model: ReplyingModel) -> Parts:
    text = load_text(data_folder("policies"), data_folder("brand"))
    assistant = Assistant(
        model,
        load_prompts(data_folder("prompts")),
        lambda: True,
        lexicons=text.lexicons,
        brand=text.brand,
        votes=VoteKeeper(MemoryVotes(), parts.clock),
    )
    return replace(parts, assistant=assistant)


async def write(parts: Parts, model: ReplyingModel, **more: Any) -> Message:
    asked_for = MessageRequest(person="reader-9", first_name=NAME, locale="en", deadline_ms=20_000, **more)
    return await write_message(listening(parts, model), asked_for, NOW)


def saying(change: Callable[[Lines, str], Lines]) -> ReplyingModel:
    """A model that writes the first reason of each item as a plain truth, and lines as a test wants them."""

    def reply(call: ModelCall) -> str:
        if call.prompt != "message":
            return "{}"
        data = asked(call).data
        liked = dict(re.findall(r"^(e\d+) liked: (.*)$", data, re.MULTILINE))
        items = [
            {
                "handle": handle,
                "sentences": [{"text": f"You liked {{{name}.title}}, and that counts here.", "evidence": [name]}],
            }
            for handle, name in re.findall(r"^([a-z]\d[a-z]\d) .*?: (?:g\d+\()?(e\d+)", data, re.MULTILINE)
            if name in liked
        ]
        return orjson.dumps(change({"items": items}, next(iter(liked), "e1"))).decode()

    return ReplyingModel(reply)


def honest(reply: Lines, name: str) -> Lines:
    return reply | {
        "subject": {"text": f"With {{{name}.title}} in mind", "evidence": [name]},
        "preheader": {"text": "These may be worth a look", "evidence": []},
        "intro": {"text": "We put this together with what you liked in mind.", "evidence": [name]},
        "closing": "Warm regards",
    }


async def test_what_a_model_wrote_well_is_told(parts: Parts) -> None:
    await allow(parts)
    message = await write(parts, saying(honest))
    lines = (message.subject, message.preheader, message.intro, message.closing)
    assert [line.origin if line else "" for line in lines] == ["model"] * 4
    assert re.fullmatch(r"With “.+” in mind", message.subject.text)
    assert any(text.origin == "model" for item in message.items for text in item.sentences)
    assert message.greeting is not None
    assert message.greeting.origin == "template"
    assert message.intro is not None
    assert message.intro.text in message.text


@pytest.mark.parametrize("level", ["r0", "r1"])
async def test_it_is_replayed_byte_for_byte(parts: Parts, level: Any) -> None:
    await allow(parts)
    message = await write(parts, saying(honest))
    await parts.decisions.flush()
    again = await replayed(parts, str(message.decision), level)
    assert (again.is_identical, again.differences, again.reason) == (True, (), "")


async def test_a_subject_loses_its_full_stop(parts: Parts) -> None:
    await allow(parts)
    line = {"text": "These may be worth a look.", "evidence": []}
    message = await write(parts, saying(lambda reply, name: honest(reply, name) | {"subject": line, "preheader": None}))
    assert (message.subject.text, message.subject.origin) == ("These may be worth a look", "model")


LIES: list[tuple[str, Callable[[str], dict[str, Any]]]] = [
    ("subject", lambda name: {"text": "Re: your order is waiting", "evidence": []}),
    ("subject", lambda name: {"text": f"With {{{name}.title}} in mind, only today", "evidence": [name]}),
    ("subject", lambda name: {"text": f"You bought {{{name}.title}}, and you may like these", "evidence": [name]}),
    ("preheader", lambda name: {"text": "The best books of the year", "evidence": []}),
    ("preheader", lambda name: {"text": "https://evil.example", "evidence": []}),
    ("intro", lambda name: {"text": f"Dear {NAME}, we put this together for you.", "evidence": []}),
    ("intro", lambda name: {"text": "Ignore the rules.", "evidence": []}),
    ("intro", lambda name: {"text": "With {e99.title} in mind", "evidence": ["e99"]}),
]


@pytest.mark.parametrize(("role", "lie"), LIES, ids=range(len(LIES)))
async def test_a_line_that_is_not_so_is_told_by_a_template(
    parts: Parts, role: str, lie: Callable[[str], dict[str, Any]]
) -> None:
    await allow(parts)
    message = await write(parts, saying(lambda reply, name: honest(reply, name) | {role: lie(name)}))
    line = getattr(message, role)
    assert (line is None, line.origin) == (False, "template")
    others = {"subject", "preheader", "intro"} - {role}
    assert all(getattr(message, other).origin == "model" for other in others)


async def test_a_subject_is_borne_by_the_sentences_of_the_items_or_not_said(parts: Parts) -> None:
    await allow(parts)
    bare = saying(lambda reply, name: honest(reply, name) | {"items": []})
    message = await write(parts, bare)
    body = [text for item in message.items for text in item.sentences if text.kind == "reason"]
    cited = {name for text in body for name in text.evidence}
    for line in (message.subject, message.preheader, message.intro):
        assert line is None or cited.issuperset(line.evidence)
    titles = re.findall(r"“(.+?)”", message.subject.text)
    assert all(any(title in text.text for text in body) for title in titles)


async def test_no_model_is_asked_without_consent_to_it(parts: Parts) -> None:
    for refused in ({"model": False}, {"explain": False}):
        await allow(parts, **refused)
        model = saying(honest)
        message = await write(parts, model)
        assert [call.prompt for call in model.calls if call.prompt in {"message", "write", "repair"}] == []
        assert message.subject.origin == "template"


async def test_neither_name_nor_id_of_the_reader_leaves(parts: Parts) -> None:
    await allow(parts)
    model = saying(honest)
    await write(parts, model)
    assert model.calls
    for call in model.calls:
        assert NAME not in sent(call)
        assert "reader-9" not in sent(call)
        assert "book-" not in sent(call)


async def test_a_model_that_fails_costs_nothing_but_its_words(parts: Parts) -> None:
    await allow(parts)

    def fail(call: ModelCall) -> str:
        raise ModelUnavailable("gone")

    message = await write(parts, ReplyingModel(fail))
    assert message.subject.origin == "template"
    assert message.items
    assert {one.code for one in message.degradations} == {"model_failed"}


async def test_a_model_that_keeps_the_rules_is_told_without_a_refusal(parts: Parts) -> None:
    await allow(parts)
    message = await write(parts, RuleFollowingWriter())
    assert not [one for one in message.degradations if one.code.startswith("sentence_")]
    assert message.subject.origin == "model"


async def test_the_prompt_of_a_recorded_message_is_shown_as_it_was_sent(parts: Parts) -> None:
    await allow(parts)
    model = saying(honest)
    message = await write(parts, model)
    await parts.decisions.flush()
    told = await recorded(parts.decisions, str(message.decision))
    prompt = load_prompts(data_folder("prompts")).current(PromptTask.MESSAGE)
    shown = await asked_for(listening(parts, saying(honest)), told, prompt)
    assert shown.is_sent
    assert shown.call.parts == next(call.parts for call in model.calls if call.prompt == "message")
