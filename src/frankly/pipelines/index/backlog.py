"""What follows a change of the catalogue: texts that wait for the embedder, vectors that wait for the index.

Worked off in batches by one task at a time. What failed stays in the backlog and is tried again a little later. A
vector is stored before anyone sees it, and what is stored is what is shown: a decision can name it (`ports.vectors`).
"""

import asyncio
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from frankly.domain.deciding.snapshot import Snapshot
from frankly.domain.ids import ItemId
from frankly.domain.time import SECOND_MS, EpochMs
from frankly.errors import DependencyError
from frankly.pipelines.index.following import Step, changed, read_on
from frankly.ports.catalogue import Catalogue
from frankly.ports.searching.embedder import Embedder
from frankly.ports.searching.index import VectorIndex
from frankly.ports.searching.vectors import StoredVector
from frankly.stages.snapshot.build import empty_snapshot
from frankly.stages.snapshot.columns import from_levels, levels, text_hash

RETRY_MS = 5 * SECOND_MS
"""After the embedder or the index failed, the next try comes so much later."""

BATCH = 200
"""Items read or written at once: a query waits behind a write, some 100 ms for so many."""

_ROWS = 5000

_SAME = 0.999
"""Cosine from which on two vectors are taken as one: rounding to levels alone stays above it."""


@dataclass(slots=True, eq=False)
class View:
    """The newest snapshot, shared by those who carry it forward.

    Attributes:
        snapshot: replaced whole, never changed.
        changing: held by whoever replaces it on the ground of what it was.
    """

    snapshot: Snapshot = field(default_factory=empty_snapshot)
    changing: asyncio.Lock = field(default_factory=asyncio.Lock)


