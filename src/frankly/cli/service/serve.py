"""`frankly serve`: runs the API until it is stopped. The API is named, not imported: doors do not know each other."""

from __future__ import annotations

from collections.abc import Callable, Iterator, MutableMapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from frankly.cli.door import keeping
from frankly.cli.options import AsJson, Data, settings_for

if TYPE_CHECKING:
    import socket
    from pathlib import Path

    from starlette.types import ASGIApp, Receive, Scope, Send

    from frankly.settings import Settings

CREATE_APP: Final = "frankly.api.app:create_app"

GRACE_S: Final = 5
"""So long a stop waits for answers that are on their way; container engines kill after 10 s."""


def serve(
    context: typer.Context,
    data: Data = None,
    host: Annotated[str | None, typer.Option(help="Address to listen on, instead of FRANKLY_HOST.")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on, instead of FRANKLY_PORT.")] = None,
    as_json: AsJson = False,
) -> None:
    """Start the API; Ctrl-C stops it."""
    settings = settings_for(context, data, host=host, port=port)
    with keeping(lambda: "The service has stopped; everything that it acknowledged is stored."):
        run(settings, as_json)


def run(settings: Settings, as_json: bool) -> None:
    """Serve until a signal comes.

    Args:
        settings: what was set from outside.
        as_json: say where it listens as JSON.

    Raises:
        FranklyError: when it cannot start.
    """
    import gc

    # Hardly anything that is loaded becomes garbage, and looking for it takes an eighth of a start.
    gc.disable()
    try:
        _run(settings, as_json, when_ready=gc.enable)
    finally:
        gc.enable()


def _run(settings: Settings, as_json: bool, when_ready: Callable[[], None]) -> None:
    import uvicorn
    from uvicorn.importer import import_from_string

    from frankly.bootstrap.service import open_service
    from frankly.cli.owner import running_service
    from frankly.errors import Conflict

    owner = running_service(settings) if settings.chroma_url is None else None
    if owner is not None:
        raise Conflict(
            f"The data folder {settings.data} is served already by {owner}. Use that one, name another folder with "
            "--data, or set FRANKLY_CHROMA_URL to a Chroma server that several processes can share."
        )
    app = Watched(import_from_string(CREATE_APP)(settings, open_service))

    class Server(uvicorn.Server):
        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            when_ready()
            if self.started:
                _say(settings, as_json)

    # The API writes its own log lines; uvicorn's would name people, whose ids stand in addresses.
    config = uvicorn.Config(
        app,
        lifespan="on",
        ws="none",
        access_log=False,
        log_config=None,
        log_level="critical",
        server_header=False,
        timeout_graceful_shutdown=GRACE_S,
    )
    server = Server(config)
    with bound(settings.host, settings.port, settings.data) as listener, app.telling():
        server.run(sockets=[listener])


def bound(host: str, port: int, data: Path) -> socket.socket:
    """A socket that holds the address but does not listen yet: nobody is let in before the service is ready.

    Args:
        host: address of this machine.
        port: its port.
        data: the data folder, for the command that is suggested when the port is taken.

    Raises:
        Conflict: when somebody else listens there.
        Misconfigured: when this machine has no such address.
    """
    import errno
    import shlex
    import socket

    from frankly.errors import Conflict, Misconfigured

    listener = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host.strip("[]"), port))
    except OSError as error:
        listener.close()
        if error.errno == errno.EADDRINUSE:
            raise Conflict(
                f"Port {port} of {host} is taken by another program. Stop that one, or choose another port: "
                f"frankly serve --data {shlex.quote(str(data))} --port {port % 65535 + 1}"
            ) from error
        raise Misconfigured(
            f"Cannot listen on {host}:{port} ({error.strerror}); set FRANKLY_HOST and FRANKLY_PORT to an address of "
            "this machine and a port that this user may use."
        ) from error
    return listener


class Watched:
    """The application, with an eye on its start: an error that says what to do is kept for the terminal."""

    def __init__(self, app: ASGIApp) -> None:
        """Keep what is inside."""
        self.app = app
        self.trouble: Exception | None = None

    @contextmanager
    def telling(self) -> Iterator[None]:
        """Raise what kept the application from starting, instead of the server's bare exit."""
        try:
            yield
        except SystemExit:
            if self.trouble is None:
                raise
        if self.trouble is not None:
            raise self.trouble

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass everything on; of a failed start, pass on only that it failed."""
        if scope["type"] != "lifespan":
            await self.app(scope, receive, send)
            return

        async def told(message: MutableMapping[str, Any]) -> None:
            if message["type"] == "lifespan.startup.failed":
                message = {"type": message["type"], "message": ""}
            await send(message)

        try:
            await self.app(scope, receive, told)
        except Exception as error:
            self.trouble = error


def _say(settings: Settings, as_json: bool) -> None:
    from frankly.cli.screen import err, put_json

    name = f"[{settings.host}]" if ":" in settings.host else settings.host
    address = f"http://{name}:{settings.port}"
    if as_json:
        put_json({"url": address, "data": str(settings.data)})
    else:
        err().print(f"Frankly listens on {address} with the data in {settings.data}")
        err().print(f"What it can do: {address}/docs    Stop it with Ctrl-C.")
