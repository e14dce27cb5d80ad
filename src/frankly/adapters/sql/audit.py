"""The audit chain in SQLite: heads, verification, and dropping by age."""

import sqlite3
from collections.abc import Callable, Sequence
from functools import partial

from frankly.adapters.sql.engine.database import SqlDatabase
from frankly.adapters.sql.records.dropping import mark, remove_some
from frankly.adapters.sql.records.index_check import check_indexed, check_records
from frankly.adapters.sql.records.verifying import Verification, batch_after, look
from frankly.domain.deciding.audit import AuditReport, ChainHead, DroppedSegments
from frankly.domain.time import EpochMs

_HEADS = "SELECT writer, no, day, entries, lower(hex(head)) FROM segments ORDER BY no"
_IS_THERE = "SELECT 1 FROM segments WHERE no = ? AND NOT is_dropped"


class SqlAudit:
    """Port `AuditChain` over SQLite."""

    def __init__(self, database: SqlDatabase) -> None:
        """Work on an open database."""
        self._database = database

    async def heads(self) -> Sequence[ChainHead]:
        """The head of every segment, oldest first."""
        await self._written()
        return await self._database.read_aside(_heads)

    async def verify(
        self, heads: Sequence[ChainHead] = (), *, advance: Callable[[int, int], None] | None = None
    ) -> AuditReport:
        """Compute every link anew and hold it against what is stored, and against heads that were kept elsewhere."""
        await self._written()
        seen = await self._database.read_aside(look)
        verification = Verification(seen, heads)
        await self._walk(verification, advance)
        await self._database.read_aside(lambda one: verification.finish(partial(_is_there, one)))
        after: int | None = 0
        while after is not None:
            after = await self._database.read_aside(
                partial(check_indexed, after=after, last=seen.last, findings=verification.findings)
            )
        erased = await self._database.read_aside(
            partial(check_records, last=seen.last, erased=verification.erased, findings=verification.findings)
        )
        return AuditReport(
            segments=len(seen.segments),
            dropped=sum(row.is_dropped != 0 for row in seen.segments),
            records=verification.records,
            erased=erased,
            heads=len(heads),
            unchecked=verification.unchecked,
            findings=tuple(verification.findings.listed),
            more=verification.findings.more,
        )

    async def drop_before(self, moment: EpochMs, now: EpochMs) -> DroppedSegments:
        """Drop the records of whole segments whose day ended before a moment."""
        writer = self._database.writer
        segments = await writer.run(partial(mark, moment=moment, now=now), after_deferred=True)
        records = decisions = 0
        while (gone := await writer.run(remove_some)) != (0, 0):
            records, decisions = records + gone[0], decisions + gone[1]
        return DroppedSegments(segments, records, decisions)

    async def _walk(self, verification: Verification, advance: Callable[[int, int], None] | None) -> None:
        after, done = 0, 0
        while True:
            after, count = await self._database.read_aside(partial(_walk_batch, verification, after))
            if not count:
                return
            done += count
            if advance is not None:
                advance(done, verification.look.records)

    async def _written(self) -> None:
        await self._database.writer.run(lambda _: None, after_deferred=True)


def _heads(connection: sqlite3.Connection) -> list[ChainHead]:
    return [ChainHead(*row) for row in connection.execute(_HEADS)]


def _walk_batch(verification: Verification, after: int, connection: sqlite3.Connection) -> tuple[int, int]:
    """Walk over the next batch, beside the loop; returns the number of its last record and how many there were."""
    rows = batch_after(connection, after, verification.look.last)
    for _, entry, linked in rows:
        verification.step(entry, linked, partial(_is_there, connection))
    return (rows[-1][0] if rows else after), len(rows)


def _is_there(connection: sqlite3.Connection, segment: int) -> bool:
    return connection.execute(_IS_THERE, (segment,)).fetchone() is not None
