"""Snapshot bases in memory."""

from dataclasses import replace

from frankly.domain.canonical import hash_bytes
from frankly.domain.ids import SnapshotId
from frankly.domain.snapshot import Snapshot


class MemorySnapshots:
    """Port `SnapshotStore` without files; keeps every base that was saved."""

    def __init__(self) -> None:
        """Start without a base."""
        self.bases: dict[str, tuple[Snapshot, bytes]] = {}
        self._current: str | None = None

    def save(self, snapshot: Snapshot, embedder_state: bytes) -> Snapshot:
        """Keep a base and make it the current one."""
        counts = snapshot.statistics
        parts = [snapshot.vectors, snapshot.alive, snapshot.available, counts.popular]
        parts += [model.values for _, model in sorted(counts.models.items())]
        content = "\n".join((str(snapshot.position), snapshot.fingerprint, *snapshot.item_ids)).encode()
        base = hash_bytes(b"".join([content, embedder_state, *(part.tobytes() for part in parts)]))
        saved = replace(snapshot, id=SnapshotId(f"{base}:{snapshot.position}"))
        self.bases[base] = (saved, embedder_state)
        self._current = base
        return saved

    def current(self) -> str | None:
        """Hash of the current base."""
        return self._current

    def load(self) -> tuple[Snapshot, bytes] | None:
        """The current base."""
        return None if self._current is None else self.bases[self._current]
