"""Bases of snapshots on disk: immutable files, named by the hash of their content."""

from collections.abc import Sequence
from typing import Protocol

from frankly.domain.deciding.base_record import BaseRecord
from frankly.domain.deciding.snapshot import Snapshot
from frankly.domain.time import EpochMs


class SnapshotStore(Protocol):
    """Snapshot bases with the embedder's fitted state."""

    def save(self, snapshot: Snapshot, embedder_state: bytes) -> Snapshot:
        """Write a base durably and make it the current one.

        Returns:
            The same snapshot as a base of its own, under its final id, `<hash of the content>:<position>`.
        """
        ...

    def current(self) -> str | None:
        """Hash of the current base, so that a running process notices a new one; None when there is none yet."""
        ...

    def load(self) -> tuple[Snapshot, bytes] | None:
        """Read the current base, memory-mapped; None when there is none yet."""
        ...

    def load_base(self, base: str) -> Snapshot:
        """Read a saved base, the current one or an earlier one, memory-mapped.

        Raises:
            NotFound: when there is no such base.
            Misconfigured: when it is damaged.
            StoreUnavailable: when it cannot be read.
        """
        ...

    def bases(self) -> Sequence[BaseRecord]:
        """Every base that was saved and is still whole, in order of their making."""
        ...

    def drop_left(self, before: EpochMs) -> Sequence[str]:
        """Remove the bases that have not been the current one since a moment: no decision after it names them.

        The current base stays, and the one before it, so that there is always one to go back to.

        Returns:
            Ids of those that were removed.

        Raises:
            StoreUnavailable: when the folder cannot be read or written.
        """
        ...

    def choose(self, base: str) -> None:
        """Make a saved base the current one again, durably; running processes take it up by themselves.

        Raises:
            NotFound: when there is no such base.
        """
        ...
