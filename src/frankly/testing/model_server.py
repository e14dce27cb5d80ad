"""A language model for tests: a real HTTP server on loopback that speaks the OpenAI chat format, plain and streaming.

It behaves well or wrongly by *personality*: one for all calls, one by one from a script, a seeded mix, or whichever a
call names as its model (`openai/slow`). Point FRANKLY_MODEL_URL, or any OpenAI client, at its `url`:

    with model_server(Personality.SLOW) as server:
        ...  # FRANKLY_MODEL=openai/any FRANKLY_MODEL_URL=<server.url> OPENAI_API_KEY=any
        assert server.asked
"""

import asyncio
import threading
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Final

import orjson

from frankly.testing.model import wire
from frankly.testing.model.asked import Asked
from frankly.testing.model.honest import honest_value
from frankly.testing.model.personalities import Mix, Personality
from frankly.testing.model.replies import reply_text

_LONGEST_S: Final = 60.0
"""How long a call may hang or drip when nobody hangs up."""

_PIECE: Final = 24
"""Letters of a piece of a stream."""

Answer = Callable[[Asked], object]
"""Makes the value, or the text, of a good reply."""


class ModelServer:
    """The server; may be changed while it runs."""

    def __init__(
        self,
        personality: Personality | Mix = Personality.GOOD,
        *,
        script: Sequence[Personality] = (),
        answer: Answer | None = None,
        delay_s: float = 0.0,
        slow_s: float = 1.0,
        drip_s: float = 0.05,
        retry_after_s: int = 1,
        knows_shapes: bool = True,
        keeps_calls: bool = True,
    ) -> None:
        """Prepare; `model_server` runs it.

        Args:
            personality: who replies where neither the script nor the model's name says so.
            script: who replies to the first calls, one after the other.
            answer: makes good replies; without it tasks of ours are done as their prompts say, and other replies fit
                the shape that is asked for.
            delay_s: before every reply.
            slow_s: before the replies of the slow one.
            drip_s: between the pieces of the dripping and the endless one.
            retry_after_s: what a 429 asks for.
            knows_shapes: whether schemas and tools are taken; others are refused with 400, as simple servers do.
            keeps_calls: whether `asked` holds what was asked; tens of thousands of calls would fill the memory.
        """
        self.personality = personality
        self.script = list(script)
        self.answer, self.knows_shapes, self.keeps_calls = answer, knows_shapes, keeps_calls
        self.delay_s, self.slow_s, self.drip_s, self.retry_after_s = delay_s, slow_s, drip_s, retry_after_s
        self.asked: list[Asked] = []
        """All calls, in order of arrival."""
        self.met: list[Personality] = []
        """Who replied to each."""
        self.most_at_once = 0
        """Most calls that were under way at the same time."""
        self.url = ""
        """Base address, such as `http://127.0.0.1:4711/v1`."""
        self._now = 0
        self._times: Counter[str] = Counter()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Serve one connection."""
        try:
            with suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
                while await self._one(reader, writer):
                    pass
            await writer.drain()
        except (ConnectionError, asyncio.CancelledError):
            pass  # cancelled when the server stops: the callback behind each connection takes no other end
        finally:
            writer.close()

    async def _one(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        """Serve one call; returns whether another may follow on this connection."""
        first, *lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        headers = {name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        body = await reader.readexactly(int(headers.get("content-length") or 0))
        path = first.split(" ")[1].partition("?")[0]
        if not path.endswith("/chat/completions"):
            return await _send(writer, 404, wire.error(f"There is no {path} here.", "not_found"))
        headers.pop("authorization", None)
        told = Asked(orjson.loads(body), headers)
        asked = Asked(told.body, headers, self._times[told.content])
        self._times[told.content] += 1
        personality = self._who(asked)
        if self.keeps_calls:
            self.asked.append(asked)
        self.met.append(personality)
        self._now += 1
        self.most_at_once = max(self.most_at_once, self._now)
        try:
            return await self._reply(asked, personality, reader, writer)
        finally:
            self._now -= 1

    def _who(self, asked: Asked) -> Personality:
        if self.script:
            return self.script.pop(0)
        with suppress(ValueError):
            return Personality(asked.model)
        if isinstance(self.personality, Mix):
            return self.personality.draw(asked.content, asked.times)
        return self.personality

    async def _reply(
        self, asked: Asked, who: Personality, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> bool:
        await asyncio.sleep(self.delay_s + (self.slow_s if who is Personality.SLOW else 0))
        if who is Personality.HANG:
            # Returns as soon as the caller hangs up.
            with suppress(TimeoutError):
                await asyncio.wait_for(reader.read(1), _LONGEST_S)
            return False
        if who is Personality.RATE_LIMITED:
            body = wire.error("Too many requests.", "rate_limit_exceeded")
            return await _send(writer, 429, body, retry_after=str(self.retry_after_s))
        if not self.knows_shapes and ("response_format" in asked.body or asked.tool):
            return await _send(writer, 400, wire.error("response_format and tools are not supported.", "invalid"))
        if who in _STATUSES:
            return await _send(writer, *_STATUSES[who])
        if who is Personality.RESET and not asked.is_streaming:
            return _abort(writer)
        value = (self.answer or honest_value)(asked)
        text = reply_text(asked, who, value)
        if asked.is_streaming:
            return await self._stream(asked, who, text, writer)
        return await self._whole(asked, who, text, writer)

    async def _whole(self, asked: Asked, who: Personality, text: str, writer: asyncio.StreamWriter) -> bool:
        if who is Personality.ENDLESS:
            begun = wire.whole(asked, "and more ").partition(b"and more ")[0]
            writer.write(wire.head(200, None) + wire.framed(begun))
            return await self._endless(writer, wire.framed(b"and more "))
        body = wire.whole(asked, text, "length" if who is Personality.CUT_JSON else "stop")
        if who is not Personality.DRIP:
            return await _send(writer, 200, body)
        writer.write(wire.head(200, len(body)))
        return await self._drip(writer, [body[at : at + _PIECE] for at in range(0, len(body), _PIECE)])

    async def _stream(self, asked: Asked, who: Personality, text: str, writer: asyncio.StreamWriter) -> bool:
        writer.write(wire.head(200, None, "text/event-stream"))
        if who is Personality.ENDLESS:
            return await self._endless(writer, wire.framed(wire.chunk(asked, "and more " * 5)))
        pieces = [wire.chunk(asked, text[at : at + _PIECE]) for at in range(0, len(text), _PIECE)]
        if who is Personality.RESET:
            await self._drip(writer, [wire.framed(piece) for piece in pieces[: len(pieces) // 2]], pause_s=0)
            return _abort(writer)
        pieces.append(wire.chunk(asked, "", "length" if who is Personality.CUT_JSON else "stop"))
        pieces.append(wire.last_chunk(asked, text))
        frames = [wire.framed(piece) for piece in pieces] + [b"0\r\n\r\n"]
        return await self._drip(writer, frames, pause_s=self.drip_s if who is Personality.DRIP else 0)

    async def _drip(self, writer: asyncio.StreamWriter, pieces: Sequence[bytes], pause_s: float | None = None) -> bool:
        for piece in pieces:
            writer.write(piece)
            await writer.drain()
            if pause_s is None or pause_s:
                await asyncio.sleep(self.drip_s if pause_s is None else pause_s)
        return True

    async def _endless(self, writer: asyncio.StreamWriter, piece: bytes) -> bool:
        with suppress(TimeoutError):
            async with asyncio.timeout(_LONGEST_S):
                while not writer.is_closing():
                    writer.write(piece)
                    await writer.drain()
                    await asyncio.sleep(self.drip_s)
        return False


_STATUSES: Final = {
    Personality.FAILING: (500, wire.error("The server had an error.")),
    Personality.REFUSING: (401, wire.error("Incorrect API key provided.", "invalid_request_error")),
}


@contextmanager
def model_server(personality: Personality | Mix = Personality.GOOD, **options: object) -> Iterator[ModelServer]:
    """Run a model server on a free port of loopback, in a thread of its own.

    Args:
        personality: who replies.
        options: see `ModelServer`.
    """
    server = ModelServer(personality, **options)  # type: ignore[arg-type]
    with _running(server.serve) as port:
        server.url = f"http://127.0.0.1:{port}/v1"
        yield server


@contextmanager
def _running(
    serve: Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]], port: int = 0
) -> Iterator[int]:
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="model-server", daemon=True)
    thread.start()
    listening = asyncio.start_server(serve, "127.0.0.1", port, limit=1 << 22)
    listener = asyncio.run_coroutine_threadsafe(listening, loop).result()
    try:
        yield int(listener.sockets[0].getsockname()[1])
    finally:
        asyncio.run_coroutine_threadsafe(_stop(listener), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


async def _stop(listener: asyncio.Server) -> None:
    """Stop listening, and end what hangs."""
    listener.close()
    others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)
    await asyncio.sleep(0)  # closed connections let go of their sockets in the loop's next turn


async def _send(writer: asyncio.StreamWriter, status: int, body: bytes, **headers: str) -> bool:
    writer.write(wire.head(status, len(body), **headers) + body)
    await writer.drain()
    return True


def _abort(writer: asyncio.StreamWriter) -> bool:
    writer.transport.abort()
    return False
