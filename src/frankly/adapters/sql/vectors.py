"""Vectors of texts that were read after a base was made, in SQLite: levels as little-endian int16."""

import sqlite3
from collections.abc import Collection, Mapping, Sequence
from functools import partial
from typing import Final

import numpy as np
import orjson

from frankly.adapters.sql.engine.database import SqlDatabase
from frankly.adapters.sql.keys import as_json_list
from frankly.domain.ids import ItemId
from frankly.ports.searching.vectors import StoredVector

_KEEP = "INSERT OR IGNORE INTO vectors (fingerprint, item, text_hash, levels) VALUES (?, ?, ?, ?)"
# The last number ever given, not the greatest there is: a snapshot may know of rows that were dropped since.
_LAST = "SELECT ifnull((SELECT seq FROM sqlite_sequence WHERE name = 'vectors'), 0)"
# The plus keeps SQLite from going through the index by embedder, which is the whole table.
_AFTER = """
    SELECT no, item, text_hash, levels FROM vectors WHERE no > ? AND +fingerprint = ? ORDER BY no LIMIT ?
"""
_OF_TEXTS = """
    SELECT no, item, text_hash, levels FROM json_each(?) AS wanted
    JOIN vectors ON fingerprint = ? AND item = wanted.value ->> 0 AND text_hash = wanted.value ->> 1
    WHERE no <= ? ORDER BY no
"""

_INLINE: Final = 100
"""So few vectors are read on the spot; more are read beside the loop."""

_Row = tuple[int, str, int, bytes]


class SqlVectors:
    """Port `VectorLog` over SQLite."""

    def __init__(self, database: SqlDatabase) -> None:
        """Work on an open database."""
        self._database = database

    async def keep(self, fingerprint: str, vectors: Sequence[StoredVector]) -> None:
        """Store vectors durably; of an item's text that has one already, the stored one stays."""
        rows = [(fingerprint, one.item, one.text_hash, one.levels.astype("<i2").tobytes()) for one in vectors]
        await self._database.writer.run(lambda connection: connection.executemany(_KEEP, rows).rowcount)

    async def position(self) -> int:
        """Number of the last vector; 0 when none was ever stored."""
        with self._database.reading() as connection:
            return int(connection.execute(_LAST).fetchone()[0])

    async def after(self, fingerprint: str, number: int, limit: int) -> Sequence[StoredVector]:
        """An embedder's vectors after a number, in order."""
        # Asked again and again while nothing new is there.
        if await self.position() <= number:
            return []
        return await self._database.read_aside(partial(_read, query=_AFTER, given=(number, fingerprint, limit)))

    async def of_texts(self, fingerprint: str, texts: Mapping[ItemId, int], upto: int) -> Sequence[StoredVector]:
        """Those vectors of some texts that are stored, up to a number, in order."""
        wanted = orjson.dumps(list(texts.items())).decode()
        work = partial(_read, query=_OF_TEXTS, given=(wanted, fingerprint, upto))
        if len(texts) > _INLINE:
            return await self._database.read_aside(work)
        with self._database.reading() as connection:
            return work(connection)

    async def drop_except(self, fingerprints: Collection[str]) -> int:
        """Remove the vectors of all other embedders; returns how many there were."""
        kept = as_json_list(fingerprints)
        query = "DELETE FROM vectors WHERE fingerprint NOT IN (SELECT value FROM json_each(?))"
        return await self._database.writer.run(lambda connection: connection.execute(query, (kept,)).rowcount)


def _read(connection: sqlite3.Connection, query: str, given: tuple[object, ...]) -> list[StoredVector]:
    rows: list[_Row] = connection.execute(query, given).fetchall()
    return [
        StoredVector(number, ItemId(item), text_hash, np.frombuffer(levels, "<i2").astype(np.int16, copy=False))
        for number, item, text_hash, levels in rows
    ]
