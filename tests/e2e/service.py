"""A running service of its own: `frankly serve` on a free port, in a data folder of its own."""

import contextlib
import os
import subprocess
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import httpx

from tests.e2e.pages import STOP_TIMEOUT_S, free_port
from tests.prestarted.prestarting import folder_of_the_program

START_TIMEOUT_S = 60
KEY = "a-key-for-tests-only"


@dataclass(frozen=True)
class Service:
    """Where it answers, and what it wrote to the terminal."""

    url: str
    log: Path

    def client(self) -> httpx.Client:
        """A client that holds the key."""
        return httpx.Client(base_url=self.url, headers={"Authorization": f"Bearer {KEY}"}, timeout=60)


@contextlib.contextmanager
def running(
    folder: Path, *, is_killed: bool = False, program: Sequence[str] = (), **settings: str
) -> Iterator[Service]:
    """Start a service, wait until it is ready, and stop it in the end.

    Args:
        folder: holds its data and its log.
        is_killed: the caller ends it before.
        program: what is run instead of `frankly serve`.
        settings: environment variables, without their prefix.
    """
    service = Service(f"http://127.0.0.1:{free_port()}", folder / "service.log")
    environment = {name: value for name, value in os.environ.items() if not name.startswith("FRANKLY_")}
    environment |= {
        "FRANKLY_DATA": str(folder / "data"),
        "FRANKLY_API_KEY": KEY,
        "FRANKLY_PORT": service.url.rpartition(":")[2],
    }
    with service.log.open("wb") as log:
        process = subprocess.Popen(
            program or [str(folder_of_the_program() / "frankly"), "serve"],
            env=environment | {f"FRANKLY_{name.upper()}": value for name, value in settings.items()},
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    try:
        _await_ready(service, process)
        yield service
        if is_killed:
            process.wait(STOP_TIMEOUT_S)
        else:
            assert process.poll() is None, f"it ended by itself\n{service.log.read_text()}"
    finally:
        process.terminate()
        try:
            process.wait(STOP_TIMEOUT_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _await_ready(service: Service, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_TIMEOUT_S
    with service.client() as client:
        while True:
            with contextlib.suppress(httpx.TransportError):
                if client.get("/readyz").status_code == 200:
                    return
            assert process.poll() is None, f"it did not start\n{service.log.read_text()}"
            assert time.monotonic() < deadline, f"it never became ready\n{service.log.read_text()}"
            time.sleep(0.1)