class Backlog:
    """Items whose text was not read yet, and items whose vector in the index is not the snapshot's."""

    def __init__(
        self, view: View, catalogue: Catalogue, index: VectorIndex, embedder: Embedder, *, is_owner: bool
    ) -> None:
        """Start empty.

        Args:
            view: whose vectors are kept up to date.
            catalogue: gives the texts.
            index: gets the vectors, where this process owns it.
            embedder: makes them.
            is_owner: whether this process may write the index.
        """
        self._view, self._catalogue, self._index, self._embedder = view, catalogue, index, embedder
        self._is_owner = is_owner
        self._in_vain: dict[ItemId, int] = {}
        self._unwritten: dict[ItemId, None] = {}
        self.retry_at_ms = 0
        """Before this moment nothing that failed is tried again."""
        self.fault = ""
        """What failed last, in words for an operator; empty when nothing is failing."""
        self.read = 0
        """Items read since the last reset."""
        self.knows_index = False
        """Whether the index was looked at; before, nobody can say that it is strange."""
        self.working = asyncio.Lock()
        """Held while a batch is worked off, and by whoever exchanges embedder or index."""

    def __len__(self) -> int:
        """Number of items that wait."""
        return len(self._view.snapshot.unread.keys() | self._unwritten.keys())

    async def follow(self, limit: int) -> int:
        """Carry the view to the end of both logs, step by step; `changing` is held.

        Returns:
            How many items changed.

        Raises:
            StoreUnavailable: when a log cannot be read; what was applied stays.
        """
        applied = 0
        while (step := await changed(self._view.snapshot, self._catalogue, limit)) is not None:
            self._show(step)
            applied += len(step.items)
        while (step := await read_on(self._view.snapshot, self._catalogue, limit)) is not None:
            self._show(step)
        return applied

    def _show(self, step: Step) -> None:
        """Put the next snapshot in place, and note whose vector is another one now."""
        before, after = self._view.snapshot, step.snapshot
        for item in step.items:
            old, new = before.row_of.get(item, -1), after.row_of.get(item, -1)
            is_new = new >= 0 and after.text_hashes[new] != 0
            if new < 0 or (is_new and (old < 0 or before.text_hashes[old] != after.text_hashes[new])):
                self._unwritten[item] = None
        self._view.snapshot = after

    def reset(self, unwritten: Iterable[ItemId] = ()) -> None:
        """Begin anew from the view's snapshot: only texts that no embedder has read wait.

        Args:
            unwritten: items whose vector the index may hold differently, or hold though they are gone.
        """
        self._in_vain = {}
        self._unwritten = dict.fromkeys(unwritten)
        self.read = 0

    @property
    def unwritten(self) -> list[ItemId]:
        """Items whose vector the index does not hold yet, or holds though they are gone."""
        return list(self._unwritten)

    def is_due(self, now: EpochMs) -> bool:
        """Whether there is something to do, and nothing failed a moment ago."""
        can_read = any(True for _ in self._readable())
        can_write = bool(self._unwritten) or (self._is_owner and self._is_index_strange())
        return (can_read or can_write) and now >= self.retry_at_ms

    def failed(self, error: DependencyError, now: EpochMs, wait_ms: int = RETRY_MS) -> None:
        """Remember a failure, and when to try again."""
        self.fault, self.retry_at_ms = error.message, now + wait_ms

    async def work(self, now: EpochMs) -> None:
        """Work everything off; a failing embedder or index ends it until the next try."""
        try:
            while self.is_due(now):
                async with self.working:
                    await self._read_batch()
                    if self._is_owner:
                        await self.ensure_index()
                        await self._write_batch()
                    else:
                        await self._look(now)
        except DependencyError as error:
            self.failed(error, now)
        else:
            self.fault = ""

    async def ensure_index(self) -> None:
        """Make the index belong to the snapshot's embedder; an index that is missing or strange is filled again.

        Raises:
            IndexUnavailable: when it cannot be read or written.
        """
        if self.knows_index and not self._is_index_strange():
            return
        self.knows_index = True
        await self._index.open()
        if self._is_index_strange():
            snapshot = self._view.snapshot
            await self._index.recreate(snapshot.fingerprint, snapshot.vectors.shape[1])
            rows = np.flatnonzero(snapshot.alive & snapshot.has_vector)
            self._unwritten |= {snapshot.item_ids[row]: None for row in rows.tolist()}

    async def reconcile(self) -> int:
        """Write the vectors that the index lacks or holds differently; returns how many.

        Raises:
            IndexUnavailable: when the index cannot be read or written.
        """
        written = 0
        async with self.working:
            snapshot = self._view.snapshot
            await self.ensure_index()
            rows = np.flatnonzero(snapshot.alive & snapshot.has_vector) if snapshot.fingerprint else np.empty(0, int)
            for start in range(0, len(rows), _ROWS):
                part = rows[start : start + _ROWS]
                ids, vectors = [snapshot.item_ids[row] for row in part.tolist()], from_levels(snapshot.vectors[part])
                wrong = await different(self._index, ids, vectors)
                if wrong:
                    await self._index.upsert([ids[at] for at in wrong], vectors[wrong])
                written += len(wrong)
        return written

    def _is_index_strange(self) -> bool:
        fingerprint = self._view.snapshot.fingerprint
        return self.knows_index and bool(fingerprint) and self._index.fingerprint != fingerprint

    def _readable(self) -> Iterator[ItemId]:
        """Items whose text can be read; not those whose text is another one than the snapshot's, however often read."""
        return (item for item, text in self._view.snapshot.unread.items() if self._in_vain.get(item) != text)

    async def _read_batch(self) -> None:
        async with self._view.changing:
            # Another process may have read them meanwhile.
            await self.follow(BATCH)
        snapshot = self._view.snapshot
        ids = list(islice(self._readable(), BATCH))
        if not ids:
            return
        # As of the snapshot: what the catalogue says by now may be another text.
        items = list((await self._catalogue.get_many(ids, at=snapshot.position)).values())
        made = levels(await self._embedder.embed([item.text() for item in items]))
        vectors = [StoredVector(0, item.id, text_hash(item), row) for item, row in zip(items, made, strict=True)]
        await self._catalogue.vectors.keep(snapshot.fingerprint, vectors)
        async with self._view.changing:
            await self.follow(BATCH)
        still = self._view.snapshot.unread
        self._in_vain |= {item: snapshot.unread[item] for item in ids if still.get(item) == snapshot.unread[item]}
        self.read += len(items)

    async def _write_batch(self) -> None:
        ids = list(islice(self._unwritten, BATCH))
        for item in ids:
            self._unwritten.pop(item)
        snapshot = self._view.snapshot
        rows = {item: snapshot.row_of.get(item, -1) for item in ids}
        there = [item for item, row in rows.items() if row >= 0 and snapshot.has_vector[row]]
        gone = [item for item in ids if item not in set(there)]
        try:
            vectors = from_levels(snapshot.vectors[[rows[item] for item in there]])
            # Reading is a hundred times cheaper than writing again what is there already, as after a restart.
            fresh = await different(self._index, there, vectors)
            if fresh:
                await self._index.upsert([there[at] for at in fresh], vectors[fresh])
            if gone and snapshot.fingerprint:
                await self._index.delete(gone)
        except DependencyError:
            self._unwritten |= dict.fromkeys(ids)
            raise

    async def _look(self, now: EpochMs) -> None:
        """Ask the index whether its owner has written what waits; the rest is asked for again a little later."""
        snapshot = self._view.snapshot
        ids = list(islice(self._unwritten, BATCH))
        rows = {item: snapshot.row_of.get(item, -1) for item in ids}
        there = [item for item, row in rows.items() if row >= 0 and snapshot.has_vector[row]]
        vectors = from_levels(snapshot.vectors[[rows[item] for item in there]])
        late = {there[at] for at in await different(self._index, there, vectors)} if there else set()
        for item in set(ids) - late:
            self._unwritten.pop(item, None)
        if late:
            self.retry_at_ms = now + RETRY_MS


async def different(index: VectorIndex, ids: Sequence[str], vectors: NDArray[np.float32]) -> list[int]:
    """Positions of the ids whose vector the index lacks or holds differently.

    Args:
        index: to be looked at.
        ids: items.
        vectors: what it should hold, one row an item, unit length.
    """
    stored = await index.stored(ids)
    return [
        at
        for at, item in enumerate(ids)
        if item not in stored or stored[item].shape != vectors[at].shape or stored[item] @ vectors[at] < _SAME
    ]
