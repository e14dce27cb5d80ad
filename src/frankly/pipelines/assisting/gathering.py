"""Gathers what a language model gives in time: its order and its texts are asked for beside each other."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal, TypeAlias

from frankly.domain.answering.degradation import Degradation, DegradationCode
from frankly.domain.model.fault import ReplyFault
from frankly.pipelines.assisting.failing import LATE_REPAIR
from frankly.pipelines.assisting.vote.ordering import Ordered
from frankly.stages.writing.live.texts import Texts

GRACE_S: Final = 0.02
"""So long past the deadline a task may take to wind up: a model that is late lets go at the deadline itself."""

Task: TypeAlias = Literal["order", "texts"]

_TASKS: Final[tuple[Task, ...]] = ("order", "texts")

Early: TypeAlias = Callable[[Texts], None]
"""Takes the texts as they stand before the repair."""


@dataclass(frozen=True, slots=True, eq=False)
class Askers:
    """What is asked for; None where it is not.

    Attributes:
        order: asks for the vote.
        texts: asks for texts.
    """

    order: Callable[[], Awaitable[Ordered]] | None = None
    texts: Callable[[Early], Awaitable[Texts]] | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Help:
    """What came of asking a model.

    Attributes:
        ordered: its vote; None while there is none.
        texts: what it wrote; None while there is nothing.
        late: what did not come in time.
        degradations: why something is missing.
        open: what is still under way; `repair` where the texts only lack that.
        is_final: whether nothing more comes.
    """

    ordered: Ordered | None = None
    texts: Texts | None = None
    late: frozenset[Task] = frozenset()
    degradations: tuple[Degradation, ...] = ()
    open: frozenset[str] = frozenset()
    is_final: bool = False

    def too_late(self, asked: frozenset[Task]) -> "Help":
        """Nothing at all: it came when there was no time left to tell it.

        Args:
            asked: what was asked for.
        """
        return _final(Help(), [name for name in _TASKS if name in asked], ())

    def faults(self) -> Mapping[str, Sequence[ReplyFault]]:
        """Task → what was wrong with its replies; tasks without a fault are absent."""
        named = (("order", self.ordered), ("texts", self.texts))
        return {name: part.faults for name, part in named if part is not None and part.faults}

    def told(self) -> list[Degradation]:
        """All degradations, in the same order whatever came first."""
        parts = (self.ordered, self.texts)
        own = sorted(self.degradations, key=lambda one: one.part)
        return [one for part in parts if part is not None for one in part.degradations] + own


async def gathered(
    askers: Askers, end_s: float | None, known_late: frozenset[str] | None = None
) -> AsyncGenerator[Help, None]:
    """What came, each time that something has come; the last one is final.

    Args:
        askers: what is asked for.
        end_s: when the answer has to go out, in seconds of the event loop's clock; None waits for everything.
        known_late: what is not asked for, because there is no time left; in a replay, because it came too late then.
    """
    known_late = known_late or frozenset()
    early: asyncio.Future[Texts] = asyncio.get_running_loop().create_future()
    running: dict[asyncio.Future[Ordered | Texts | Degradation], Task] = {}
    late: list[Task] = [name for name in _TASKS if name in known_late]
    if askers.order is not None and "order" not in late:
        running[asyncio.ensure_future(_guarded("order", askers.order()))] = "order"
    if askers.texts is not None and "texts" not in late:
        asked = askers.texts(lambda texts: None if early.done() else early.set_result(texts))
        running[asyncio.ensure_future(_guarded("texts", asked))] = "texts"
    help = Help()
    try:
        while running:
            waited = {*running, *(() if early.done() and help.texts is not None else (early,))}
            done, _ = await asyncio.wait(waited, timeout=_rest(end_s), return_when=asyncio.FIRST_COMPLETED)
            if not done:
                break
            if early in done and help.texts is None:
                help = replace(help, texts=early.result())
            for task in [task for task in running if task in done]:
                help = _with(help, running.pop(task), task.result())
            if running:
                yield replace(help, open=_open(help, running.values()))
    finally:
        for task in running:
            task.cancel()
        early.cancel()
    yield _final(help, late, list(running.values()))


def _open(help: Help, running: Iterable[Task]) -> frozenset[str]:
    return frozenset("repair" if name == "texts" and help.texts is not None else name for name in running)


def _rest(end_s: float | None) -> float | None:
    return None if end_s is None else max(0.0, end_s + GRACE_S - asyncio.get_running_loop().time())


def _final(help: Help, known: Sequence[Task], missing: Sequence[Task]) -> Help:
    """What is there at the end. Texts that only lack their repair are no late texts."""
    if "texts" in missing and help.texts is not None:
        missing = [name for name in missing if name != "texts"]
        help = replace(help, texts=replace(help.texts, degradations=(*help.texts.degradations, LATE_REPAIR)))
    late = [*known, *missing]
    return replace(help, late=frozenset(late), degradations=(*help.degradations, *map(_lateness, late)), is_final=True)


async def _guarded(name: Task, asked: Awaitable[Ordered | Texts]) -> Ordered | Texts | Degradation:
    """What was asked for; a fault of ours in it costs the model's part of the answer, and nothing else."""
    try:
        return await asked
    except Exception as error:
        detail = f"{type(error).__name__} while working with its reply"
        return Degradation(code=DegradationCode.MODEL_FAILED, part=name, detail=detail)


def _with(help: Help, name: Task, came: Ordered | Texts | Degradation) -> Help:
    if isinstance(came, Degradation):
        return replace(help, degradations=(*help.degradations, came))
    if isinstance(came, Ordered):
        return replace(help, ordered=came)
    return replace(help, texts=came)


def _lateness(name: Task) -> Degradation:
    return Degradation(code=DegradationCode.MODEL_LATE, part=name, detail="it did not come before the deadline")
