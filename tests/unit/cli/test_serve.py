import socket
from pathlib import Path

import pytest
from starlette.types import Message, Receive, Scope, Send

from frankly.cli.service.serve import Watched, bound
from frankly.errors import Conflict, Misconfigured

SHOP = Path("my shop")


def test_a_held_address_is_not_open_before_the_service_is_ready() -> None:
    with bound("127.0.0.1", 0, SHOP) as listener:
        probe = socket.socket()
        with probe, pytest.raises(ConnectionRefusedError):
            probe.connect(listener.getsockname())


def test_a_taken_port_is_refused_with_another_to_try() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        with pytest.raises(Conflict, match=f"Port {port} .* --data 'my shop' --port {port % 65535 + 1}"):
            bound("127.0.0.1", port, SHOP)


def test_an_address_of_another_machine_is_refused() -> None:
    with pytest.raises(Misconfigured, match="FRANKLY_HOST"):
        bound("203.0.113.1", 8080, SHOP)


async def test_a_start_that_fails_keeps_its_error_and_passes_no_traceback_on() -> None:
    async def failing(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "lifespan.startup.failed", "message": "Traceback ..."})
        raise Conflict("in use")

    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    async def receive() -> Message:
        return {"type": "lifespan.startup"}

    app = Watched(failing)
    await app({"type": "lifespan"}, receive, send)
    assert sent == [{"type": "lifespan.startup.failed", "message": ""}]
    with pytest.raises(Conflict, match="in use"), app.telling():
        raise SystemExit(3)


def test_an_exit_without_trouble_stays_an_exit() -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        """Never called."""

    with pytest.raises(SystemExit), Watched(app).telling():
        raise SystemExit(3)
