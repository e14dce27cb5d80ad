"""Adds to an answer what a language model says in time: its order and its texts are asked for beside each other.

The answer that it is added to is complete by itself. Whatever goes wrong here, that answer stands, with a degradation.
"""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import Final, Literal, TypeAlias, cast

from frankly.domain.degradation import Degradation, DegradationCode
from frankly.domain.model.call import Payer
from frankly.domain.model.fault import ReplyFault
from frankly.pipelines.assisting.ordering import Ordered, follow_up, order_of
from frankly.pipelines.assisting.retelling import told_again
from frankly.pipelines.assisting.wanted import Wanted, wanted
from frankly.pipelines.assisting.writing import texts_of
from frankly.pipelines.parts import Assistant, Parts
from frankly.pipelines.request.deciding import Decided
from frankly.stages.writing.live.texts import Texts

GRACE_S: Final = 0.02
"""So long past the deadline a task may take to wind up: a model that is late lets go at the deadline itself."""

Task: TypeAlias = Literal["order", "texts"]


@dataclass(frozen=True, slots=True, eq=False)
class Help:
    """What came of asking a model.

    Attributes:
        ordered: its vote; None while there is none.
        texts: what it wrote; None while there is nothing.
        late: what did not come in time.
        degradations: why something is missing.
    """

    ordered: Ordered | None = None
    texts: Texts | None = None
    late: frozenset[Task] = frozenset()
    degradations: tuple[Degradation, ...] = ()

    def faults(self) -> Mapping[str, Sequence[ReplyFault]]:
        """Task → what was wrong with its replies; tasks without a fault are absent."""
        named = (("order", self.ordered), ("texts", self.texts))
        return {name: part.faults for name, part in named if part is not None and part.faults}

    def told(self) -> list[Degradation]:
        """All degradations, in the same order whatever came first."""
        parts = (self.ordered, self.texts)
        return [one for part in parts if part is not None for one in part.degradations] + list(self.degradations)


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
        is_late: whether the slate was sent already.
    """
    asked = wanted(parts.assistant, base, is_late=is_late)
    if parts.assistant is None or not (asked.anything or asked.degradations):
        return
    heard = base.heard.asked("warming" if asked.degradations else "asked")
    base = replace(base, heard=heard)
    if not asked.anything:
        yield await told_again(parts, base, None, None, asked.degradations)
        return
    assistant = heard.over_model(parts.assistant, base.situation.surface.model.background_s * 1000)
    came = Help()
    async for help in _gathered(parts, assistant, base, asked, started_s, payer):
        heard.late, heard.faults = tuple(sorted(help.late)), help.faults()
        yield await told_again(parts, base, help.ordered, help.texts, help.told())
        came = help
    if assistant.known_late is None:
        assistant.tally.note(heard.calls.values(), chain.from_iterable(heard.faults.values()))
        _follow(parts, base, came, payer)


def _follow(parts: Parts, base: Decided, came: Help, payer: Payer) -> None:
    """Have the vote counted, and now and then asked again in another shuffle, when the answer has gone out."""
    if came.ordered is not None and parts.assistant is not None:
        deadline_ms = base.situation.surface.model.background_s * 1000
        if deadline_ms:
            work = follow_up(parts.assistant, parts, base, came.ordered, deadline_ms=deadline_ms, payer=payer)
            parts.assistant.behind.start(work)


async def _gathered(
    parts: Parts, assistant: Assistant, base: Decided, asked: Wanted, started_s: float, payer: Payer
) -> AsyncGenerator[Help, None]:
    """What came, each time that something has come; at the end of the time, what did not come."""
    loop = asyncio.get_running_loop()
    known_late = assistant.known_late
    end_s = None if known_late is not None else started_s + asked.deadline_ms / 1000
    left_ms = asked.deadline_ms if end_s is None else max(1, round((end_s - loop.time()) * 1000))
    askers = _askers(parts, assistant, base, asked, left_ms, payer)
    late = [name for name in askers if known_late is not None and name in known_late]
    running = {asyncio.create_task(_guarded(name, ask)): name for name, ask in askers.items() if name not in late}
    help = Help()
    try:
        while running:
            rest_s = None if end_s is None else max(0.0, end_s + GRACE_S - loop.time())
            done, _ = await asyncio.wait(running, timeout=rest_s, return_when=asyncio.FIRST_COMPLETED)
            if not done:
                break
            for task in done:
                help = _with(help, running.pop(task), task.result())
            if running:
                yield help
    finally:
        for task in running:
            task.cancel()
        late += running.values()
    yield replace(help, late=frozenset(late), degradations=(*help.degradations, *map(_lateness, sorted(late))))


def _askers(
    parts: Parts, assistant: Assistant, base: Decided, asked: Wanted, left_ms: int, payer: Payer
) -> Mapping[Task, Callable[[], Awaitable[Ordered | Texts]]]:
    found: dict[Task, Callable[[], Awaitable[Ordered | Texts]]] = {}
    if asked.order:
        found["order"] = lambda: order_of(assistant, parts, base, deadline_ms=left_ms, payer=payer)
    if asked.texts:
        found["texts"] = lambda: texts_of(assistant, parts, base, deadline_ms=left_ms, payer=payer)
    return found


async def _guarded(name: Task, ask: Callable[[], Awaitable[Ordered | Texts]]) -> Ordered | Texts | Degradation:
    """What was asked for; a fault of ours in it costs the model's part of the answer, and nothing else."""
    try:
        return await ask()
    except Exception as error:
        detail = f"{type(error).__name__} while working with its reply"
        return Degradation(code=DegradationCode.MODEL_FAILED, part=name, detail=detail)


def _with(help: Help, name: Task, came: Ordered | Texts | Degradation) -> Help:
    if isinstance(came, Degradation):
        return replace(help, degradations=(*help.degradations, came))
    return replace(help, ordered=cast(Ordered, came)) if name == "order" else replace(help, texts=cast(Texts, came))


def _lateness(name: Task) -> Degradation:
    return Degradation(code=DegradationCode.MODEL_LATE, part=name, detail="it did not come before the deadline")
