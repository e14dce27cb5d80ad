"""Asks many requests, some at once, and looks at everything that comes back."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass, replace
from itertools import chain
from typing import Final

from frankly.adapters.files.wordings import load_text
from frankly.bench.faults.second_look import SecondLook, texts_in, texts_of_event
from frankly.bench.faults.tally import Tally
from frankly.bench.replay_world import Data, Questions, visit
from frankly.domain.answer import Answer
from frankly.domain.degradation import DegradationCode
from frankly.domain.progress import AnswerDone, Progress, SlateArrived
from frankly.domain.request import RecommendationRequest
from frankly.domain.seed import Seed
from frankly.domain.time import EpochMs
from frankly.pipelines.parts import Parts
from frankly.pipelines.recommend import recommend, recommend_progressively
from frankly.ports.verifier import Verifier
from frankly.settings import Settings, data_folder
from frankly.stages.verify.verifier import SentenceVerifier

AT_ONCE: Final = 2
"""Requests under way at once in one process: they wait for the model, and must not wait for each other."""

DEADLINES_MS: Final = (200, 400, 1000)
"""In turn."""

STREAMED_EVERY: Final = 4
"""One of so many is answered bit by bit, and of those one in five is listened to until the slate only."""

CUT_EVERY: Final = 20


@dataclass(frozen=True, slots=True, eq=False)
class Asker:
    """Everything that questions are asked with.

    Attributes:
        parts: the world.
        other: a second verifier over the same rules.
        questions: the requests, by number.
    """

    parts: Parts
    other: Verifier
    questions: Questions

    async def ask(self, number: int, tally: Tally, *, is_warm_up: bool = False) -> None:
        """Ask one request and count what comes of it.

        Args:
            number: of the request.
            tally: counts; changed here.
            is_warm_up: whether its time is kept apart.
        """
        asked, now = self.questions.question(number)
        asked = asked.model_copy(update={"deadline_ms": DEADLINES_MS[number % len(DEADLINES_MS)]})
        look = SecondLook(self.parts.verifier, self.other)
        parts = replace(self.parts, verifier=look)
        started = time.perf_counter()
        try:
            took_s = await self._answered(parts, look, asked, now, number, tally, started)
        except Exception as error:
            tally.fail(f"request {number}: {type(error).__name__}: {error}")
            took_s = time.perf_counter() - started
        over_ms = max(0.0, took_s * 1000 - (asked.deadline_ms or 0))
        (tally.warm_over_ms if is_warm_up else tally.over_ms).append(over_ms)

    async def _answered(
        self,
        parts: Parts,
        look: SecondLook,
        asked: RecommendationRequest,
        now: EpochMs,
        number: int,
        tally: Tally,
        started: float,
    ) -> float:
        if number % STREAMED_EVERY:
            answer = await recommend(parts, asked, now)
            took_s, texts = time.perf_counter() - started, texts_in(answer)
        else:
            events = await _listened(parts, asked, now, until_slate=number % CUT_EVERY == 0)
            took_s, texts = time.perf_counter() - started, chain.from_iterable(map(texts_of_event, events))
            answer = _last(events)
            tally.cut += not isinstance(events[-1], AnswerDone)
        _count(answer, asked, tally)
        # The second look is ours and no part of the answer's time.
        tally.doubt(look.unproved(texts))
        return took_s


def _count(answer: Answer, asked: RecommendationRequest, tally: Tally) -> None:
    codes = {one.code for one in answer.degradations}
    # A search for a word that nothing has, or a page behind the last one, holds nothing and says so.
    if not answer.items and DegradationCode.TOO_FEW_ITEMS not in codes and asked.cursor is None:
        tally.fail(f"nothing in the answer {answer.decision}")
    tally.degraded.update(codes)
    tally.sentences.update(text.origin for text in texts_in(answer))


def _last(events: list[Progress]) -> Answer:
    return next(event.answer for event in reversed(events) if isinstance(event, SlateArrived | AnswerDone))


async def _listened(parts: Parts, asked: RecommendationRequest, now: EpochMs, *, until_slate: bool) -> list[Progress]:
    heard = []
    async with aclosing(recommend_progressively(parts, asked, now)) as events:
        async for event in events:
            heard.append(event)
            if until_slate:
                break
    return heard


@asynccontextmanager
async def asker_over(parts: Parts, data: Data, seed: int) -> AsyncIterator[Asker]:
    """What asks questions over an open world."""
    settings = Settings()
    text = load_text(data_folder("policies", settings), data_folder("brand", settings) / "default.yaml")
    await visit(parts, data)
    yield Asker(parts, SentenceVerifier(text.lexicons, text.rules), Questions(data, Seed(seed)))


async def ask_all(asker: Asker, numbers: Iterator[int], tally: Tally, *, is_warm_up: bool = False) -> None:
    """Ask requests, some at once, each asker taking the next number when it is done with one.

    Args:
        asker: what asks.
        numbers: of the requests.
        tally: counts; changed here.
        is_warm_up: whether their time is kept apart.
    """

    async def one_after_the_other() -> None:
        for number in numbers:
            await asker.ask(number, tally, is_warm_up=is_warm_up)

    async with asyncio.TaskGroup() as group:
        for _ in range(AT_ONCE):
            group.create_task(one_after_the_other())
