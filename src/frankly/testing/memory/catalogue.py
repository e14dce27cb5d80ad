"""The catalogue in memory; mirrors `adapters/sql/catalogue.py`."""

from collections.abc import AsyncIterator, Mapping, Sequence

from frankly.domain.ids import ItemId
from frankly.domain.item import Item, ItemChange
from frankly.domain.time import EpochMs
from frankly.testing.memory.vectors import MemoryVectors


class MemoryCatalogue:
    """Port `Catalogue` over lists."""

    def __init__(self) -> None:
        """Start empty."""
        self._log: list[ItemChange] = []
        self._newest: dict[str, ItemChange] = {}
        self.vectors = MemoryVectors()
        """What was read of the items' texts."""

    async def get_many(self, ids: Sequence[str], at: int | None = None) -> dict[str, Item]:
        """Read items, as they are or as they were at a position; ids that were unknown or deleted are left out."""
        newest: dict[str, ItemChange] = self._newest if at is None else {change.id: change for change in self._log[:at]}
        return {key: item for key in ids if key in newest and (item := newest[key].item) is not None}

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

    async def changes(self, after: int, limit: int, upto: int | None = None) -> Sequence[ItemChange]:
        """What the next rows of the log come to: of each item in them the newest version, oldest first."""
        stretch = self._log[after:upto][:limit]
        newest = {change.id: change for change in stretch}
        return [change for change in stretch if newest[change.id] is change]

    async def returned(self, since: EpochMs, until: EpochMs) -> Mapping[str, EpochMs]:
        """Items that could be had again after they could not, with when they last came back."""
        offered: dict[str, bool] = {}
        found: dict[str, EpochMs] = {}
        for change in self._log:
            is_offered = change.item is not None and change.item.available and change.item.stock != 0
            if is_offered and not offered.get(change.id, True) and since <= change.at <= until:
                found[change.id] = change.at
            offered[change.id] = is_offered
        return found

    async def count(self) -> int:
        """Number of items that are not deleted."""
        return sum(change.item is not None for change in self._newest.values())

    async def stream(self, batch: int = 1000, at: int | None = None) -> AsyncIterator[Sequence[Item]]:
        """All items in order of id, in batches; as they are or as they were at a position."""
        newest: dict[str, ItemChange] = self._newest if at is None else {change.id: change for change in self._log[:at]}
        items = [change.item for _, change in sorted(newest.items()) if change.item is not None]
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
