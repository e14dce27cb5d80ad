"""A progressive answer without a model: the whole slate, and that it is all."""

from collections.abc import AsyncGenerator

from frankly.domain.progress import AnswerDone, Progress, SlateArrived
from frankly.domain.request import RecommendationRequest
from frankly.pipelines.parts import Parts
from frankly.pipelines.recommend import recommend


async def progressively(parts: Parts, request: RecommendationRequest, now: int) -> AsyncGenerator[Progress, None]:
    """Answer bit by bit."""
    answer = await recommend(parts, request, now)
    yield SlateArrived(answer=answer)
    yield AnswerDone(answer=answer)
