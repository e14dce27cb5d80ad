"""A lean HTTP client: what it costs itself must not show in what is measured. One keep-alive connection, or many."""

import asyncio
import http.client
import time
from collections.abc import Iterator, Sequence
from types import TracebackType
from typing import Final

from frankly.errors import DependencyError

HEADERS: Final = {"Content-Type": "application/json"}


class Connection:
    """One keep-alive connection."""

    def __init__(self, port: int) -> None:
        """Connect to this machine.

        Args:
            port: where the service listens.
        """
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)

    def __enter__(self) -> "Connection":
        """Use as a context that closes."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close."""
        self._connection.close()

    def post(self, path: str, body: bytes) -> tuple[float, bytes]:
        """Post once.

        Returns:
            Milliseconds until the whole answer was read, and the answer.

        Raises:
            DependencyError: for any status but 200.
        """
        started = time.perf_counter()
        self._connection.request("POST", path, body, HEADERS)
        response = self._connection.getresponse()
        answer = response.read()
        elapsed = (time.perf_counter() - started) * 1000
        if response.status != 200:
            raise DependencyError(f"POST {path} answered {response.status}: {answer[:300].decode(errors='replace')}")
        return elapsed, answer


async def flood(port: int, path: str, bodies: Sequence[bytes], connections: int) -> float:
    """Post all bodies over some connections at once, each of them sending the next as soon as it is answered.

    Returns:
        Seconds from the first byte sent to the last byte read.

    Raises:
        DependencyError: for any status but 200.
    """
    waiting = iter(bodies)
    started = time.perf_counter()
    async with asyncio.TaskGroup() as group:
        for _ in range(connections):
            group.create_task(_sender(port, path, waiting))
    return time.perf_counter() - started


async def _sender(port: int, path: str, waiting: Iterator[bytes]) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    head = f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Type: application/json\r\nContent-Length: "
    try:
        for body in waiting:
            writer.write(f"{head}{len(body)}\r\n\r\n".encode() + body)
            status, answer = await _answer(reader)
            if status != 200:
                raise DependencyError(f"POST {path} answered {status}: {answer[:300].decode(errors='replace')}")
    finally:
        writer.close()


async def _answer(reader: asyncio.StreamReader) -> tuple[int, bytes]:
    """Status and body of an answer that says its length, as ours do."""
    head = (await reader.readuntil(b"\r\n\r\n")).lower()
    length = head.partition(b"content-length:")[2].partition(b"\r\n")[0]
    return int(head.split(b" ", 2)[1]), await reader.readexactly(int(length))
