"""Decisions in memory; mirrors `adapters/sql/decisions.py`."""

from collections.abc import Sequence

import orjson

from frankly.domain.decision import Decision, Impression, Served
from frankly.testing.memory_database import MemoryDatabase


class MemoryDecisions:
    """Port `DecisionStore` over a dictionary."""

    def __init__(self, database: MemoryDatabase | None = None, *, limit: int | None = None) -> None:
        """Share a database with the other stores, or have one alone.

        Args:
            database: the shared one.
            limit: most decisions that may wait to be written; 0 refuses each one, as a full queue does.
        """
        self._database = database or MemoryDatabase()
        self._limit = limit
        self.fault = ""
        """Why nothing can be written at the moment; set it to let the store fail."""

    def record(self, decision: Decision, served: Sequence[Served], life: int | None = None) -> bool:
        """Hand a decision over; False when the queue is full."""
        if self._limit is not None and len(self._database.waiting) >= self._limit:
            return False
        self._database.waiting.append((decision, list(served), life))
        return True

    async def flush(self) -> None:
        """Write what waits."""
        self._database.write_waiting()

    async def get(self, decision_id: str) -> dict[str, object] | None:
        """Read a record as it was written, or None."""
        await self.flush()
        kept = self._database.decisions.get(decision_id)
        return None if kept is None else orjson.loads(kept.record)

    async def add_impressions(self, impressions: Sequence[Impression]) -> Sequence[bool]:
        """Store impressions of items that the decision served; for each, whether it counts now."""
        await self.flush()
        return [self._add(impression) for impression in impressions]

    async def count(self) -> int:
        """Number of recorded decisions."""
        await self.flush()
        return len(self._database.decisions)

    def _add(self, impression: Impression) -> bool:
        kept = self._database.decisions.get(impression.decision)
        place = (impression.item, impression.slot)
        if kept is None or place in kept.impressions:
            return False
        if place not in {(one.item, one.slot) for one in kept.served}:
            return False
        kept.impressions[place] = impression
        return True
