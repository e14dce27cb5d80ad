"""Asks a model to write the sentences of a slate, has them verified, and sends those that were refused back once."""

import asyncio
from collections.abc import Callable
from dataclasses import replace

from frankly.domain.answering.degradation import Degradation, DegradationCode
from frankly.domain.model.call import ModelCall, Payer, ReplyShape
from frankly.domain.model.prompt import PromptTask
from frankly.domain.model.tasks.message import MessageReply
from frankly.domain.model.tasks.write import WriteReply
from frankly.errors import ModelFailed, ModelMisbehaved
from frankly.pipelines.assisting.failing import failure
from frankly.pipelines.assisting.text.asked import Asked, asked_to_write
from frankly.pipelines.assisting.text.repairing import repaired
from frankly.pipelines.parts import Assistant, Parts
from frankly.pipelines.request.deciding import Decided
from frankly.stages.prompting.render import call_of
from frankly.stages.prompting.shape import shape_of
from frankly.stages.replies.handles import read_entries
from frankly.stages.replies.reading import read_object
from frankly.stages.writing.live.texts import NOTHING_WRITTEN, Texts
from frankly.stages.writing.live.written import lines_from, texts_from


async def texts_of(
    assistant: Assistant,
    parts: Parts,
    base: Decided,
    *,
    deadline_ms: int,
    payer: Payer,
    first: Callable[[Texts], None] | None = None,
) -> Texts:
    """Have the sentences of a slate written; what a model does wrong becomes a degradation and never an error.

    Args:
        assistant: the model and its prompts.
        parts: the verifier, and what the house says.
        base: the request, decided and told without a model.
        deadline_ms: time for all calls together, the repair included.
        payer: whose budgets they are taken from.
        first: given what stands before a repair is asked for, so that nobody has to wait for that.

    Returns:
        What was written; `tell(..., texts=...)` verifies it once more and fills it.
    """
    asked = asked_to_write(assistant, parts, base)
    if asked is None:
        return NOTHING_WRITTEN
    loop = asyncio.get_running_loop()
    end_s = loop.time() + deadline_ms / 1000
    try:
        reply = await assistant.model.complete(write_call(asked, deadline_ms=deadline_ms, payer=payer))
    except (ModelFailed, ModelMisbehaved) as error:
        return replace(NOTHING_WRITTEN, degradations=(failure(error, "texts"),))
    texts = read_texts(reply.text, asked)
    if "repair" in assistant.known_left:
        return replace(texts, is_final=False)

    def before() -> None:
        if first is not None:
            first(replace(texts, is_final=False))

    return await repaired(assistant, parts.verifier, asked, texts, end_s=end_s, payer=payer, before=before)


def write_call(asked: Asked, *, deadline_ms: int, payer: Payer) -> ModelCall:
    """The call that asks for a slate's sentences."""
    return call_of(asked.prompt, asked.about, _shape(asked), deadline_ms=deadline_ms, payer=payer)


def read_texts(text: str, asked: Asked) -> Texts:
    """Read a reply: what was shown is used, each once; everything else is counted and left out."""
    found = read_object(text)
    if found.value is None:
        told = Degradation(code=DegradationCode.REPLY_UNUSABLE, part="texts", detail="there is no JSON in it")
        return replace(NOTHING_WRITTEN, faults=found.faults, degradations=(told,))
    entries = read_entries(found.value.get("items"), [one.handle for one in asked.offered.offered])
    most = asked.about.most_sentences
    texts = texts_from(found.value, entries.entries, asked.offered, asked.prompt.name, most)
    if asked.prompt.task is PromptTask.MESSAGE:
        lines, faults = lines_from(found.value, asked.offered, asked.prompt.name)
        texts = replace(texts, headline=None, intro=None, lines=lines, faults=(*texts.faults, *faults))
    return replace(texts, faults=tuple(dict.fromkeys((*found.faults, *entries.faults, *texts.faults))))


def _shape(asked: Asked) -> ReplyShape:
    """What the reply must look like."""
    if asked.prompt.task is PromptTask.MESSAGE:
        return shape_of(MessageReply, "message")
    return shape_of(WriteReply, "write")
