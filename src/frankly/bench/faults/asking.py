"""Asks many requests, some at once, and looks at everything that comes back."""

import asyncio
from collections.abc import Iterable, Iterator
from contextlib import aclosing
from dataclasses import dataclass, replace
from itertools import chain, islice
from typing import Final

from frankly.adapters.files.words.wordings import load_text
from frankly.bench.faults.second_look import SecondLook, texts_in, texts_of_event
from frankly.bench.faults.tally import Tally
from frankly.bench.faults.watch import Watch
from frankly.bench.replay_world import Data, Questions, visit
from frankly.domain.answering.answer import Answer
from frankly.domain.answering.degradation import DegradationCode
from frankly.domain.answering.progress import AnswerDone, Progress, SlateArrived
from frankly.domain.answering.request import RecommendationRequest
from frankly.domain.seed import Seed
from frankly.domain.time import EpochMs
from frankly.pipelines.parts import Parts
from frankly.pipelines.recommend import recommend, recommend_progressively
from frankly.ports.verifier import Verifier
from frankly.settings import Settings, data_folder
from frankly.stages.verify.verifier import SentenceVerifier

AT_ONCE: Final = 2
"""Requests under way at once in one process: while one waits for the model, another is decided."""

BLOCK: Final = 50
"""Requests until all that left is looked at once more."""

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

    async def ask(self, number: int, tally: Tally, *, is_warm_up: bool = False) -> SecondLook:
        """Ask one request and count what comes of it.

        Args:
            number: of the request.
            tally: counts; changed here.
            is_warm_up: whether its time is kept apart.

        Returns:
            What is to be looked at once more, when no request is under way: that is no part of any answer's time.
        """
        asked, now = self.questions.question(number)
        asked = asked.model_copy(update={"deadline_ms": DEADLINES_MS[number % len(DEADLINES_MS)]})
        look = SecondLook(self.parts.verifier, self.other)
        parts = replace(self.parts, verifier=look)
        with Watch((asked.deadline_ms or 0) / 1000) as watch:
            try:
                answer = await self._answered(parts, look, asked, now, number, tally)
            except Exception as error:
                tally.fail(f"request {number}: {type(error).__name__}: {error}")
                answer = None
        if answer is not None:
            _count(answer, asked, tally)
        (tally.warm_over_ms if is_warm_up else tally.over_ms).append(watch.over_ms)
        if not is_warm_up:
            tally.own_over_ms.append(watch.own_over_ms)
        return look

    async def _answered(
        self,
        parts: Parts,
        look: SecondLook,
        asked: RecommendationRequest,
        now: EpochMs,
        number: int,
        tally: Tally,
    ) -> Answer:
        if number % STREAMED_EVERY:
            answer = await recommend(parts, asked, now)
            look.left(texts_in(answer))
            return answer
        events = await _listened(parts, asked, now, until_slate=number % CUT_EVERY == 0)
        look.left(chain.from_iterable(map(texts_of_event, events)))
        tally.cut += not isinstance(events[-1], AnswerDone)
        return _last(events)


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


async def asker_over(parts: Parts, data: Data) -> Asker:
    """What asks questions over an open world."""
    settings = Settings()
    text = load_text(data_folder("policies", settings), data_folder("brand", settings) / "default.yaml")
    await visit(parts, data)
    return Asker(parts, SentenceVerifier(text.lexicons, text.rules), Questions(data, Seed(0)))


async def ask_all(
    asker: Asker, numbers: Iterable[int], tally: Tally, *, at_once: int = AT_ONCE, is_warm_up: bool = False
) -> None:
    """Ask requests in a closed loop: so many askers, each taking the next number when it has its answer.

    Now and then all of them stop, and what left is looked at once more.

    Args:
        asker: what asks.
        numbers: of the requests.
        tally: counts; changed here.
        at_once: how many ask.
        is_warm_up: whether their time is kept apart.
    """
    rest = iter(numbers)
    while block := list(islice(rest, BLOCK)):
        looks: list[SecondLook] = []
        waiting = iter(block)

        async def one_after_the_other(waiting: Iterator[int] = waiting, looks: list[SecondLook] = looks) -> None:
            for number in waiting:
                looks.append(await asker.ask(number, tally, is_warm_up=is_warm_up))

        async with asyncio.TaskGroup() as group:
            for _ in range(at_once):
                group.create_task(one_after_the_other())
        for look in looks:
            tally.doubt(look.unproved())
