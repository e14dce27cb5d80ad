"""Decisions in SQLite: written after the answer, in groups, as sealed records, with an index to find them by."""

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from threading import Lock
from typing import Any

import orjson

from frankly.adapters.sql.engine.database import SqlDatabase
from frankly.adapters.sql.keys import ensure_person
from frankly.adapters.sql.records.beside import Beside, Remembered, write_beside
from frankly.adapters.sql.records.chain import PersonKey, naming
from frankly.adapters.sql.records.finding import find_heads
from frankly.adapters.sql.records.keys import ensure_key
from frankly.adapters.sql.records.log import DECISION, append, segment_of
from frankly.adapters.sql.records.packing import Laid, lay, pack_laid
from frankly.adapters.sql.records.reading import read_decision, read_in_part, read_kept
from frankly.domain.deciding.decision import Decision, Impression, Served
from frankly.domain.time import EpochMs
from frankly.errors import Invalid
from frankly.ports.decisions import DecisionHead, Seen, require_limit

# Few statements that do much: each costs the threads that answer requests some turns at the interpreter.
_FOUND = """
    SELECT people.no, person_keys.id, person_keys.key, (SELECT no FROM decisions WHERE id = ?)
    FROM (SELECT ? AS wanted) LEFT JOIN people ON people.key = wanted
    LEFT JOIN person_keys ON person_keys.person = people.no ORDER BY person_keys.id LIMIT 1
"""
_INSERT = "INSERT INTO decisions (no, id, person, at_ms, surface) VALUES (?, ?, ?, ?, ?)"
_INSERT_SERVED = """
    INSERT INTO served (decision, slot, item, propensity_ppb, surface, person, variant, at_ms)
    VALUES {} ON CONFLICT DO NOTHING
"""
_SERVED_ROW = "(?, ?, ?, ?, ?, ?, ?, ?)"
# Nothing is inserted for what the decision did not serve: the SELECT is empty then.
_INSERT_IMPRESSION = """
    INSERT INTO impressions (decision, slot, item, at_ms, person)
    SELECT served.decision, served.slot, served.item, ?, served.person
    FROM decisions JOIN served ON served.decision = decisions.no
    WHERE decisions.id = ? AND served.slot = ? AND served.item = ?
    ON CONFLICT DO NOTHING
"""
# Asked only of what was not inserted: the decision, what it served of the item, and whether in that slot.
_UNCOUNTED = """
    SELECT count(DISTINCT decisions.no), count(served.slot), total(served.slot = ?)
    FROM decisions LEFT JOIN served ON served.decision = decisions.no AND served.item = ?
    WHERE decisions.id = ?
"""


