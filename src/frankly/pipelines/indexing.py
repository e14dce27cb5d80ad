"""Keeps the live view of the catalogue: the snapshot at once, vectors and the index right after, a re-index on demand.

The catalogue's log is the only source. Changes are applied to the snapshot in the call that learns of them; embedding
and index writing follow in one background task, so that a slow embedder or index never holds a price back.
"""

import asyncio
import copy
from collections.abc import Mapping
from contextlib import suppress

import numpy as np

from frankly.domain.answering.degradation import Degradation
from frankly.domain.deciding.snapshot import Snapshot
from frankly.domain.deciding.training import TrainingPolicy
from frankly.domain.person.segment import Segment
from frankly.domain.time import MINUTE_MS, SECOND_MS, EpochMs
from frankly.errors import Conflict, DependencyError, IndexUnavailable, Misconfigured, StoreUnavailable
from frankly.pipelines.index.backlog import Backlog, View
from frankly.pipelines.index.condition import degradations_of
from frankly.pipelines.index.following import Step, changed, read_on, up_to_date
from frankly.pipelines.index.gathering import Progress, Stores
from frankly.pipelines.index.rebuilding import filled_draft, rebuilt, without_vectors
from frankly.pipelines.index.reports import ReindexReport, TrainReport
from frankly.pipelines.index.training import trained_statistics
from frankly.ports.catalogue import Catalogue
from frankly.ports.events import EventStore
from frankly.ports.people import PeopleStore
from frankly.ports.searching.embedder import Embedder
from frankly.ports.searching.index import IndexDraft, VectorIndex
from frankly.ports.searching.snapshots import SnapshotStore
from frankly.ports.searching.vectors import StoredVector
from frankly.stages.snapshot.carry import different_vectors, read_elsewhere, with_statistics

LEAST_ITEMS = 5
"""A first fit happens by itself as soon as there are so many items."""

PATIENCE_S = 1.0
"""So long a refresh waits for vectors and index; the rest goes on in the background."""

TAKING_S = 0.2
"""So long a refresh waits for another process's base to be read; the rest goes on in the background."""

REBUILD_RETRY_MS = MINUTE_MS
"""A first fit or a new base that failed (a full disk, an index that is down) is tried again so much later."""

LOOK_AFTER_MS = 5 * SECOND_MS
"""Where a catalogue is answered without the index, that is looked at so long after a start: first answers go first."""

_NEVER_MS = 2**62
_CHANGES = 2000
_NEW_BASE_AFTER = 1000


def _silent(phase: str, done: int, total: int) -> None:
    """Progress that nobody asked for."""


