"""Adds to an answer what a language model says in time: its order and its texts are asked for beside each other.

The answer that it is added to is complete by itself. Whatever goes wrong here, that answer stands, with a degradation.
"""

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import replace
from functools import partial
from itertools import chain

from frankly.domain.model.call import Payer
from frankly.pipelines.assisting.gathering import Askers, Help, gathered
from frankly.pipelines.assisting.ordering import follow_up, order_of
from frankly.pipelines.assisting.retelling import told_again
from frankly.pipelines.assisting.wanted import Wanted, wanted
from frankly.pipelines.assisting.writing import texts_of
from frankly.pipelines.parts import Assistant, Parts
from frankly.pipelines.request.deciding import Decided


async def assisted(parts: Parts, base: Decided, *, started_s: float, payer: Payer) -> Decided:
    """The answer with everything that a model adds to it in time.

    Args:
        parts: the world.
        base: the answer without a model.
        started_s: when the request began, in seconds of the event loop's clock: the deadline counts from there.
        payer: whose budgets calls are taken from.
    """
    decided = base
    async for step in assisting(parts, base, started_s=started_s, payer=payer):
        decided = step
    return decided


async def assisting(
    parts: Parts, base: Decided, *, started_s: float, payer: Payer, is_late: bool = False
) -> AsyncGenerator[Decided, None]:
    """The answer again, each time that something has come; nothing where no model is asked.

    Args:
        parts: the world.
        base: the answer without a model.
        started_s: when the request began, in seconds of the event loop's clock.
        payer: whose budgets calls are taken from.
        is_late: whether the slate was sent already: then each step counts, else only the last.
    """
    asked = wanted(parts.assistant, base, is_late=is_late)
    if parts.assistant is not None:
        asked = asked.without(parts.assistant.known_left)
    if parts.assistant is None or not (asked.anything or asked.degradations):
        return
    heard = base.heard.asked("warming" if asked.degradations else "asked")
    heard.left = _left(parts.assistant, asked, is_late=is_late)
    base = replace(base, heard=heard)
    if not asked.anything:
        yield await told_again(parts, base, None, None, asked.degradations)
        return
    assistant = heard.over_model(parts.assistant, base.situation.surface.model.background_s * 1000)
    came = Help()
    end_s = None if assistant.known_late is not None else started_s + asked.deadline_ms / 1000
    askers = _askers(parts, assistant, base, asked, end_s, payer)
    async for came in gathered(askers, end_s, assistant.known_late):
        if came.is_final or is_late:
            now = replace(base, heard=heard.by_now(came.late, came.open, came.faults()))
            yield await told_again(parts, now, came.ordered, came.texts, came.told())
    if assistant.known_late is None:
        assistant.tally.note(heard.calls.values(), chain.from_iterable(came.faults().values()))
        _follow(parts, base, came, payer)


def _left(assistant: Assistant, asked: Wanted, *, is_late: bool) -> tuple[str, ...]:
    """What is not even asked for: in a replay what nobody waited for then, else the order of a slate that was sent."""
    return tuple(sorted(assistant.known_left | ({"order"} if is_late and asked.texts and not asked.order else set())))


def _follow(parts: Parts, base: Decided, came: Help, payer: Payer) -> None:
    """Have the vote counted, and now and then asked again in another shuffle, when the answer has gone out."""
    if came.ordered is not None and parts.assistant is not None:
        deadline_ms = base.situation.surface.model.background_s * 1000
        if deadline_ms:
            work = follow_up(parts.assistant, parts, base, came.ordered, deadline_ms=deadline_ms, payer=payer)
            parts.assistant.behind.start(work)


def _askers(
    parts: Parts, assistant: Assistant, base: Decided, asked: Wanted, end_s: float | None, payer: Payer
) -> Askers:
    left_ms = asked.deadline_ms
    if end_s is not None:
        left_ms = max(1, round((end_s - asyncio.get_running_loop().time()) * 1000))
    order = partial(order_of, assistant, parts, base, deadline_ms=left_ms, payer=payer) if asked.order else None
    if not asked.texts:
        return Askers(order)
    texts = partial(texts_of, assistant, parts, base, deadline_ms=left_ms, payer=payer)
    return Askers(order, lambda early: texts(first=early))
