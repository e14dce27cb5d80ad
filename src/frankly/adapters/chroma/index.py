"""The vector index on Chroma, embedded or over HTTP.

One collection per rebuild. The live one is named by the metadata of a collection of its own, which changes in one
step; so a rebuild never leaves a moment without an index. Chroma's own embedding functions are never used.
"""

import asyncio
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from frankly.adapters.chroma.collections import (
    ask,
    disconnect,
    drop_others,
    fingerprint_of,
    live_collection,
    name_live,
    new_collection,
    parts,
    put,
    read,
    take_out,
    warm,
)
from frankly.adapters.chroma.reads import Reads
from frankly.errors import IndexUnavailable

if TYPE_CHECKING:
    from chromadb.api import ClientAPI
    from chromadb.api.models.Collection import Collection

T = TypeVar("T")

QUERY_TIMEOUT_S = 2.0
"""A request waits no longer than this for the index; it then answers without."""

WRITE_TIMEOUT_S = 120.0

COOL_DOWN_S = 2.0
"""After a failed connection or a timeout, calls fail at once for so long, instead of queueing up behind it."""


class ChromaConnection(Protocol):
    """A way to reach Chroma."""

    @property
    def place(self) -> str:
        """Where it is, for messages."""
        ...

    @property
    def remedy(self) -> str:
        """What to do when it fails."""
        ...

    def require_room(self) -> None:
        """Raise `IndexUnavailable` where the disk has too little room for a write."""
        ...

    def connect(self) -> "ClientAPI":
        """Open it; blocks."""
        ...


@dataclass(frozen=True, slots=True, eq=False)
class _Live:
    """The collection that answers."""

    collection: "Collection"
    fingerprint: str


