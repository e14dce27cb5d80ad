"""Port `VoteStore` over SQLite: one row for each surface, model and prompt version, read and written in one step."""

import sqlite3
from collections.abc import Callable, Sequence
from typing import Final

from frankly.adapters.sql.engine.database import SqlDatabase
from frankly.domain.deciding.vote import VoteKey, VoteRecord, VoteTallies
from frankly.domain.time import EpochMs

_GET: Final = "SELECT json FROM model_votes WHERE surface = ? AND model = ? AND prompt = ?"
_PUT: Final = """
    INSERT INTO model_votes (surface, model, prompt, at_ms, json) VALUES (?, ?, ?, ?, ?)
    ON CONFLICT (surface, model, prompt) DO UPDATE SET at_ms = excluded.at_ms, json = excluded.json
"""
_ALL: Final = "SELECT surface, model, prompt, at_ms, json FROM model_votes ORDER BY surface, model, prompt"
_RESET: Final = "DELETE FROM model_votes WHERE ? IS NULL OR surface = ?"


class SqlVotes:
    """Tallies of votes."""

    def __init__(self, database: SqlDatabase) -> None:
        """Work on an open database; other processes share what is in it."""
        self._database = database

    async def get(self, key: VoteKey) -> VoteTallies:
        """The tallies; empty ones where nothing was counted."""
        with self._database.reading() as connection:
            return _read(connection, key)

    async def change(self, key: VoteKey, by: Callable[[VoteTallies], VoteTallies], now: EpochMs) -> VoteTallies:
        """Change tallies, in one transaction with reading them."""

        def write(connection: sqlite3.Connection) -> VoteTallies:
            tallies = by(_read(connection, key))
            connection.execute(_PUT, (*_place(key), now, tallies.model_dump_json()))
            return tallies

        return await self._database.writer.run(write)

    async def all(self) -> Sequence[VoteRecord]:
        """All tallies, in order of surface, model and prompt."""
        with self._database.reading() as connection:
            rows = connection.execute(_ALL).fetchall()
        return [
            VoteRecord(
                key=VoteKey(surface=surface, model=model, prompt=prompt),
                tallies=VoteTallies.model_validate_json(text),
                at=EpochMs(at_ms),
            )
            for surface, model, prompt, at_ms, text in rows
        ]

    async def reset(self, surface: str | None = None) -> int:
        """Forget the tallies of a surface, or all."""
        return await self._database.writer.run(
            lambda connection: connection.execute(_RESET, (surface, surface)).rowcount
        )


def _read(connection: sqlite3.Connection, key: VoteKey) -> VoteTallies:
    row = connection.execute(_GET, _place(key)).fetchone()
    return VoteTallies.model_validate_json(row[0]) if row else VoteTallies()


def _place(key: VoteKey) -> tuple[str, str, str]:
    return key.surface, key.model, key.prompt
