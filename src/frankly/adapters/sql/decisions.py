"""Decisions in SQLite: written after the answer, in groups, as the plain canonical JSON that they are hashed by."""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import orjson

from frankly.adapters.sql.database import SqlDatabase
from frankly.adapters.sql.keys import ensure_person, find_person
from frankly.domain.decision import Decision, Impression, Served
from frankly.errors import Invalid

_INSERT = "INSERT INTO decisions (id, person, at_ms, json) VALUES (?, ?, ?, ?) ON CONFLICT (id) DO NOTHING"
_INSERT_SERVED = """
    INSERT INTO served (decision, slot, item, propensity_ppb, surface, person, variant, at_ms)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING
"""
# Nothing is inserted for what the decision did not serve: the SELECT is empty then.
_INSERT_IMPRESSION = """
    INSERT INTO impressions (decision, slot, item, at_ms, person)
    SELECT served.decision, served.slot, served.item, ?, served.person
    FROM decisions JOIN served ON served.decision = decisions.no
    WHERE decisions.id = ? AND served.slot = ? AND served.item = ?
    ON CONFLICT DO NOTHING
"""


class SqlDecisions:
    """Port `DecisionStore` over SQLite."""

    def __init__(self, database: SqlDatabase) -> None:
        """Work on an open database."""
        self._database = database

    def record(self, decision: Decision, served: Sequence[Served], life: int | None = None) -> bool:
        """Hand a decision over to the writer; False when its queue is full. Neither may be changed afterwards."""
        return self._database.writer.defer(partial(_rows, decision, served, life))

    @property
    def fault(self) -> str:
        """Why what was handed over is kept in memory and not written yet; empty while nothing fails."""
        return self._database.writer.deferred.fault

    async def flush(self) -> None:
        """Wait until everything handed over so far is durable.

        Raises:
            StoreUnavailable: when it cannot be written now; it is kept, and tried again.
            Invalid: when a decision could not be written at all, because it holds something that no record may hold.
        """
        await self._database.writer.run(_nothing, after_deferred=True)
        spoiled = self._database.writer.deferred.take_spoiled()
        if spoiled:
            raise Invalid(f"{len(spoiled)} decisions hold what no record may hold and were not written: {spoiled[0]}")

    async def get(self, decision_id: str) -> dict[str, object] | None:
        """Read a record as it was written, or None."""
        await self.flush()
        with self._database.reading() as connection:
            row = connection.execute("SELECT json FROM decisions WHERE id = ?", (decision_id,)).fetchone()
        return None if row is None else orjson.loads(row[0])

    async def add_impressions(self, impressions: Sequence[Impression]) -> Sequence[bool]:
        """Store impressions of items that the decision served; for each, whether it counts now."""
        return await self._database.writer.run(
            lambda connection: [_add_impression(connection, impression) for impression in impressions],
            after_deferred=True,
        )

    async def count(self) -> int:
        """Number of recorded decisions."""
        await self.flush()
        return await self._database.read_aside(_count)


@dataclass(frozen=True, slots=True)
class _Rows:
    """A decision as it is written: its row, and those of what it served."""

    person: str | None
    row: tuple[str, int, str]
    served: tuple[Served, ...]
    life: int | None

    @property
    def size(self) -> int:
        """Bytes of the record; it is the better part."""
        return len(self.row[2])

    def write(self, connection: sqlite3.Connection) -> None:
        """Write them; a decision that is known already changes nothing, and of a deleted person nothing comes back."""
        if self.life is not None and self.life != find_person(connection, self.person or ""):
            return
        person = None if self.person is None else ensure_person(connection, self.person)
        key, now, text = self.row
        inserted = connection.execute(_INSERT, (key, person, now, text))
        if inserted.rowcount == 1:
            rows = [_served_row(inserted.lastrowid, one, person) for one in self.served]
            connection.executemany(_INSERT_SERVED, rows)


def _rows(decision: Decision, served: Sequence[Served], life: int | None) -> _Rows:
    row = (decision.id, decision.inputs.now, decision.to_bytes().decode())
    return _Rows(decision.inputs.person, row, tuple(served), life)


def _served_row(decision: int | None, one: Served, person: int | None) -> tuple[object, ...]:
    """The person of a served item is its decision's, or nobody where they did not agree to be measured."""
    measured = None if one.person is None else person
    return decision, one.slot, one.item, one.propensity_ppb, one.surface, measured, one.variant, one.at


def _nothing(_: sqlite3.Connection) -> None:
    return None


def _add_impression(connection: sqlite3.Connection, seen: Impression) -> bool:
    return connection.execute(_INSERT_IMPRESSION, (seen.at, seen.decision, seen.slot, seen.item)).rowcount == 1


def _count(connection: sqlite3.Connection) -> int:
    return int(connection.execute("SELECT count(*) FROM decisions").fetchone()[0])
