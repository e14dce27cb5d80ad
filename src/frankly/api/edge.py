"""The outermost ring: gives each request an id, catches what nobody foresaw, logs and counts, sets safe headers."""

import secrets
import time
from collections.abc import Mapping
from typing import Any, Final

from fastapi import Request
from starlette.datastructures import MutableHeaders
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from frankly.api import problems
from frankly.api.logging import Log, describe
from frankly.api.metrics import Metrics

HEADERS: Final[Mapping[str, str]] = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
"""Set where a route does not say otherwise: answers are personal, and nothing is meant to be rendered or framed."""

CLIENT_LEFT: Final = 499
"""Logged as the status when the client was gone before the answer began."""

METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


class Edge:
    """ASGI middleware around everything but CORS."""

    def __init__(self, app: ASGIApp, log: Log, metrics: Metrics) -> None:
        """Keep what is inside, and where to report to."""
        self.app, self.log, self.metrics = app, log, metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        passing = Passing(scope, send)
        try:
            await self.app(scope, receive, passing.send)
        except ClientDisconnect:
            passing.status = CLIENT_LEFT
        except Exception as error:
            await self._unforeseen(passing, receive, error)
        finally:
            self._report(passing)

    async def _unforeseen(self, passing: "Passing", receive: Receive, error: Exception) -> None:
        passing.state["error"] = error
        if passing.status:  # The answer has begun: all that is left is to break it off.
            raise error
        await problems.unexpected(passing.request_id)(passing.scope, receive, passing.send)

    def _report(self, passing: "Passing") -> None:
        now = time.perf_counter()
        state = passing.state
        # The first event of a stream is a whole answer: that is what people wait for.
        seconds = (passing.begun if "stream" in state else now) - passing.started
        method = passing.scope["method"] if passing.scope["method"] in METHODS else "OTHER"
        route = getattr(passing.scope.get("route"), "path_format", "unmatched")
        self.metrics.request(method, route, state.get("surface", ""), passing.status, seconds)
        if "problem" in state:
            self.metrics.problems.labels(state["problem"]).inc()
        fields = {
            "request_id": passing.request_id,
            "method": method,
            "route": route,
            "status": passing.status,
            "ms": round(seconds * 1000, 2),
        }
        fields |= {name: state[name] for name in ("surface", "problem", "stream") if name in state}
        if "stream" in state:
            fields["stream_ms"] = round((now - passing.started) * 1000, 2)
        # A stream that fails has begun with 200: what it failed with says how bad it is.
        failed = getattr(state.get("error"), "status", 500) if "stream" in state else passing.status
        if failed >= 500 and "error" in state:
            self.log.error("request", **fields, **describe(state["error"]))
        else:
            self.log.info("request", **fields)


class Passing:
    """One request on its way through: its id, when it began, and the status it got."""

    def __init__(self, scope: Scope, send: Send) -> None:
        """Give the request its id; a client's own id is not taken, because it may name a person."""
        self.scope, self._send = scope, send
        self.request_id = secrets.token_hex(8)
        self.state: dict[str, Any] = scope.setdefault("state", {})
        self.state["request_id"] = self.request_id
        self.status = 0
        self.started = self.begun = time.perf_counter()

    async def send(self, message: Message) -> None:
        """Pass a message on, with our headers at its beginning."""
        if message["type"] == "http.response.start":
            self.status, self.begun = message["status"], time.perf_counter()
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers.setdefault(name, value)
            headers["X-Request-Id"] = self.request_id
        await self._send(message)


def note(request: Request, **facts: str) -> None:
    """Add facts without personal data to a request's log line and labels, for example its surface."""
    request.scope["state"].update(facts)
