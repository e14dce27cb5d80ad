"""The log of vectors in memory; mirrors `adapters/sql/vectors.py`."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from frankly.domain.ids import ItemId
from frankly.ports.searching.vectors import StoredVector


class MemoryVectors:
    """Port `VectorLog` over a list."""

    def __init__(self) -> None:
        """Start empty."""
        self._rows: list[tuple[str, StoredVector]] = []
        self._last = 0

    async def keep(self, fingerprint: str, vectors: Sequence[StoredVector]) -> None:
        """Store vectors; of an item's text that has one already, the stored one stays."""
        known = {(maker, row.item, row.text_hash) for maker, row in self._rows}
        for vector in vectors:
            if (fingerprint, vector.item, vector.text_hash) not in known:
                known.add((fingerprint, vector.item, vector.text_hash))
                self._last += 1
                self._rows.append((fingerprint, replace(vector, number=self._last)))

    async def position(self) -> int:
        """Number of the last vector; 0 when none was ever stored."""
        return self._last

    async def after(self, fingerprint: str, number: int, limit: int) -> Sequence[StoredVector]:
        """An embedder's vectors after a number, in order."""
        return [row for maker, row in self._rows if maker == fingerprint and row.number > number][:limit]

    async def of_texts(self, fingerprint: str, texts: Mapping[ItemId, int], upto: int) -> Sequence[StoredVector]:
        """Those vectors of some texts that are stored, up to a number, in order."""
        rows = [row for maker, row in self._rows if maker == fingerprint and row.number <= upto]
        return [row for row in rows if texts.get(row.item) == row.text_hash]

    async def drop_except(self, fingerprints: Collection[str]) -> int:
        """Remove the vectors of all other embedders; returns how many there were."""
        kept = [(maker, row) for maker, row in self._rows if maker in fingerprints]
        dropped = len(self._rows) - len(kept)
        self._rows = kept
        return dropped
