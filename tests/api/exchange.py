"""One exchange with an ASGI application, message by message: what a client that streams sees, and how it leaves."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Mapping
from typing import Any

import orjson
from starlette.types import ASGIApp, Message

PATIENCE_S = 10


class Exchange:
    """A client's side of it."""

    def __init__(self, body: bytes) -> None:
        """Prepare to send a body."""
        self.status = 0
        self.headers: dict[str, str] = {}
        self.received = b""
        self.is_over = False
        """Whether the answer came to its regular end."""
        self.takes = asyncio.Event()
        """Cleared, the client takes nothing: what is sent waits."""
        self.takes.set()
        self.running: asyncio.Task[None] | None = None
        self._body: bytes | None = body
        self._left = asyncio.Event()
        self._news = asyncio.Event()

    async def receive(self) -> Message:
        """The body, and when the client has left, that."""
        if self._body is not None:
            body, self._body = self._body, None
            return {"type": "http.request", "body": body, "more_body": False}
        await self._left.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: Message) -> None:
        """Take a message."""
        await self.takes.wait()
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self.headers = {name.decode(): value.decode() for name, value in message["headers"]}
        else:
            self.received += message.get("body", b"")
            self.is_over = not message.get("more_body", False)
        self._news.set()

    async def until(self, text: str) -> None:
        """Wait until something was sent."""
        async with asyncio.timeout(PATIENCE_S):
            while text.encode() not in self.received:
                self._news.clear()
                await self._news.wait()

    def leave(self) -> None:
        """Hang up."""
        self._left.set()

    def cancel(self) -> None:
        """Let the server give the request up."""
        assert self.running is not None
        self.running.cancel()

    def events(self) -> list[tuple[str, str, dict[str, Any]]]:
        """Name, id and data of the events so far."""
        found = []
        for block in self.received.decode().split("\n\n"):
            fields = dict(line.split(": ", 1) for line in block.splitlines() if not line.startswith(":"))
            if "data" in fields:
                found.append((fields["event"], fields["id"], orjson.loads(fields["data"])))
        return found

    def names(self) -> list[str]:
        """Names of the events so far."""
        return [name for name, *_ in self.events()]


@contextlib.asynccontextmanager
async def exchanging(
    app: ASGIApp, body: object, headers: Mapping[str, str], path: str = "/v1/recommendations"
) -> AsyncIterator[Exchange]:
    """Post a body, and talk while the application answers; it must have ended soon after the client is through."""
    exchange = Exchange(orjson.dumps(body))
    sent = {"host": "127.0.0.1:8080", "content-type": "application/json"} | dict(headers)
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "POST",
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "root_path": "",
        "headers": [(name.encode(), value.encode()) for name, value in sent.items()],
        "client": ("127.0.0.1", 4711),
        "server": ("127.0.0.1", 8080),
    }
    exchange.running = running = asyncio.create_task(app(scope, exchange.receive, exchange.send))  # type: ignore[arg-type]
    try:
        yield exchange
        over, _ = await asyncio.wait([running], timeout=PATIENCE_S)
        assert over, "it never ended"
        if not running.cancelled():
            running.result()
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
