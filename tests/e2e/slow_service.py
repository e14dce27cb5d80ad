"""`frankly serve` whose streams go on when a test says so: a step each time that a file appears in FRANKLY_DATA.

After the slate it waits for `say`, tells a nudge of each item that the real verifier has let pass, waits for `end`, and
is done; where `fail` appears while it waits, it fails. Everything else is the service as it is.
"""

import asyncio
import os
from collections.abc import AsyncGenerator
from contextlib import aclosing
from pathlib import Path
from typing import Any

from frankly.api import app
from frankly.cli.main import app as command
from frankly.domain.answering.answer import Answer, AnsweredItem
from frankly.domain.answering.progress import AnswerDone, Progress, SentencesArrived
from frankly.domain.answering.request import RecommendationRequest
from frankly.domain.saying.text import DraftSentence, VerifiedText
from frankly.pipelines.parts import Parts
from frankly.pipelines.recommend import recommend_progressively
from frankly.ports.verifier import Bearing

DRAFT = DraftSentence(kind="nudge", text="Have a look.", origin="model", pattern="write/v1")


async def slowly(
    parts: Parts, request: RecommendationRequest, now: int, *, api_key: str
) -> AsyncGenerator[Progress, None]:
    """Answer bit by bit, as slowly as the test wants."""
    async with aclosing(recommend_progressively(parts, request, now, api_key=api_key)) as steps:
        async for event in steps:
            if not isinstance(event, AnswerDone):
                yield event
                continue
            await _until("say")
            text = parts.verifier.verify(DRAFT, Bearing(item=None, evidence={}))
            assert isinstance(text, VerifiedText), text
            for item in event.answer.items:
                yield SentencesArrived(place="item", item=item.id, sentences=(text,))
            await _until("end")
            yield AnswerDone(answer=_told(event.answer, text))


def _told(answer: Answer, text: VerifiedText) -> Answer:
    def told(item: AnsweredItem) -> AnsweredItem:
        return item.model_copy(update={"sentences": (text,)})

    return answer.model_copy(update={"items": tuple(map(told, answer.items))})


async def _until(name: str) -> None:
    folder = Path(os.environ["FRANKLY_DATA"])
    while not (folder / name).exists():
        if (folder / "fail").exists():
            raise RuntimeError("the test wants it so")
        await asyncio.sleep(0.01)


def main() -> None:
    """Serve."""
    replaced: Any = app
    replaced.recommend_progressively = slowly
    command(["serve"])


if __name__ == "__main__":
    main()
