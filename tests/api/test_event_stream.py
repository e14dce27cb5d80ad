"""The response itself: heartbeats, clients that take nothing, what cannot be written."""

import asyncio
from collections.abc import AsyncGenerator
from typing import Any

import pytest

from frankly.api.streaming.response import Course, EventStream
from frankly.api.streaming.source import Ended, Source
from frankly.domain.answering.progress import AnswerDone, Progress, SlateArrived
from frankly.domain.answering.request import RecommendationRequest
from frankly.pipelines.recommend import recommend
from tests.api.exchange import exchanging
from tests.api.world import NOW, World


@pytest.fixture
async def slate(world: World) -> SlateArrived:
    await world.stock()
    await world.parts.live.start(NOW)  # type: ignore[attr-defined]  # the real LiveIndex
    return SlateArrived(answer=await recommend(world.parts, RecommendationRequest(surface="home"), NOW))


class App:
    """An application that answers with one stream."""

    def __init__(self, steps: AsyncGenerator[Progress, None], **options: float) -> None:
        self.steps, self.options = steps, options
        self.courses: list[Course] = []

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        await receive()
        source = Source(self.steps)
        first = await source.take()
        assert isinstance(first, SlateArrived)
        stream = EventStream(first, source, problem=repr_of, told=self.courses.append, **self.options)
        await stream(scope, receive, send)


def repr_of(error: Exception) -> bytes:
    return b'{"detail": "%b"}' % str(error).encode()


async def test_a_quiet_stream_is_kept_by_comments(slate: SlateArrived) -> None:
    enough = asyncio.Event()

    async def steps() -> AsyncGenerator[Progress, None]:
        yield slate
        await enough.wait()
        yield AnswerDone(answer=slate.answer)

    app = App(steps(), heartbeat_s=0.01)
    async with exchanging(app, {}, {}) as exchange:
        await exchange.until(": still here\n\n: still here\n\n")
        enough.set()
    assert exchange.names() == ["slate", "done"], "comments are no events"
    assert exchange.is_over


async def test_a_client_that_takes_nothing_is_given_up(slate: SlateArrived) -> None:
    closed = []

    async def steps() -> AsyncGenerator[Progress, None]:
        try:
            yield slate
            yield AnswerDone(answer=slate.answer)
        finally:
            closed.append("tidied up")

    app = App(steps(), stalled_s=0.02)
    async with exchanging(app, {}, {}) as exchange:
        exchange.takes.clear()
    assert [course.end for course in app.courses] == ["stalled"]
    assert closed == ["tidied up"]
    assert not exchange.is_over


async def test_a_generator_lives_in_one_task_from_its_first_step_to_its_end(slate: SlateArrived) -> None:
    seen = []

    async def steps() -> AsyncGenerator[Progress, None]:
        async with asyncio.timeout(5), asyncio.TaskGroup() as group:
            waiting = group.create_task(asyncio.sleep(0.01))
            seen.append(asyncio.current_task())
            yield slate
            await waiting
            seen.append(asyncio.current_task())
            yield AnswerDone(answer=slate.answer)
        seen.append(asyncio.current_task())

    app = App(steps(), heartbeat_s=0.002)
    async with exchanging(app, {}, {}) as exchange:
        pass
    assert exchange.names() == ["slate", "done"]
    assert len(seen) == 3
    assert len(set(seen)) == 1


async def test_what_fails_while_tidying_up_leaves_no_task(slate: SlateArrived) -> None:
    async def steps() -> AsyncGenerator[Progress, None]:
        try:
            yield slate
            await asyncio.Event().wait()
        finally:
            raise RuntimeError("the record could not be written")

    app = App(steps())
    async with exchanging(app, {}, {}) as exchange:
        await exchange.until("slate")
        exchange.leave()
    assert [course.end for course in app.courses] == ["left"]


async def test_a_connection_that_breaks_under_a_write_is_a_client_that_left(slate: SlateArrived) -> None:
    async def steps() -> AsyncGenerator[Progress, None]:
        yield slate
        yield AnswerDone(answer=slate.answer)

    async def broken(_message: object) -> None:
        raise BrokenPipeError

    app = App(steps())

    async def through(scope: Any, receive: Any, _send: Any) -> None:
        await app(scope, receive, broken)

    async with exchanging(through, {}, {}):
        pass
    assert [course.end for course in app.courses] == ["left"]


async def test_a_bug_under_a_write_is_not_passed_over(slate: SlateArrived) -> None:
    async def steps() -> AsyncGenerator[Progress, None]:
        yield slate
        yield slate

    async def wrong(_message: object) -> None:
        raise AssertionError("a bug")

    app = App(steps())

    async def through(scope: Any, receive: Any, _send: Any) -> None:
        await app(scope, receive, wrong)

    with pytest.raises(AssertionError, match="a bug"):
        async with exchanging(through, {}, {}):
            pass


async def test_a_source_says_again_and_again_that_it_has_ended() -> None:
    async def steps() -> AsyncGenerator[int, None]:
        yield 1

    source = Source(steps())
    assert await source.take() == 1
    source.delivered()
    assert [await source.take() for _ in range(3)] == [Ended()] * 3
    await source.close()
    await source.close()


async def test_a_source_that_is_closed_before_it_began_has_ended() -> None:
    begun = []

    async def steps() -> AsyncGenerator[int, None]:
        begun.append(True)
        yield 1

    source = Source(steps())
    await source.close()
    assert await source.take() == Ended(is_closed=True)
    assert begun == []
