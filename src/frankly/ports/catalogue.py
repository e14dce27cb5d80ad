"""The catalogue: items, and the log of their changes. SQL is the system of record; everything else follows the log."""

from collections.abc import AsyncIterator, Sequence
from typing import Protocol

from frankly.domain.ids import ItemId
from frankly.domain.item import Item, ItemChange
from frankly.domain.time import EpochMs


class Catalogue(Protocol):
    """Items by id, and their change log."""

    async def get_many(self, ids: Sequence[str], at: int | None = None) -> dict[str, Item]:
        """Read items; ids that are unknown or deleted are left out.

        Args:
            ids: whose items are wanted.
            at: position of the log as of which they are read, as that of a snapshot; none reads them as they are now.

        Raises:
            StoreUnavailable: when the store cannot be read.
        """
        ...

    async def upsert(self, items: Sequence[Item], now: EpochMs) -> int:
        """Store items durably and append the changed ones to the log; equal ones change nothing.

        Returns:
            How many changed. `first_available` is filled with `now` for new items that do not say.

        Raises:
            StoreUnavailable: when nothing was stored.
        """
        ...

    async def delete(self, ids: Sequence[ItemId], now: EpochMs) -> int:
        """Delete items durably and log it; returns how many there were."""
        ...

    async def position(self) -> int:
        """Sequence number of the last change; 0 for an empty catalogue."""
        ...

    async def changes(self, after: int, limit: int) -> Sequence[ItemChange]:
        """Changes after a position, oldest first; only the newest change of each item is needed and returned."""
        ...

    async def count(self) -> int:
        """Number of items that are not deleted."""
        ...

    def stream(self, batch: int = 1000) -> AsyncIterator[Sequence[Item]]:
        """All items in order of id, in batches, in bounded memory."""
        ...
