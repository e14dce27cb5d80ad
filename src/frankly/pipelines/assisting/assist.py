"""Adds to an answer what a language model says in time: its order and its texts are asked for beside each other.

The answer that it is added to is complete by itself. Whatever goes wrong here, that answer stands, with a degradation.
"""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from dataclasses import replace
from functools import partial
from itertools import chain
from typing import Final

from frankly.domain.model.call import Payer
from frankly.pipelines.assisting.gathering import Askers, Help, gathered
from frankly.pipelines.assisting.text.retelling import told_again
from frankly.pipelines.assisting.text.writing import texts_of
from frankly.pipelines.assisting.vote.ordering import follow_up, order_of
from frankly.pipelines.assisting.waiting import Waiting
from frankly.pipelines.assisting.wanted import Wanted, wanted
from frankly.pipelines.parts import Assistant, Parts
from frankly.pipelines.request.deciding import Decided

BEHIND_S: Final = 0.1
"""Between an answer and what is asked behind it, so that the answer is sent before."""


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
    calls = heard.calls
    heard.left = _left(parts.assistant, asked, is_late=is_late)
    base = replace(base, heard=heard)
    if not asked.anything:
        yield await told_again(parts, base, None, None, asked.degradations)
        return
    assistant = heard.over_model(parts.assistant, _background_ms(base))
    time = Waiting.of(assistant, asked.deadline_ms, started_s)
    late = assistant.known_late
    if time is not None and not time.is_enough:
        late = asked.names
        _ask_behind(parts, parts.assistant, base, asked, payer)
    came, is_told, end_s = Help(), False, None if time is None else time.end_s
    async for came in gathered(_askers(parts, assistant, base, asked, time, payer), end_s, late):
        # What was sent already is told to its end.
        is_past = time is not None and time.is_over and not is_told
        if is_past and came.is_final:
            came, heard = came.too_late(asked.names), replace(heard, calls={}, vote={})
        if came.is_final or (is_late and not is_past):
            is_told = True
            yield await _told(parts, replace(base, heard=heard), came, time)
    if assistant.known_late is None:
        assistant.tally.note(calls.values(), chain.from_iterable(came.faults().values()))
        _follow(parts, base, came, payer)


async def _told(parts: Parts, base: Decided, came: Help, time: Waiting | None) -> Decided:
    """The answer with what came, and how long it took to tell it."""
    now = replace(base, heard=base.heard.by_now(came.late, came.open, came.faults()))
    since_s = asyncio.get_running_loop().time()
    told = await told_again(parts, now, came.ordered, came.texts, came.told())
    if time is not None and told.told is not base.told:
        time.assistant.pace.note(asyncio.get_running_loop().time() - since_s)
    return told


def _left(assistant: Assistant, asked: Wanted, *, is_late: bool) -> tuple[str, ...]:
    """What is not even asked for: in a replay what nobody waited for then, else the order of a slate that was sent."""
    return tuple(sorted(assistant.known_left | ({"order"} if is_late and asked.texts and not asked.order else set())))


def _background_ms(base: Decided) -> int:
    return base.situation.surface.model.background_s * 1000


def _follow(parts: Parts, base: Decided, came: Help, payer: Payer) -> None:
    """Have the vote counted, and now and then asked again in another shuffle, when the answer has gone out."""
    if came.ordered is not None and parts.assistant is not None and (deadline_ms := _background_ms(base)):
        work = follow_up(parts.assistant, parts, base, came.ordered, deadline_ms=deadline_ms, payer=payer)
        parts.assistant.behind.start(work)


def _ask_behind(parts: Parts, assistant: Assistant, base: Decided, asked: Wanted, payer: Payer) -> None:
    """Ask when the answer has gone out: this one has no time left, and the next one finds the reply in the cache."""
    deadline_ms = _background_ms(base)
    if not deadline_ms:
        return
    asking = _askers(parts, assistant, base, replace(asked, deadline_ms=deadline_ms), None, payer)
    if asking.order is not None:
        assistant.behind.start(_after_the_answer(asking.order))
    if asking.texts is not None:
        assistant.behind.start(_after_the_answer(partial(asking.texts, lambda _: None)))


async def _after_the_answer(ask: Callable[[], Awaitable[object]]) -> None:
    await asyncio.sleep(BEHIND_S)
    await ask()


def _askers(
    parts: Parts, assistant: Assistant, base: Decided, asked: Wanted, time: Waiting | None, payer: Payer
) -> Askers:
    left_ms = asked.deadline_ms if time is None else time.left_ms
    order = partial(order_of, assistant, parts, base, deadline_ms=left_ms, payer=payer) if asked.order else None
    if not asked.texts:
        return Askers(order)
    texts = partial(texts_of, assistant, parts, base, deadline_ms=left_ms, payer=payer)
    return Askers(order, lambda early: texts(first=early))
