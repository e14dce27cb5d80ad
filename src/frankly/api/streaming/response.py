"""The response that sends events while they are made, notices a client that leaves, and always ends what it began."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final, Literal

from starlette.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

from frankly.api.streaming import frames
from frankly.api.streaming.accepting import STREAM
from frankly.api.streaming.source import Ended, Source
from frankly.domain.answering.answer import Answer
from frankly.domain.answering.progress import AnswerDone, Progress, SlateArrived

HEARTBEAT_S: Final = 10.0
"""So long a stream is quiet at most; proxies cut connections that are quiet for 30 to 60 seconds."""

STALLED_S: Final = 30.0
"""A client that takes nothing for so long is gone, whatever its connection says."""

HEADERS: Final = {
    "Cache-Control": "no-store",
    "Vary": "Accept",
    "X-Accel-Buffering": "no",  # nginx and others that follow it would keep events back until a buffer is full
}

End = Literal["done", "left", "stalled", "broken", "closed"]
"""How a stream ended: whole; the client left; it took nothing any more; a failure; the service stopped."""


@dataclass(slots=True)
class Course:
    """How a stream went.

    Attributes:
        end: how it ended.
        answer: the newest whole answer that was sent.
        error: what it failed with, if it did.
        seconds: how long it took.
    """

    end: End
    answer: Answer
    error: Exception | None = None
    seconds: float = 0.0


Told = Callable[[Course], None]
"""Takes note of how a stream went, once, at its end."""

Problem = Callable[[Exception], bytes]
"""What a client is told of a failure, as JSON."""


class EventStream(StreamingResponse):
    """A progressive answer as `text/event-stream`."""

    def __init__(
        self,
        first: SlateArrived,
        source: Source[Progress],
        *,
        problem: Problem,
        told: Told,
        heartbeat_s: float = HEARTBEAT_S,
        stalled_s: float = STALLED_S,
    ) -> None:
        """Prepare.

        Args:
            first: the first event, which was taken from the source already: a failure before it is no stream yet.
            source: where the others come from; closed at the end.
            problem: tells the client of a failure.
            told: called once at the end.
            heartbeat_s: how long a stream is quiet at most.
            stalled_s: how long a client may take nothing.
        """
        super().__init__((), media_type=STREAM, headers=HEADERS)
        self._first, self._source = first, source
        self._problem, self._told = problem, told
        self._heartbeat_s, self._stalled_s = heartbeat_s, stalled_s
        self._course = Course("left", first.answer)
        self._number = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send all events; returns early when the client leaves."""
        began = time.perf_counter()
        writing = asyncio.create_task(self._write(send))
        watching = asyncio.create_task(_gone(receive))
        try:
            await asyncio.wait([writing, watching], return_when=asyncio.FIRST_COMPLETED)
        except asyncio.CancelledError:  # the server gives the request up, because it stops
            self._closed()
            raise
        finally:
            writing.cancel()
            watching.cancel()
            written, _ = await asyncio.gather(writing, watching, return_exceptions=True)
            await self._source.close()
            self._course.seconds = time.perf_counter() - began
            self._told(self._course)
        if isinstance(written, Exception) and not isinstance(written, OSError):  # OSError: the connection is gone
            raise written

    async def _write(self, send: Send) -> None:
        try:
            await self._begin(send)
            while not isinstance(event := await self._next(send), Ended):
                await self._tell(send, event)
            await self._finish(send, event)
        except _StalledError:
            self._course.end = "stalled"

    async def _begin(self, send: Send) -> None:
        start = {"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers}
        await self._patiently(send(start))
        await self._tell(send, self._first)

    async def _next(self, send: Send) -> Progress | Ended:
        """The next event; while there is none, the connection is kept."""
        while True:
            try:
                async with asyncio.timeout(self._heartbeat_s):
                    return await self._source.take()
            except TimeoutError:
                await self._put(send, frames.HEARTBEAT)

    async def _tell(self, send: Send, event: Progress) -> None:
        await self._put(send, self._framed(event.event, frames.data_of(event)))
        if isinstance(event, SlateArrived | AnswerDone):
            self._course.answer = event.answer
        if isinstance(event, AnswerDone):
            self._course.end = "done"
        self._source.delivered()

    async def _finish(self, send: Send, ended: Ended) -> None:
        last = b""
        if ended.error is not None:
            self._course.end, self._course.error = "broken", ended.error
            last = self._framed(frames.ERROR, self._problem(ended.error))
        elif ended.is_closed:
            self._closed()
        await self._put(send, last, is_last=True)

    def _closed(self) -> None:
        if self._course.end != "done":
            self._course.end = "closed"

    def _framed(self, name: str, data: bytes) -> bytes:
        self._number += 1
        return frames.frame(name, f"{self._first.answer.decision}/{self._number}", data)

    async def _put(self, send: Send, data: bytes, *, is_last: bool = False) -> None:
        await self._patiently(send({"type": "http.response.body", "body": data, "more_body": not is_last}))

    async def _patiently(self, sending: Awaitable[None]) -> None:
        """Wait while the client is slow, but not for one that takes nothing at all."""
        try:
            async with asyncio.timeout(self._stalled_s):
                await sending
        except TimeoutError:
            raise _StalledError from None


class _StalledError(Exception):
    """The client takes nothing any more."""


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
