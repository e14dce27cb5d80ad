"""The catalogue in memory; mirrors `adapters/sql/catalogue.py`."""

from collections.abc import AsyncIterator, Sequence

from frankly.domain.ids import ItemId
from frankly.domain.item import Item, ItemChange
from frankly.domain.time import EpochMs


class MemoryCatalogue:
    """Port `Catalogue` over lists."""

    def __init__(self) -> None:
        """Start empty."""
        self._log: list[ItemChange] = []
        self._newest: dict[str, ItemChange] = {}

    async def get_many(self, ids: Sequence[str], at: int | None = None) -> dict[str, Item]:
        """Read items, as they are or as they were at a position; ids that were unknown or deleted are left out."""
        read = self._item if at is None else {change.id: change.item for change in self._log[:at]}.get
        return {key: item for key in ids if (item := read(key)) is not None}

    async def upsert(self, items: Sequence[Item], now: EpochMs) -> int:
        """Store items and log what changed; returns how many."""
        return sum(self._upsert(item, now) for item in items)

    async def delete(self, ids: Sequence[ItemId], now: EpochMs) -> int:
        """Delete items and log it; returns how many there were."""
        there = [key for key in dict.fromkeys(ids) if self._item(key) is not None]
        for key in there:
            self._append(key, None, now)
        return len(there)

    async def position(self) -> int:
        """Sequence number of the last change; 0 for an empty catalogue."""
        return len(self._log)

    async def changes(self, after: int, limit: int) -> Sequence[ItemChange]:
        """The newest change of each item that changed after a position, oldest first."""
        newest = [change for change in self._log[after:] if self._newest[change.id] is change]
        return newest[:limit]

    async def count(self) -> int:
        """Number of items that are not deleted."""
        return sum(change.item is not None for change in self._newest.values())

    async def stream(self, batch: int = 1000) -> AsyncIterator[Sequence[Item]]:
        """All items in order of id, in batches."""
        items = [change.item for _, change in sorted(self._newest.items()) if change.item is not None]
        for start in range(0, len(items), batch):
            yield items[start : start + batch]

    def _item(self, key: str) -> Item | None:
        change = self._newest.get(key)
        return None if change is None else change.item

    def _upsert(self, item: Item, now: EpochMs) -> bool:
        before = self._item(item.id)
        if item.first_available is None:
            came = now if before is None else before.first_available
            item = item.model_copy(update={"first_available": came})
        if item == before:
            return False
        self._append(item.id, item, now)
        return True

    def _append(self, key: ItemId, item: Item | None, now: EpochMs) -> None:
        change = ItemChange(sequence=len(self._log) + 1, id=key, item=item, at=now)
        self._log.append(change)
        self._newest[key] = change
