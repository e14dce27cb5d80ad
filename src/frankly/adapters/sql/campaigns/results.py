"""Port `CampaignResults` over SQLite: a row an event, about a row of the ledger and never about a name."""

import sqlite3
from collections.abc import AsyncIterator, Mapping, Sequence, Set
from functools import partial
from typing import Any, Final

from frankly.adapters.sql.engine.database import SqlDatabase
from frankly.domain.campaign.result import CampaignResult, ResultKind
from frankly.domain.time import EpochMs

_ADD: Final = """
    INSERT INTO campaign_results (event, edition, recipient, kind, at_ms, item, value) VALUES (?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT DO NOTHING
"""
_KNOWN: Final = "SELECT 1 FROM campaign_results WHERE event = ?"
_PAGE: Final = """
    SELECT event, edition, recipient, kind, at_ms, item, value FROM campaign_results
    WHERE edition = ? AND (recipient, at_ms, event) > (?, ?, ?) ORDER BY recipient, at_ms, event LIMIT ?
"""
_COUNTS: Final = "SELECT kind, count(DISTINCT recipient) FROM campaign_results WHERE edition = ? GROUP BY kind"
_VALUE: Final = "SELECT ifnull(sum(value), 0) FROM campaign_results WHERE edition = ? AND kind = ?"


class SqlResults:
    """Results of campaigns."""

    def __init__(self, database: SqlDatabase) -> None:
        """Work on an open database."""
        self._database = database

    async def add(self, results: Sequence[CampaignResult]) -> Sequence[bool]:
        """Store results; whether each was new."""
        return await self._database.writer.run(partial(_add, results=results))

    async def known(self, events: Sequence[str]) -> Set[str]:
        """Those of some events that are stored already."""
        with self._database.reading() as connection:
            rows = [connection.execute(_KNOWN, (bytes.fromhex(event),)).fetchone() for event in events]
        return {event for event, row in zip(events, rows, strict=True) if row is not None}

    async def of(self, edition: int, batch: int = 5_000) -> AsyncIterator[Sequence[CampaignResult]]:
        """All results of an edition, in order of recipient and moment."""
        last: tuple[int, int, bytes] = (-1, -1, b"")
        while page := await self._database.read_aside(partial(_page, edition=edition, last=last, batch=batch)):
            last = page[-1].recipient, page[-1].at, bytes.fromhex(page[-1].event)
            yield page

    async def counts(self, edition: int) -> Mapping[ResultKind, int]:
        """Kind → how many recipients have such a result."""
        with self._database.reading() as connection:
            found = dict(connection.execute(_COUNTS, (edition,)).fetchall())
        return {kind: found[kind] for kind in ResultKind if kind in found}

    async def value(self, edition: int) -> int:
        """What all conversions of an edition came to."""
        with self._database.reading() as connection:
            return int(connection.execute(_VALUE, (edition, ResultKind.CONVERTED.value)).fetchone()[0])


def _add(connection: sqlite3.Connection, results: Sequence[CampaignResult]) -> list[bool]:
    return [connection.execute(_ADD, _row(one)).rowcount == 1 for one in results]


def _row(one: CampaignResult) -> tuple[Any, ...]:
    return bytes.fromhex(one.event), one.edition, one.recipient, one.kind.value, one.at, one.item, one.value


def _page(
    connection: sqlite3.Connection, edition: int, last: tuple[int, int, bytes], batch: int
) -> list[CampaignResult]:
    rows = connection.execute(_PAGE, (edition, *last, batch)).fetchall()
    return [
        CampaignResult(event.hex(), edition, recipient, ResultKind(kind), EpochMs(at), item, value)
        for event, edition, recipient, kind, at, item, value in rows
    ]
