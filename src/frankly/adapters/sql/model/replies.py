"""Port `ReplyCache` over SQLite: one row for each call that was answered."""

import sqlite3
from typing import Final

from frankly.adapters.sql.engine.database import SqlDatabase
from frankly.domain.model.reply import ModelReply
from frankly.domain.time import EpochMs

_GET: Final = "SELECT json FROM model_replies WHERE key = ? AND at_ms >= ?"
_PUT: Final = """
    INSERT INTO model_replies (key, at_ms, json) VALUES (?, ?, ?)
    ON CONFLICT (key) DO UPDATE SET at_ms = excluded.at_ms, json = excluded.json
"""
_DROP: Final = "DELETE FROM model_replies WHERE at_ms < ?"


class SqlReplies:
    """Replies by the key of their call."""

    def __init__(self, database: SqlDatabase) -> None:
        """Work on an open database; other processes share what is in it."""
        self._database = database

    async def get(self, key: str, since: EpochMs) -> ModelReply | None:
        """The reply to a call, unless it was kept before `since`."""
        with self._database.reading() as connection:
            row = connection.execute(_GET, (key, since)).fetchone()
        return ModelReply.model_validate_json(row[0]) if row else None

    async def put(self, key: str, reply: ModelReply, now: EpochMs) -> None:
        """Keep a reply, in place of an older one."""
        text = reply.model_dump_json()

        def write(connection: sqlite3.Connection) -> None:
            connection.execute(_PUT, (key, now, text))

        await self._database.writer.run(write)

    async def drop_before(self, moment: EpochMs) -> int:
        """Drop replies that were kept before a moment; returns how many."""
        return await self._database.writer.run(lambda connection: connection.execute(_DROP, (moment,)).rowcount)
