"""A progressive answer whose model is a script: what it adds, when, and how it fails."""

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import dataclass, field

from frankly.domain.answering.answer import Answer
from frankly.domain.answering.progress import AnswerDone, OrderArrived, Progress, SentencesArrived, SlateArrived
from frankly.domain.answering.request import RecommendationRequest
from frankly.pipelines.parts import Parts
from frankly.pipelines.recommend import recommend

Step = str | Exception | asyncio.Event
"""`sentence`, `order`, `done`; something to fail with; something to wait for."""


@dataclass
class Script:
    """Answers as the real one does, then goes by its script."""

    steps: list[Step]
    asked: list[RecommendationRequest] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    """Names of the events after which it was asked to go on, and how it ended."""
    tidies: asyncio.Event | None = None
    """What its tidying up waits for."""

    async def __call__(
        self, parts: Parts, request: RecommendationRequest, now: int, *, api_key: str
    ) -> AsyncGenerator[Progress, None]:
        """Answer bit by bit."""
        self.asked.append(request)
        ended = "cancelled"
        try:
            if self.steps and isinstance(self.steps[0], Exception):
                raise self.steps.pop(0)  # type: ignore[misc]  # looked at just before
            answer = await recommend(parts, request, now)
            yield SlateArrived(answer=answer)
            self.kept.append("slate")
            for step in self.steps:
                if isinstance(step, Exception):
                    raise step
                if isinstance(step, asyncio.Event):
                    await step.wait()
                    continue
                yield _event(step, answer)
                self.kept.append(step)
            ended = "ended"
        finally:
            if self.tidies is not None:
                await self.tidies.wait()
            self.kept.append(ended)


def _event(name: str, answer: Answer) -> Progress:
    if name == "order":
        return OrderArrived(order=tuple(item.id for item in reversed(answer.items)))
    if name == "done":
        return AnswerDone(answer=answer)
    item = next(item for item in answer.items if item.sentences)
    return SentencesArrived(place="item", item=item.id, sentences=item.sentences, evidence=item.evidence)