class LiveIndex:
    """The newest snapshot and what follows it; one in each process."""

    def __init__(
        self,
        catalogue: Catalogue,
        events: EventStore,
        people: PeopleStore,
        index: VectorIndex,
        embedder: Embedder,
        snapshots: SnapshotStore,
        segments: Mapping[str, Segment],
        is_owner: bool,
        training: TrainingPolicy | None = None,
        scannable: int = 0,
        is_sparing: bool = False,
    ) -> None:
        """Hold the parts; nothing is read before `start`.

        Args:
            catalogue: items and their log.
            events: everyone's acts.
            people: facts and consent.
            index: nearest items.
            embedder: text to vectors; restored and refitted in place.
            snapshots: bases.
            segments: name → rule.
            is_owner: whether this process may write the index.
            training: how models are trained; by the defaults where it is not given.
            scannable: a catalogue of up to so many items is answered without the index, which is then looked at a
                moment after the start and not before the first answer.
            is_sparing: whether such a catalogue's index is left alone until it must be written: work that ends soon
                has no use for it, and it takes as much memory as all the rest.
        """
        self._training = training or TrainingPolicy()
        self._stores = Stores(catalogue, events, people, segments)
        self._index, self._embedder, self._snapshots = index, embedder, snapshots
        self._is_owner = is_owner
        self._view = View()
        self._backlog = Backlog(self._view, catalogue, index, embedder, is_owner=is_owner)
        self._base: str | None = None
        self._rebuilding = asyncio.Lock()
        self._task: asyncio.Task[None] | None = None
        self._taking: asyncio.Task[None] | None = None
        self._fitted_in_vain_at = 0
        self._needs_reindex = False
        self._scannable, self._look_at_ms = scannable, 0
        self._look_after_ms = _NEVER_MS if is_sparing else LOOK_AFTER_MS

    @property
    def snapshot(self) -> Snapshot:
        """The newest snapshot."""
        return self._view.snapshot

    @property
    def is_owner(self) -> bool:
        """Whether this process may write the index."""
        return self._is_owner

    async def start(self, now: EpochMs) -> None:
        """Take the current base up, apply what changed since, and bring vectors and index up to date.

        A damaged base, or an index that cannot be reached, is no reason not to start: it shows in `degradations`.

        Raises:
            StoreUnavailable: when the catalogue cannot be read.
        """
        await self._take_base()
        self._look_at_ms = now + self._look_after_ms if 0 < len(self.snapshot) <= self._scannable else 0
        await self.refresh(now)
        await self.settle()

    async def refresh(self, now: EpochMs) -> int:
        """Apply the catalogue's new changes; vectors and index follow within a moment, or in the background.

        Returns:
            How many items changed.

        Raises:
            StoreUnavailable: when the catalogue cannot be read.
        """
        await self._look_for_base()
        if not self._backlog.knows_index and now >= self._look_at_ms:
            await self._open_index(now)
        async with self._view.changing:
            applied = await self._backlog.follow(_CHANGES)
        if self._task is None or self._task.done():
            if self._wants_first_fit() or self._backlog.is_due(now):
                self._task = asyncio.create_task(self._follow(now))
        if self._task is not None and not self._task.done():
            await asyncio.wait({self._task}, timeout=PATIENCE_S)
        if self._task is not None and self._task.done():
            # Only a mistake in the program gets here as an exception; it must not stay unseen.
            self._task.result()
        return applied

    async def settle(self) -> None:
        """Wait until the background work is done."""
        for task in (self._taking, self._task):
            if task is not None:
                await task

    async def close(self) -> None:
        """Stop the background work; what the index does not have yet is written after the next start."""
        tasks = [task for task in (self._taking, self._task) if task is not None]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def degradations(self) -> tuple[Degradation, ...]:
        """What is wrong with vectors and index at this moment; empty when all is well."""
        return degradations_of(self.snapshot, self._index.fingerprint, self._backlog)

    async def reindex(self, now: EpochMs, progress: Progress = _silent) -> ReindexReport:
        """Fit the embedder on the whole catalogue, count everything, rebuild the index, and swap without a pause.

        Requests go on with the old snapshot and index until the new ones stand. Repeating it changes nothing.

        Args:
            now: moment of the statistics.
            progress: told phase, done, total.

        Raises:
            Conflict: when another process owns the index.
            DependencyError: when a store, the embedder or the index failed; the old state stays.
        """
        self._check_owner()
        snapshot = await self._rebuild(now, progress, is_asked=True)
        await self.refresh(now)
        return ReindexReport(
            items=len(snapshot.row_of),
            vectors=int(np.count_nonzero(snapshot.has_vector)),
            events=await self._stores.events.count(),
            people=snapshot.statistics.people,
            dimensions=snapshot.vectors.shape[1],
            fingerprint=snapshot.fingerprint,
            snapshot=snapshot.id,
        )

    async def train(self, now: EpochMs, progress: Progress = _silent) -> TrainReport:
        """Count everything and train the models for the catalogue as it is, without a new fit; needs no index.

        Requests go on with the old ones until the new base stands. Any process may do it; others take the base up.

        Args:
            now: moment of the statistics.
            progress: told phase, done, total.

        Raises:
            Conflict: when there are no items, or the vectors are another embedder's.
            DependencyError: when a store failed; the old base stays.
        """
        await self.refresh(now)
        await self.settle()
        if not self.snapshot.row_of:
            raise Conflict("There is nothing to train on; import items and acts first ('frankly import').")
        if self._needs_reindex:
            raise Conflict("The snapshot is another embedder's, or damaged; run 'frankly reindex', which trains too.")
        async with self._rebuilding:
            # Rows may move while this takes its time; what is saved is the catalogue whose rows were counted.
            snapshot, state = self.snapshot, self._embedder.state()
            statistics = await trained_statistics(self._stores, snapshot, self._training, now, progress, is_asked=True)
            progress("save", 0, 1)
            await self._save_trained(with_statistics(snapshot, statistics), state)
            progress("save", 1, 1)
        return TrainReport(
            items=len(self.snapshot.row_of),
            people=statistics.people,
            acts=statistics.acts,
            models={name: len(model.values) for name, model in statistics.models.items()},
            snapshot=self.snapshot.id,
        )

    async def reconcile(self) -> int:
        """Write the vectors that the index lacks or holds differently.

        Returns:
            How many were written.

        Raises:
            Conflict: when another process owns the index.
            IndexUnavailable: when the index cannot be read or written.
        """
        self._check_owner()
        return await self._backlog.reconcile()

    def _check_owner(self) -> None:
        if not self._is_owner:
            raise Conflict(
                "Another process owns this data folder, so its index cannot be written here. "
                "Stop that process first, or set FRANKLY_CHROMA_URL to a Chroma server."
            )

    async def _open_index(self, now: EpochMs) -> None:
        self._backlog.knows_index = True
        try:
            await self._index.open()
        except IndexUnavailable as error:
            self._backlog.failed(error, now)

    async def _take_base(self) -> None:
        """Begin from the current base; one that another embedder made is used without its vectors."""
        try:
            loaded = await asyncio.to_thread(self._snapshots.load)
        except Misconfigured as error:
            # A damaged base must neither keep the service from starting nor the re-index from mending it.
            self._base, self._needs_reindex = self._snapshots.current(), not self.snapshot.fingerprint
            self._backlog.fault = error.message
            return
        if loaded is None:
            return
        snapshot, state = loaded
        base = snapshot.id.partition(":")[0]
        if snapshot.position > await self._stores.catalogue.position():
            # The database was replaced: a base of another catalogue must not show its items.
            self._base = base
            return
        is_ours = not snapshot.fingerprint or await asyncio.to_thread(self._can_read, snapshot.fingerprint, state)
        # Before anyone sees it: a request must not get the stock of the day that the base was made.
        step = await up_to_date(snapshot if is_ours else without_vectors(snapshot), self._stores.catalogue)
        async with self._backlog.working, self._view.changing:
            if is_ours:
                self._restore(snapshot.fingerprint, state)
            self._base, self._needs_reindex = base, not is_ours
            await self._exchange(step)

    async def _exchange(self, step: Step) -> None:
        """Put a base that was carried forward in the place of the view; locks are held."""
        fresh, old = step.snapshot, self.snapshot
        unwritten = [*self._backlog.unwritten, *step.items]
        if fresh.fingerprint and fresh.fingerprint == old.fingerprint:
            fresh = await self._with_vectors_of(old, fresh)
            unwritten += await asyncio.to_thread(different_vectors, fresh, old)
        # What changed meanwhile, so that nobody sees an older price than a moment ago.
        while (last := await changed(fresh, self._stores.catalogue, _CHANGES)) is not None:
            fresh = last.snapshot
            unwritten += last.items
        self._view.snapshot = fresh
        self._backlog.reset(unwritten)

    async def _with_vectors_of(self, old: Snapshot, fresh: Snapshot) -> Snapshot:
        """Store what only the old base has read of the texts; where that fails, they are read again."""
        vectors = [StoredVector(0, *read) for read in await asyncio.to_thread(read_elsewhere, fresh, old)]
        with suppress(StoreUnavailable):
            for start in range(0, len(vectors), _CHANGES):
                await self._stores.catalogue.vectors.keep(fresh.fingerprint, vectors[start : start + _CHANGES])
            while (read := await read_on(fresh, self._stores.catalogue, _CHANGES)) is not None:
                fresh = read.snapshot
        return fresh

    async def _look_for_base(self) -> None:
        """Take up a base that another process saved or chose; what takes longer than a moment goes on aside."""
        if self._taking is None and not self._rebuilding.locked():
            if self._snapshots.current() not in {self._base, None}:
                self._taking = asyncio.create_task(self._take_base())
        if self._taking is not None:
            await asyncio.wait({self._taking}, timeout=TAKING_S)
        if self._taking is not None and self._taking.done():
            done, self._taking = self._taking, None
            done.result()

    async def _save_trained(self, snapshot: Snapshot, state: bytes) -> None:
        """Save a base that was trained on the catalogue as it was, and go on from there, with what changed since."""
        saved = await asyncio.to_thread(self._snapshots.save, snapshot, state)
        async with self._backlog.working, self._view.changing:
            self._base = saved.id.partition(":")[0]
            await self._exchange(await up_to_date(saved, self._stores.catalogue))

    def _can_read(self, fingerprint: str, state: bytes) -> bool:
        """Whether the embedder, given this state, is the one with this fingerprint (a base's bytes were checked)."""
        if fingerprint == self._embedder.fingerprint:
            return True
        embedder = copy.copy(self._embedder)
        with suppress(Misconfigured):
            embedder.restore(state)
        return fingerprint == embedder.fingerprint

    def _restore(self, fingerprint: str, state: bytes) -> None:
        """Give the embedder its state, unless it has it: reading one takes a tenth of a second."""
        if fingerprint != self._embedder.fingerprint:
            self._embedder.restore(state)

    def _wants_first_fit(self) -> bool:
        items = len(self.snapshot.row_of)
        is_unfitted = not self.snapshot.fingerprint and not self._needs_reindex and not self._rebuilding.locked()
        # What was tried in vain is tried again when the catalogue has doubled, not at every refresh.
        return self._is_owner and is_unfitted and items >= max(LEAST_ITEMS, 2 * self._fitted_in_vain_at)

    async def _follow(self, now: EpochMs) -> None:
        """The background task: a first fit where none was made, then the backlog, then a new base where it pays."""
        try:
            if self._wants_first_fit() and now >= self._backlog.retry_at_ms:
                snapshot = await self._rebuild(now, _silent, is_asked=False)
                self._fitted_in_vain_at = 0 if snapshot.fingerprint else len(snapshot.row_of)
            # A rebuild may finish meanwhile and leave work of its own.
            while self._backlog.is_due(now):
                await self._backlog.work(now)
                await self._save_what_was_read()
        except DependencyError as error:
            self._backlog.failed(error, now, REBUILD_RETRY_MS)

    async def _rebuild(self, now: EpochMs, progress: Progress, *, is_asked: bool) -> Snapshot:
        async with self._rebuilding:
            # A copy is fitted, so that requests go on with the old state of the embedder until the swap.
            embedder = copy.copy(self._embedder)
            snapshot = await rebuilt(self._stores, embedder, self._training, now, progress, is_asked=is_asked)
            draft = await filled_draft(self._index, snapshot, progress)
            progress("save", 0, 1)
            state = embedder.state()
            try:
                snapshot = await asyncio.to_thread(self._snapshots.save, snapshot, state)
            except DependencyError:
                if draft is not None:
                    await draft.discard()
                raise
            await self._swap(snapshot, state, draft)
            progress("save", 1, 1)
        return snapshot

    async def _swap(self, snapshot: Snapshot, state: bytes, draft: IndexDraft | None) -> None:
        """Put snapshot, embedder and index in place together, with what changed while they were made."""
        async with self._backlog.working, self._view.changing:
            if draft is not None:
                await draft.publish()
            self._embedder.restore(state)
            self._base, self._needs_reindex = snapshot.id.partition(":")[0], False
            step = await up_to_date(snapshot, self._stores.catalogue)
            self._view.snapshot = step.snapshot
            self._backlog.reset(step.items)

    async def _save_what_was_read(self) -> None:
        """Write a new base once half of the vectors are not in the old one: a start then need not make them again."""
        if not self._is_owner or len(self._backlog) or self._rebuilding.locked():
            return
        async with self._rebuilding, self._view.changing:
            if self._backlog.read < max(_NEW_BASE_AFTER, len(self.snapshot.row_of) // 2):
                return
            if self._snapshots.current() not in {self._base, None}:
                # Another process has just saved or chosen a base, which must not be pushed aside unseen.
                return
            saved = await asyncio.to_thread(self._snapshots.save, self.snapshot, self._embedder.state())
            self._base, self._view.snapshot = saved.id.partition(":")[0], saved
            self._backlog.read = 0