class SqlDecisions:
    """Port `DecisionStore` over SQLite."""

    def __init__(self, database: SqlDatabase) -> None:
        """Work on an open database."""
        self._database = database
        self._remembered = Remembered()

    def record(self, decision: Decision, served: Sequence[Served], life: int | None = None) -> bool:
        """Hand a decision over to the writer; False when its queue is full. Neither may be changed afterwards."""
        waiting = _Waiting(decision, served, life, self._remembered)
        return self._database.writer.defer(waiting.rows, first=waiting.lay)

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
            text = read_decision(connection, decision_id)
        return None if text is None else orjson.loads(text)

    async def in_part(self, decisions: Sequence[str]) -> Mapping[str, tuple[dict[str, Any], bytes]]:
        """Read many records with the people as they were read, at one moment, without candidates and neighbours."""
        await self.flush()
        with self._database.reading() as connection:
            read = {one: read_in_part(connection, one) for one in decisions}
        return {one: found for one, found in read.items() if found is not None}

    async def kept(self, kind: str, hash: str, decision_id: str) -> bytes | None:
        """Read what a decision names by its hash, or None."""
        await self.flush()
        with self._database.reading() as connection:
            return read_kept(connection, kind, hash, decision_id)

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
        work = partial(find_heads, person=person, surface=surface, since=since, until=until, limit=limit, before=before)
        return await self._database.read_aside(work)

    async def add_impressions(self, impressions: Sequence[Impression]) -> Sequence[Seen]:
        """Store impressions of items that the decision served; for each, whether it counts now, or why not."""
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
    """A decision as it is written: its record, what it names, and what it served."""

    head: DecisionHead
    packed: bytes
    besides: Sequence[Beside]
    served: tuple[Served, ...]
    life: int | None
    remembered: Remembered

    @property
    def size(self) -> int:
        """Bytes that wait; they are the better part."""
        return len(self.packed) + sum(len(one.packed or b"") for one in self.besides)

    def write(self, connection: sqlite3.Connection) -> None:
        """Write them; a decision that is known already changes nothing, and of a deleted person nothing comes back."""
        head = self.head
        self.remembered.arrived(self.besides, head.person)
        person, key_id, key, known = connection.execute(_FOUND, (head.id, head.person)).fetchone()
        if known is not None or (self.life is not None and self.life != person):
            return
        sealing = None if key is None else PersonKey(key_id, key)
        if head.person is not None and sealing is None:
            person = ensure_person(connection, head.person)
            sealing = ensure_key(connection, person)
        segment = segment_of(connection, head.at)
        write_beside(connection, segment, self.besides, sealing)
        ref = naming(sealing, DECISION, head.id, head.at, head.surface)
        no = append(connection, segment, DECISION, ref, sealing, self.packed)
        connection.execute(_INSERT, (no, head.id, person, head.at, head.surface))
        if self.served:
            insert = _INSERT_SERVED.format(", ".join([_SERVED_ROW] * len(self.served)))
            connection.execute(insert, [part for one in self.served for part in _served_row(no, one, person)])
        self.remembered.note(segment.no, self.besides, head.person)


class _Waiting:
    """A decision on its way to be written: laid out in a turn of the loop, the rest is done in the writer's thread."""

    def __init__(self, decision: Decision, served: Sequence[Served], life: int | None, remembered: Remembered) -> None:
        inputs = decision.inputs
        self._head = DecisionHead(str(decision.id), inputs.person, EpochMs(inputs.now), inputs.surface)
        self._kept, self._served, self._life = decision.kept, tuple(served), life
        self._remembered = remembered
        self._lock = Lock()
        self._record: Decision | Laid = decision

    def lay(self) -> Laid:
        """Lay it out, once; whoever comes second takes what is there.

        Raises:
            Invalid: when it holds what no record may hold.
        """
        with self._lock:
            if isinstance(self._record, Decision):
                self._record = lay(self._record.as_plain())
            return self._record

    def rows(self) -> _Rows:
        """Compress it; called in the writer's thread."""
        besides = [self._remembered.beside(one, self._head.person) for one in self._kept]
        return _Rows(self._head, pack_laid(self.lay()), besides, self._served, self._life, self._remembered)


def _served_row(decision: int, one: Served, person: int | None) -> tuple[object, ...]:
    """The person of a served item is its decision's, or nobody where they did not agree to be measured."""
    measured = None if one.person is None else person
    return decision, one.slot, one.item, one.propensity_ppb, one.surface, measured, one.variant, one.at


def _nothing(_: sqlite3.Connection) -> None:
    return None


def _add_impression(connection: sqlite3.Connection, seen: Impression) -> Seen:
    if connection.execute(_INSERT_IMPRESSION, (seen.at, seen.decision, seen.slot, seen.item)).rowcount == 1:
        return Seen.COUNTED
    decisions, served, there = connection.execute(_UNCOUNTED, (seen.slot, seen.item, seen.decision)).fetchone()
    if not decisions:
        return Seen.DECISION_UNKNOWN
    if not served:
        return Seen.NOT_SERVED
    return Seen.KNOWN if there else Seen.OTHER_SLOT


def _count(connection: sqlite3.Connection) -> int:
    return int(connection.execute("SELECT count(*) FROM decisions").fetchone()[0])
