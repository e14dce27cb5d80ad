"""The catalogue: items, and the log of their changes. SQL is the system of record; everything else follows the log."""

from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Protocol

from frankly.domain.ids import ItemId
from frankly.domain.item import Item, ItemChange
from frankly.domain.time import EpochMs
from frankly.ports.searching.vectors import VectorLog


class Catalogue(Protocol):
    """Items by id, their change log, and the log of what was read of their texts."""

    @property
    def vectors(self) -> VectorLog:
        """What was read of the items' texts."""
        ...

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

    async def changes(self, after: int, limit: int, upto: int | None = None) -> Sequence[ItemChange]:
        """What the next rows of the log come to: of each item in them its newest version there, oldest first.

        The last one stands where these rows end, so that whoever applies them stands exactly at that position.

        Args:
            after: position to begin behind.
            limit: most rows of the log to look at.
            upto: last position to look at; the end of the log where none is given.
        """
        ...

    async def returned(self, since: EpochMs, until: EpochMs) -> Mapping[str, EpochMs]:
        """Items that could be had again after they could not: in stock again, listed again, or back after a deletion.

        Dates from and until which an item is offered are not looked at.

        Args:
            since: first moment that counts.
            until: last moment that counts.

        Returns:
            Id → when it last came back; an item that was there for the first time did not come back.
        """
        ...

    async def count(self) -> int:
        """Number of items that are not deleted."""
        ...

    def stream(self, batch: int = 1000, at: int | None = None) -> AsyncIterator[Sequence[Item]]:
        """All items in order of id, in batches, in bounded memory; as they are or as they were at a position."""
        ...
