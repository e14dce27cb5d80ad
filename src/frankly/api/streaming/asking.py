"""Answers one question bit by bit: up to the first event like any other answer, from then on as a stream."""

from fastapi import Request, Response

from frankly.api import problems
from frankly.api.edge import note
from frankly.api.state import Service, service_of
from frankly.api.streaming.response import Course, EventStream
from frankly.api.streaming.source import Ended, Source
from frankly.domain.answering.progress import Progress, SlateArrived
from frankly.domain.answering.request import RecommendationRequest
from frankly.errors import FranklyError


async def answer_bit_by_bit(request: Request, question: RecommendationRequest, pays: str) -> Response:
    """Begin the answer, and send the rest as it is made.

    Args:
        request: the request, still connected.
        question: what is asked.
        pays: name of the budget by key that model calls are taken from.

    Raises:
        FranklyError: as for an answer in one piece, for whatever goes wrong before the first event.
    """
    service = service_of(request)
    if service.streams.is_full:
        question = question.model_copy(update={"deadline_ms": 0})
    now = service.parts.clock.now()
    source = service.streams.open(service.progressively(service.parts, question, now, api_key=pays))
    try:
        first = await _first(source)
    except BaseException:
        await source.close()
        raise
    note(request, surface=first.answer.surface, stream="open")
    service.metrics.streams_open.set(len(service.streams))
    return EventStream(
        first,
        source,
        problem=lambda error: _problem(request, error),
        told=lambda course: _report(request, service, course),
    )


async def _first(source: Source[Progress]) -> SlateArrived:
    first = await source.take()
    if isinstance(first, Ended):
        raise first.error or FranklyError("A progressive answer ended before it began.")
    if not isinstance(first, SlateArrived):
        raise FranklyError(f"A progressive answer began with '{first.event}'.")
    return first


def _problem(request: Request, error: Exception) -> bytes:
    """What the client is told of a failure in the midst of a stream, which is logged as any other."""
    known = error if isinstance(error, FranklyError) else FranklyError("")
    note(request, problem=known.code)
    request.state.error = error
    return problems.written(problems.problem_of(known, problems.request_id_of(request)))


def _report(request: Request, service: Service, course: Course) -> None:
    note(request, stream=course.end)
    metrics = service.metrics
    metrics.stream(course.end, course.seconds)
    metrics.streams_open.set(len(service.streams))
    metrics.answer(course.answer)
