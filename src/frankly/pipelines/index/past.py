"""Any snapshot that a decision names, made again exactly: its base, the log up to its position, the stored vectors.

No embedder is asked, and no index: what was attached is stored. Which process made the snapshot, and in which steps,
makes no difference (see `stages.snapshot.apply`).
"""

import asyncio
from collections import OrderedDict
from typing import Final, Protocol, TypeVar

from frankly.domain.deciding.snapshot import Snapshot
from frankly.errors import NotFound
from frankly.pipelines.index.following import AT_ONCE
from frankly.pipelines.index.rebuilding import without_vectors
from frankly.ports.catalogue import Catalogue
from frankly.ports.searching.snapshots import SnapshotStore
from frankly.stages.snapshot.apply import apply, attach
from frankly.stages.snapshot.build import EMPTY_BASE, empty_snapshot
from frankly.stages.snapshot.naming import SnapshotName, named, parsed

K = TypeVar("K")
T = TypeVar("T")

BASES: Final = 2
"""Bases that are kept loaded: the current one's is the live view's own."""

SNAPSHOTS: Final = 4
"""Snapshots that are kept: decisions of one time name the same few."""


HALTS: Final = 8
"""Places on the way from a base to a snapshot that are kept. They share what did not change between them."""

STRIDES: Final = 4
"""A way is gone in so many parts at least, so that whoever asks for ever earlier snapshots, as a replay of the last
decisions does, need not go all of it each time."""


class HasSnapshot(Protocol):
    """The live view, or whatever holds a snapshot already."""

    @property
    def snapshot(self) -> Snapshot:
        """The newest snapshot."""
        ...


class PastSnapshots:
    """Snapshots by their ids."""

    def __init__(self, catalogue: Catalogue, snapshots: SnapshotStore, live: HasSnapshot | None = None) -> None:
        """Hold the parts; nothing is read before the first question.

        Args:
            catalogue: both logs, of changes and of vectors.
            snapshots: bases.
            live: the live view, whose snapshot and base need not be made again; None where there is none.
        """
        self._catalogue, self._snapshots, self._live = catalogue, snapshots, live
        self._making = asyncio.Lock()
        self._made: OrderedDict[str, Snapshot] = OrderedDict()
        self._bases: OrderedDict[str, Snapshot] = OrderedDict()
        self._halts: OrderedDict[tuple[str, bool, int], Snapshot] = OrderedDict()
        """Places on the ways that were gone, by base and position, without stored vectors: the next begins there."""

    async def get(self, snapshot_id: str) -> Snapshot:
        """The snapshot with this id, whose every column is as it was; quick for the live one and the last few.

        Raises:
            NotFound: when it is no id, or when base, log or vectors do not reach that far (any more); says which.
            Misconfigured: when the base is damaged.
            StoreUnavailable: when something cannot be read.
        """
        if self._live is not None and self._live.snapshot.id == snapshot_id:
            return self._live.snapshot
        async with self._making:
            found = self._made.get(snapshot_id)
            if found is None:
                found = await self._make(snapshot_id)
            _keep(self._made, snapshot_id, found, SNAPSHOTS)
        return found

    async def _make(self, snapshot_id: str) -> Snapshot:
        name = parsed(snapshot_id)
        snapshot = await self._at(name)
        if snapshot.unread:
            upto = await self._catalogue.vectors.position() if name.read_to is None else name.read_to
            stored = await self._catalogue.vectors.of_texts(snapshot.fingerprint, snapshot.unread, upto)
            read = [(vector.item, vector.text_hash, vector.levels) for vector in stored]
            snapshot = named(attach(snapshot, read, upto))
        if snapshot.id != snapshot_id:
            raise NotFound(
                f"The snapshot '{snapshot_id}' cannot be made again: base and log are there, but not the same vectors "
                f"are stored ({len(snapshot.unread)} texts have none). Restore the database from a backup of that time."
            )
        return snapshot

    async def _at(self, name: SnapshotName) -> Snapshot:
        """Base and log up to a position, with the vectors of the base alone."""
        halt = self._nearest(name)
        snapshot = await self._base(name) if halt is None else halt
        stride = min(AT_ONCE, 1 + (name.position - snapshot.position) // STRIDES)
        while changes := await self._catalogue.changes(snapshot.position, stride, name.position):
            snapshot = await asyncio.to_thread(apply, snapshot, changes)
            _keep(self._halts, (name.base, name.has_vectors, snapshot.position), snapshot, HALTS)
        if snapshot.position != name.position:
            raise NotFound(
                f"The snapshot base '{name.base}' was made at change {snapshot.base.position} of the catalogue and the "
                f"log ends at change {await self._catalogue.position()}, so change {name.position} is not between "
                "them: the database is not the one of that time. Restore it from a backup."
            )
        return snapshot

    def _nearest(self, name: SnapshotName) -> Snapshot | None:
        """The last halt on the way to a position."""
        before = [key for key in self._halts if key[:2] == name[:2] and key[2] <= name.position]
        if not before:
            return None
        key = max(before)
        self._halts.move_to_end(key)
        return self._halts[key]

    async def _base(self, name: SnapshotName) -> Snapshot:
        base = await self._loaded(name.base)
        return base if name.has_vectors else without_vectors(base)

    async def _loaded(self, base: str) -> Snapshot:
        if base == EMPTY_BASE:
            return empty_snapshot()
        if base not in self._bases and self._live is not None:
            lives = self._live.snapshot.base
            if lives.id.partition(":")[0] == base:
                return named(lives)
        if base not in self._bases:
            self._bases[base] = named(await asyncio.to_thread(self._snapshots.load_base, base))
        _keep(self._bases, base, self._bases[base], BASES)
        return self._bases[base]


def _keep(kept: "OrderedDict[K, T]", key: K, value: T, most: int) -> None:
    """Keep a value as the one that was used last, and let go of the one that was not used for longest."""
    kept[key] = value
    kept.move_to_end(key)
    if len(kept) > most:
        kept.popitem(last=False)
