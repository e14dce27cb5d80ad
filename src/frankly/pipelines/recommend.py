"""One answer: decided, helped by a language model where there is one, and recorded.

The answer is complete before a model is asked. At once, or bit by bit, it is one decision with one record.
"""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import replace
from typing import Final

from frankly.domain.answering.answer import Answer
from frankly.domain.answering.progress import AnswerDone, Progress, SlateArrived
from frankly.domain.answering.request import RecommendationRequest
from frankly.domain.model.call import Payer
from frankly.pipelines.assisting.assist import assisted, assisting
from frankly.pipelines.assisting.changes import changes
from frankly.pipelines.decide import decide
from frankly.pipelines.parts import Parts
from frankly.pipelines.request import recording
from frankly.pipelines.request.answering import answered, unrecorded
from frankly.pipelines.request.deciding import Decided

WARM_AFTER_S: Final = 0.1
"""Between an answer and the work of loading the model's package, so that the answer is sent before."""


async def recommend(parts: Parts, request: RecommendationRequest, now: int, *, api_key: str = "") -> Answer:
    """Answer one request.

    Args:
        parts: the world.
        request: what is asked.
        now: moment of the request, in milliseconds.
        api_key: name of the key that pays for model calls.

    Returns:
        The explained slate, recorded unless the request was stateless.

    Raises:
        NotFound: for a surface that does not exist, with the nearest name.
        Invalid: for a cursor that is none of ours.
    """
    started_s = asyncio.get_running_loop().time()
    parts = parts.phrased()
    base = await decide(parts, request, now)
    decided = await assisted(parts, base, started_s=started_s, payer=_payer(base, api_key))
    answer = _recorded(parts, decided)
    _warm(parts)
    return answer


async def recommend_progressively(
    parts: Parts, request: RecommendationRequest, now: int, *, api_key: str = ""
) -> AsyncGenerator[Progress, None]:
    """Answer one request bit by bit: the whole slate at once, then what a language model adds to it in time.

    Whoever stops listening ends the decision: it is recorded with what was sent by then.

    Args:
        parts: the world.
        request: what is asked.
        now: moment of the request, in milliseconds.
        api_key: name of the key that pays for model calls.

    Raises:
        NotFound: for a surface that does not exist, with the nearest name.
        Invalid: for a cursor that is none of ours.
    """
    started_s = asyncio.get_running_loop().time()
    parts = parts.phrased()
    base = sent = await decide(parts, request, now)
    is_done = False
    try:
        yield SlateArrived(answer=base.answer)
        payer = _payer(base, api_key)
        async with aclosing(assisting(parts, base, started_s=started_s, payer=payer, is_late=True)) as steps:
            async for decided in steps:
                before, sent = sent, decided
                for event in changes(before, decided):
                    yield event
        sent, is_done = replace(sent, answer=_recorded(parts, sent)), True
        yield AnswerDone(answer=sent.answer)
    finally:
        if not is_done:
            _recorded(parts, sent)
        _warm(parts)


def _payer(base: Decided, api_key: str) -> Payer:
    return Payer(request=str(base.answer.decision), key=api_key)


def _warm(parts: Parts) -> None:
    """Have the model's package loaded, a moment after the answer has gone out; nothing where that is done."""
    assistant = parts.assistant
    if assistant is not None and not assistant.is_ready():
        asyncio.get_running_loop().call_later(WARM_AFTER_S, assistant.warm)


def _recorded(parts: Parts, decided: Decided) -> Answer:
    """Hand the record over; the answer says so where that is not possible."""
    if decided.request.profile is not None:
        return decided.answer
    lines = recording.served(decided.answer, decided.key, decided.situation.scope)
    fault = parts.decisions.fault
    decided = answered(decided, fault)
    is_recorded = parts.decisions.record(recording.build(decided, fault), lines, decided.record.life)
    return decided.answer if is_recorded else unrecorded(decided.answer, fault)
