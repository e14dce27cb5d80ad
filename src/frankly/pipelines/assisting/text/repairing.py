"""Sends the sentences that the verifier refused back once, all of a slate together, in what is left of the time."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from frankly.domain.answering.degradation import Degradation
from frankly.domain.model.call import Payer
from frankly.domain.model.fault import ReplyFault
from frankly.domain.model.prompt import Prompt, PromptTask
from frankly.domain.model.tasks.repair import RepairInput, RepairReply
from frankly.errors import Misconfigured, ModelFailed, ModelMisbehaved
from frankly.pipelines.assisting.failing import LATE_REPAIR, failure
from frankly.pipelines.assisting.text.asked import Asked
from frankly.pipelines.parts import Assistant
from frankly.ports.verifier import Bearing, Verifier
from frankly.stages.prompting.render import call_of
from frankly.stages.prompting.shape import shape_of
from frankly.stages.replies.reading import read_object
from frankly.stages.writing.live.mend import Place, Refusal, mended, refusals, sent_back
from frankly.stages.writing.live.texts import LiveSentence, Texts
from frankly.stages.writing.live.written import SentenceReader

LEAST_MS: Final = 100
"""With less time left nothing is sent back: no model replies in less, and the answer would wait for nothing."""

WIND_UP_MS: Final = 20
"""Kept back to verify what came."""


async def repaired(
    assistant: Assistant,
    verifier: Verifier,
    asked: Asked,
    texts: Texts,
    *,
    end_s: float,
    payer: Payer,
    before: Callable[[], None] = lambda: None,
) -> Texts:
    """The texts with what one repair call made good.

    Args:
        assistant: the model and its prompts.
        verifier: the gate.
        asked: what the model was asked to write.
        texts: what it wrote.
        end_s: until when there is time, in seconds of the event loop's clock.
        payer: whose budgets the call is taken from.
        before: called when a repair is about to be asked for.
    """

    def bearings(place: Place) -> Bearing | None:
        return asked.bearing_of(place[0])

    refused = refusals(texts, bearings, verifier)
    if not refused:
        return texts
    texts = replace(texts, refused=len(refused))
    prompt = _prompt(assistant)
    if prompt is None:
        return texts
    left_ms = round((end_s - asyncio.get_running_loop().time()) * 1000)
    if left_ms < LEAST_MS + WIND_UP_MS:
        return _with(texts, LATE_REPAIR)
    before()
    about = _about(asked, refused)
    call = call_of(prompt, about, shape_of(RepairReply, "repair"), deadline_ms=left_ms - WIND_UP_MS, payer=payer)
    try:
        reply = await assistant.model.complete(call)
    except (ModelFailed, ModelMisbehaved) as error:
        return _with(texts, failure(error, "repair"))
    reader = SentenceReader(prompt.name)
    again = _read(reply.text, refused, reader)
    texts = mended(texts, refused, again, bearings, verifier)
    return replace(texts, faults=tuple(dict.fromkeys((*texts.faults, *reader.faults))))


def _prompt(assistant: Assistant) -> Prompt | None:
    """The prompt for repairs; without one there are none."""
    try:
        return assistant.prompts.current(PromptTask.REPAIR)
    except Misconfigured:
        return None


def _with(texts: Texts, degradation: Degradation) -> Texts:
    return replace(texts, degradations=(*texts.degradations, degradation))


def _about(asked: Asked, refused: Sequence[Refusal]) -> RepairInput:
    told = sent_back(refused)
    cited = {name for one in told for name in one.cites}
    return RepairInput(
        language=asked.about.language,
        address=asked.about.address,
        constructions=asked.about.constructions,
        house=asked.about.house,
        evidence=tuple(one for one in asked.offered.things if one.id in cited),
        sentences=told,
    )


def _read(text: str, refused: Sequence[Refusal], reader: SentenceReader) -> Mapping[int, LiveSentence]:
    """Number → the sentence as it came back; the first of several for one number."""
    found = read_object(text)
    reader.faults += found.faults
    listed: Any = None if found.value is None else found.value.get("sentences")
    if not isinstance(listed, list):
        reader.faults += [ReplyFault.WRONG_SHAPE] if found.value is not None else []
        return {}
    again: dict[int, LiveSentence] = {}
    for one in listed:
        number = one.get("number") if isinstance(one, Mapping) else None
        if not isinstance(number, int) or not 1 <= number <= len(refused):
            reader.faults.append(ReplyFault.UNKNOWN_HANDLE)
            continue
        if number in again:
            reader.faults.append(ReplyFault.DUPLICATE_HANDLE)
            continue
        before = refused[number - 1].sentence
        sentence = reader.sentence(one, before.role, before.names, before.necessary)
        if sentence is not None:
            again[number] = sentence
    return again
