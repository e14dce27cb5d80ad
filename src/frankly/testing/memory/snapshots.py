"""Snapshot bases in memory."""

from collections.abc import Sequence
from dataclasses import replace

from frankly.domain.canonical import hash_bytes
from frankly.domain.deciding.base_record import BaseRecord
from frankly.domain.deciding.snapshot import Snapshot
from frankly.domain.ids import SnapshotId
from frankly.domain.time import EpochMs
from frankly.errors import NotFound


class MemorySnapshots:
    """Port `SnapshotStore` without files; keeps every base that was saved."""

    def __init__(self) -> None:
        """Start without a base."""
        self.bases_by_id: dict[str, tuple[Snapshot, bytes]] = {}
        self._current: str | None = None
        self._before: dict[str, str | None] = {}

    def save(self, snapshot: Snapshot, embedder_state: bytes) -> Snapshot:
        """Keep a base and make it the current one."""
        counts = snapshot.statistics
        parts = [snapshot.vectors, snapshot.alive, snapshot.available, counts.popular]
        parts += [model.values for _, model in sorted(counts.models.items())]
        content = "\n".join((str(snapshot.position), snapshot.fingerprint, *snapshot.item_ids)).encode()
        base = hash_bytes(b"".join([content, embedder_state, *(part.tobytes() for part in parts)]))
        saved = replace(snapshot, id=SnapshotId(f"{base}:{snapshot.position}"), origin=None, read_to=0)
        self.bases_by_id[base] = (saved, embedder_state)
        if base != self._current:
            self._before.pop(base, None)
            self._before[base] = self._current
        self._current = base
        return saved

    def current(self) -> str | None:
        """Hash of the current base."""
        return self._current

    def load(self) -> tuple[Snapshot, bytes] | None:
        """The current base."""
        return None if self._current is None else self.bases_by_id[self._current]

    def load_base(self, base: str) -> Snapshot:
        """A saved base."""
        if base not in self.bases_by_id:
            raise NotFound(f"There is no snapshot base '{base}'.")
        return self.bases_by_id[base][0]

    def bases(self) -> Sequence[BaseRecord]:
        """What is told of every base, in order of their making."""
        return [self._record(base, before) for base, before in self._before.items()]

    def _record(self, base: str, before: str | None) -> BaseRecord:
        snapshot, _ = self.bases_by_id[base]
        statistics = snapshot.statistics
        return BaseRecord(
            id=base,
            made=EpochMs(statistics.made_ms),
            items=len(snapshot.row_of),
            people=statistics.people,
            acts=statistics.acts,
            models={name: len(model.values) for name, model in sorted(statistics.models.items())},
            before=before,
            is_current=base == self._current,
        )

    def drop_left(self, before: EpochMs) -> Sequence[str]:
        """Remove nothing: bases in memory last no longer than the process, and are not dated."""
        return ()

    def choose(self, base: str) -> None:
        """Make a saved base the current one again."""
        if base not in self.bases_by_id:
            raise NotFound(f"There is no snapshot base '{base}'.")
        self._current = base