class ChromaIndex:
    """Port `VectorIndex` over a Chroma client. Connects at first use, and again after a failure."""

    def __init__(self, connection: ChromaConnection) -> None:
        """Prepare; nothing is opened yet."""
        self._connection = connection
        self._client: ClientAPI | None = None
        self._connecting = threading.Lock()
        self._live: _Live | None = None
        self._rest_until_s = 0.0
        self._failed_with = ""
        self._is_spoiled = False
        self._reads = Reads()
        # Reads do not wait behind a batch of writes; writes keep their order.
        self._readers = ThreadPoolExecutor(4, thread_name_prefix="chroma-read")
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="chroma-write")

    @property
    def fingerprint(self) -> str | None:
        """Fingerprint of the embedder that made the vectors; None while there is no index, or it was not reached."""
        return None if self._live is None else self._live.fingerprint

    async def open(self) -> None:
        """Connect, and learn which index is live.

        Raises:
            IndexUnavailable: when Chroma cannot be reached or read.
        """
        await self._run(self._writer, self._find_live, WRITE_TIMEOUT_S)

    async def query(self, vectors: NDArray[np.float32], limit: int) -> Sequence[tuple[str, ...]]:
        """Ids of the nearest items of each vector, nearest first; a vector of zeros has none."""
        found: list[tuple[str, ...]] = [()] * len(vectors)
        asked = np.flatnonzero(np.any(vectors != 0, axis=1))
        if len(asked):
            question = partial(ask, vectors=vectors[asked], limit=limit)
            answer = await self._run(self._readers, partial(self._on_live, question), QUERY_TIMEOUT_S)
            for place, ids in zip(asked.tolist(), answer, strict=True):
                found[place] = ids
        return found

    async def upsert(self, ids: Sequence[str], vectors: NDArray[np.float32]) -> None:
        """Put vectors into the live index."""
        for part in parts(ids):
            await self._write(partial(self._on_live, partial(put, ids=ids[part], vectors=vectors[part])))

    async def delete(self, ids: Sequence[str]) -> None:
        """Take vectors out of the live index; unknown ids are no error."""
        for part in parts(ids):
            await self._write(partial(self._on_live, partial(take_out, ids=ids[part])))

    async def recreate(self, fingerprint: str, dimensions: int) -> None:
        """Start an empty index; the old one goes when the new one stands."""
        await (await self.draft(fingerprint, dimensions)).publish()

    async def draft(self, fingerprint: str, dimensions: int) -> "ChromaDraft":
        """Start an empty index beside the live one."""
        collection = await self._write(lambda: new_collection(self._connected(), fingerprint, dimensions))
        return ChromaDraft(self, _Live(collection, fingerprint))

    async def stored(self, ids: Sequence[str]) -> dict[str, NDArray[np.float32]]:
        """Vectors as they are stored; unknown ids are left out."""
        found: dict[str, NDArray[np.float32]] = {}
        for part in parts(ids):
            work = partial(self._on_live, partial(read, ids=ids[part]))
            found |= await self._run(self._readers, work, WRITE_TIMEOUT_S)
        return found

    async def close(self) -> None:
        """Let go of files and connections."""
        client, self._client, self._live = self._client, None, None
        if client is not None:
            await asyncio.to_thread(disconnect, client)
        for executor in (self._readers, self._writer):
            executor.shutdown(wait=False, cancel_futures=True)

    async def fill(self, live: _Live, ids: Sequence[str], vectors: NDArray[np.float32]) -> None:
        """Put vectors into a draft's collection."""
        for part in parts(ids):
            await self._write(partial(put, live.collection, ids=ids[part], vectors=vectors[part]))

    async def go_live(self, live: _Live) -> None:
        """Answer from a draft's collection, and drop all others."""
        self._live = await self._write(partial(self._named, live))
        await self._write(partial(self._drop_all_but, live))

    async def drop(self, live: _Live) -> None:
        """Drop a draft's collection."""
        await self._write(lambda: self._connected().delete_collection(live.collection.name))

    async def _write(self, work: Callable[[], T]) -> T:
        return await self._run(self._writer, partial(self._written, work), WRITE_TIMEOUT_S)

    def _written(self, work: Callable[[], T]) -> T:
        """Write, over a new connection where a write failed on the old one: that one may hold a lock for ever."""
        self._connection.require_room()
        if self._is_spoiled:
            client, self._client = self._client, None
            if client is not None:
                disconnect(client)
            self._find_live()
            self._is_spoiled = False
        try:
            return work()
        except IndexUnavailable:
            raise
        except BaseException:
            self._is_spoiled = True
            raise

    async def _run(self, executor: ThreadPoolExecutor, work: Callable[[], T], timeout_s: float) -> T:
        """Do blocking work beside the event loop; whatever Chroma raises becomes one error that says what to do."""
        if time.monotonic() < self._rest_until_s:
            raise self._unavailable(f"it failed a moment ago: {self._failed_with}")
        loop = asyncio.get_running_loop()
        try:
            # Not `wait_for`: before Python 3.12 it loses a cancellation that comes in the moment of the answer.
            async with asyncio.timeout(timeout_s):
                return await loop.run_in_executor(executor, _contained, work)
        except IndexUnavailable:
            raise
        except TimeoutError as error:
            self._rest(f"no answer within {timeout_s:g} s")
            raise self._unavailable(self._failed_with) from error
        except Exception as error:
            raise self._unavailable(f"{type(error).__name__}: {error}") from error

    def _unavailable(self, reason: str) -> IndexUnavailable:
        return IndexUnavailable(f"{self._connection.place} cannot be used ({reason}). {self._connection.remedy}")

    def _rest(self, reason: str) -> None:
        self._failed_with = reason
        self._rest_until_s = time.monotonic() + COOL_DOWN_S

    def _connected(self) -> "ClientAPI":
        # One thread at a time: chromadb hands a second one the engine that the first has not started yet, and stops
        # that engine for both when the second then fails.
        with self._connecting:
            if self._client is None:
                try:
                    self._client = self._connection.connect()
                except BaseException as error:
                    self._rest(f"{type(error).__name__}: {error}")
                    raise
            return self._client

    def _find_live(self) -> _Live | None:
        collection = live_collection(self._connected())
        if collection is None:
            self._live = None
        else:
            warm(collection)
            self._live = _Live(collection, fingerprint_of(collection))
        return self._live

    def _on_live(self, work: Callable[["Collection"], T]) -> T:
        """Work on the live collection; another process may have put a new one in its place, so look again once."""
        from chromadb.errors import ChromaError

        live = self._live or self._find_live()
        if live is None:
            raise IndexUnavailable("There is no vector index yet; run 'frankly reindex' to make it from the catalogue.")
        try:
            return self._held(live, work)
        except ChromaError:
            # A collection that goes while it is read fails in several ways, not only as one that is not found.
            again = self._live if self._live is not live else self._find_live()
            if again is None or again.collection.id == live.collection.id:
                raise
            return self._held(again, work)

    def _held(self, live: _Live, work: Callable[["Collection"], T]) -> T:
        with self._reads.of(live.collection.id):
            return work(live.collection)

    def _named(self, live: _Live) -> _Live:
        """Name a draft's collection as the live one; returned by the connection that there is now."""
        client = self._connected()
        name_live(client, live.collection.name)
        return _Live(client.get_collection(live.collection.name, embedding_function=None), live.fingerprint)

    def _drop_all_but(self, live: _Live) -> None:
        self._reads.await_only(live.collection.id, QUERY_TIMEOUT_S)
        drop_others(self._connected(), live.collection.name)


class ChromaDraft:
    """Port `IndexDraft`: a collection beside the live one."""

    def __init__(self, index: ChromaIndex, live: _Live) -> None:
        """Hold the new collection."""
        self._index, self._live = index, live

    async def upsert(self, ids: Sequence[str], vectors: NDArray[np.float32]) -> None:
        """Put vectors into the new index."""
        await self._index.fill(self._live, ids, vectors)

    async def publish(self) -> None:
        """Answer from the new index from now on; the old one is dropped."""
        await self._index.go_live(self._live)

    async def discard(self) -> None:
        """Drop the new index."""
        await self._index.drop(self._live)


def _contained(work: Callable[[], T]) -> T:
    """Run work in a thread; a panic of Chroma's native code derives from BaseException and must not end the service."""
    try:
        return work()
    except Exception:
        raise
    except BaseException as error:
        raise RuntimeError(f"{type(error).__name__}: {error}") from error
