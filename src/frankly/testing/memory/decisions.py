"""Decisions in memory; mirrors `adapters/sql/decisions.py`."""

from collections.abc import Mapping, Sequence
from typing import Any

import orjson

from frankly.domain.deciding.decision import Decision, Impression, Served
from frankly.domain.time import EpochMs
from frankly.errors import NotFound
from frankly.ports.decisions import DecisionHead, Seen, require_limit
from frankly.testing.memory.database import MemoryDatabase


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

    async def kept(self, kind: str, hash: str, decision_id: str) -> bytes | None:
        """Read what a decision names by its hash, or None."""
        await self.flush()
        recorded = self._database.decisions.get(decision_id)
        return None if recorded is None else recorded.kept.get((kind, hash))

    async def in_part(self, decisions: Sequence[str]) -> Mapping[str, tuple[dict[str, Any], bytes]]:
        """Read many records with the people as they were read, at one moment, without candidates and neighbours."""
        found: dict[str, tuple[dict[str, Any], bytes]] = {}
        for one in decisions:
            plain: dict[str, Any] | None = await self.get(one)
            profile = None if plain is None else await self.kept("profile", str(plain["kept"]["profile"]), one)
            if plain is not None and profile is not None:
                plain["body"]["candidates"] = plain["heard"]["neighbours"] = None
                found[one] = plain, profile
        return found

    async def find(
        self,
        *,
        person: str | None = None,
        surface: str | None = None,
        since: EpochMs | None = None,
        until: EpochMs | None = None,
        limit: int = 50,
        before: str | None = None,
    ) -> Sequence[DecisionHead]:
        """Find decisions, newest first."""
        require_limit(limit)
        await self.flush()
        everything = self._heads()
        if before is not None:
            places = [place for place, head in enumerate(everything) if head.id == before]
            if not places:
                raise NotFound(f"There is no decision {before} to go on from (any more); begin again without it.")
            everything = everything[places[0] + 1 :]
        wanted = [
            head
            for head in everything
            if (person is None or head.person == person)
            and (surface is None or head.surface == surface)
            and (since is None or head.at >= since)
            and (until is None or head.at < until)
        ]
        return wanted[:limit]

    async def add_impressions(self, impressions: Sequence[Impression]) -> Sequence[Seen]:
        """Store impressions of items that the decision served; for each, whether it counts now, or why not."""
        await self.flush()
        return [self._add(impression) for impression in impressions]

    async def count(self) -> int:
        """Number of recorded decisions."""
        await self.flush()
        return len(self._database.decisions)

    def _heads(self) -> list[DecisionHead]:
        heads = []
        for name, recorded in self._database.decisions.items():
            inputs = orjson.loads(recorded.record)["inputs"]
            heads.append(DecisionHead(name, recorded.person, EpochMs(inputs["now"]), inputs["surface"]))
        # Sorting is stable: of one moment, the last recorded comes first.
        return sorted(reversed(heads), key=lambda head: -head.at)

    def _add(self, impression: Impression) -> Seen:
        kept = self._database.decisions.get(impression.decision)
        if kept is None:
            return Seen.DECISION_UNKNOWN
        slots = {one.slot for one in kept.served if one.item == impression.item}
        if impression.slot not in slots:
            return Seen.OTHER_SLOT if slots else Seen.NOT_SERVED
        place = (impression.item, impression.slot)
        if place in kept.impressions:
            return Seen.KNOWN
        kept.impressions[place] = impression
        return Seen.COUNTED
