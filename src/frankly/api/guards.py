"""Rings before the routes: nobody from outside without a key, and no body larger than the limit."""

import re
from typing import Final
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from frankly.api import problems
from frankly.api.auth import is_loopback
from frankly.errors import Forbidden, FranklyError, Invalid, TooLarge
from frankly.settings import Settings

MB: Final = 1_000_000
CONTROL: Final = re.compile(r"[\x00-\x1f\x7f]")


class LocalOnly:
    """Without a key, only this machine is answered, under a name of this machine, and no foreign web page.

    A browser on this machine is the way in for others: a page may rebind its own name to 127.0.0.1 (so the `Host` is
    looked at), or post blindly from its own origin (so the `Origin` is looked at).
    """

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        """Keep what is inside."""
        self.app = app
        self.has_key = settings.api_key is not None
        self.origins = frozenset(settings.cors_origins)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request in, or refuse it."""
        refused = None if self.has_key or scope["type"] != "http" else self._refusal(scope)
        if refused is None:
            await self.app(scope, receive, send)
        else:
            await _refuse(refused, scope, receive, send)

    def _refusal(self, scope: Scope) -> FranklyError | None:
        headers, client = Headers(scope=scope), scope.get("client")
        origin = headers.get("origin")
        is_near = client is None or is_loopback(client[0])
        if not is_near or not is_loopback(_host_of(headers.get("host", ""))):
            return Forbidden(
                "Without FRANKLY_API_KEY only this machine is served, under localhost or 127.0.0.1; "
                "set the key to serve others."
            )
        if origin is not None and origin not in self.origins and not _is_own(origin):
            return Forbidden(
                "Pages of this origin may not call: name it in FRANKLY_CORS_ORIGINS, or set FRANKLY_API_KEY."
            )
        return None


def _host_of(header: str) -> str:
    try:
        return urlsplit(f"//{header}").hostname or ""
    except ValueError:
        return ""


def _is_own(origin: str) -> bool:
    return is_loopback(_host_of(origin.partition("://")[2]))


class PlainPath:
    """Refuses an address with control characters: routes would take `/v1/items/a%0A` for the item `a`."""

    def __init__(self, app: ASGIApp) -> None:
        """Keep what is inside."""
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request whose address is plain."""
        if scope["type"] == "http" and CONTROL.search(scope["path"]):
            error = Invalid("The address holds control characters; an id has none.")
            await _refuse(error, scope, receive, send)
        else:
            await self.app(scope, receive, send)


class BodyLimit:
    """Refuses a body above the limit before it is held in memory, whether or not it says its length."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        """Keep what is inside, and the limit."""
        self.app = app
        self.limit = settings.max_body_mb * MB

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request whose body stays within the limit."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        length = Headers(scope=scope).get("content-length", "")
        if length.isdecimal() and int(length) > self.limit:
            await _refuse(self._too_large(), scope, receive, send)
            return
        await self.app(scope, self._counted(receive), send)

    def _counted(self, receive: Receive) -> Receive:
        taken = 0

        async def counted() -> Message:
            nonlocal taken
            message = await receive()
            taken += len(message.get("body", b""))
            if taken > self.limit:
                raise self._too_large()
            return message

        return counted

    def _too_large(self) -> TooLarge:
        return TooLarge(
            f"The body is larger than {self.limit // MB} MB; send it in parts, or raise FRANKLY_MAX_BODY_MB.",
            details={"max_body_mb": self.limit // MB},
        )


async def _refuse(error: FranklyError, scope: Scope, receive: Receive, send: Send) -> None:
    scope["state"]["problem"] = error.code
    await problems.respond(error, scope["state"]["request_id"])(scope, receive, send)
