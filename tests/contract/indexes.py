"""The vector indexes under test: memory, Chroma embedded, and a real Chroma server, opened alike."""

import socket
import subprocess
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import httpx
import numpy as np
from numpy.typing import NDArray

from frankly.adapters.chroma.connection import ChromaServer, EmbeddedChroma
from frankly.adapters.chroma.index import ChromaIndex
from frankly.ports.searching.index import VectorIndex
from frankly.testing.memory.index import MemoryIndex
from tests.needs import require_program

KINDS = ("memory", "chroma_embedded", "chroma_server")


@contextmanager
def chroma_server(folder: Path, port: int | None = None) -> Iterator[str]:
    """A Chroma server on loopback, on a free port or the one that is given; gives its address."""
    program = require_program("chroma")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = port or free.getsockname()[1]
    command = [program, "run", "--host", "127.0.0.1", "--port", str(port), "--path", str(folder)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    url = f"http://127.0.0.1:{port}"
    try:
        _wait_until_up(url, process)
        yield url
    finally:
        process.kill()
        process.wait()


def _wait_until_up(url: str, process: "subprocess.Popen[bytes]") -> None:
    for _ in range(300):
        try:
            httpx.get(f"{url}/api/v2/heartbeat", timeout=1).raise_for_status()
        except httpx.HTTPError:
            assert process.poll() is None, "the Chroma server ended at once"
            time.sleep(0.1)
        else:
            return
    raise AssertionError("the Chroma server did not come up")


@asynccontextmanager
async def open_index(kind: str, folder: Path, server: str | None = None) -> AsyncIterator[VectorIndex]:
    index: VectorIndex
    if kind == "memory":
        index = MemoryIndex()
    elif kind == "chroma_embedded":
        index = ChromaIndex(EmbeddedChroma(folder))
    else:
        assert server is not None
        index = ChromaIndex(ChromaServer(server))
    try:
        yield index
    finally:
        await index.close()


def directions(number: int, dimensions: int = 8, seed: int = 1) -> NDArray[np.float32]:
    """Vectors of unit length, the same ones each time."""
    rows = np.random.default_rng(seed).normal(size=(number, dimensions))
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)
