"""Runs the service: one process, its own log, its own signals. `frankly serve` calls `serve`."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import uvicorn

from frankly.api.app import create_app
from frankly.api.state import OpenParts
from frankly.bootstrap import open_frankly
from frankly.errors import Misconfigured
from frankly.pipelines.parts import Parts
from frankly.settings import Settings

BACKLOG = 2048
STOP_TIMEOUT_S = 10


def serve(settings: Settings, open_parts: OpenParts = open_frankly) -> None:
    """Serve until a signal says stop; requests under way are finished and everything is flushed.

    Args:
        settings: what was set from outside.
        open_parts: opens the parts.

    Raises:
        FranklyError: why the service could not start.
        KeyboardInterrupt: when Ctrl-C stopped it.
    """
    asyncio.run(_serve(settings, open_parts))


async def _serve(settings: Settings, open_parts: OpenParts) -> None:
    failed: list[Exception] = []

    @asynccontextmanager
    async def watched(settings: Settings) -> AsyncIterator[Parts]:
        # uvicorn turns a failed start into a log line and an exit code; the person at the terminal needs the error.
        try:
            async with open_parts(settings) as parts:
                yield parts
        except Exception as error:
            failed.append(error)
            raise

    app = create_app(settings, watched)
    server = uvicorn.Server(
        uvicorn.Config(
            app,
            lifespan="on",
            access_log=False,
            log_config=None,
            log_level="critical",
            server_header=False,
            timeout_graceful_shutdown=STOP_TIMEOUT_S,
        )
    )
    with listen(settings.host, settings.port) as listener:
        await server.serve(sockets=[listener])
    if failed:
        raise failed[0]


def listen(host: str, port: int) -> socket.socket:
    """Take the port before anything is opened.

    Raises:
        Misconfigured: when it is taken, or the address is none of this machine's.
    """
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        return socket.create_server((host, port), family=family, backlog=BACKLOG)
    except OSError as error:
        raise Misconfigured(
            f"Port {port} of {host} cannot be listened on ({error.strerror}); "
            "stop what uses it, or set FRANKLY_PORT or FRANKLY_HOST to something else."
        ) from error
