"""Corrections in SQLite: one row each, kept when undone, so that people see what they said and took back."""

import sqlite3
from collections.abc import Sequence
from typing import Final

from frankly.adapters.sql.engine.database import SqlDatabase
from frankly.adapters.sql.keys import as_json_list, ensure_person, find_person
from frankly.domain.person.correction import Correction
from frankly.domain.time import EpochMs
from frankly.errors import NotFound

DISOWNED: Final = "SELECT value FROM corrections, json_each(corrections.disowned) WHERE undone_ms IS NULL"
"""Ids of acts that somebody said were not theirs."""

_IN_FORCE: Final = "SELECT json FROM corrections WHERE person = ? AND undone_ms IS NULL ORDER BY at_ms, id"
_ALL: Final = "SELECT json, undone_ms FROM corrections WHERE person = ? ORDER BY at_ms DESC, id"
_ONE: Final = "SELECT json, undone_ms FROM corrections WHERE person = ? AND id = ?"
_PUT: Final = """
    INSERT INTO corrections (person, id, at_ms, undone_ms, disowned, json) VALUES (?, ?, ?, ?, ?, ?)
    ON CONFLICT (person, id) DO UPDATE SET at_ms = excluded.at_ms, undone_ms = excluded.undone_ms,
        disowned = excluded.disowned, json = excluded.json WHERE corrections.undone_ms IS NOT NULL
"""
_KEEP: Final = """
    INSERT INTO corrections (person, id, at_ms, undone_ms, disowned, json) VALUES (?, ?, ?, ?, ?, ?)
    ON CONFLICT DO NOTHING
"""
_UNDO: Final = "UPDATE corrections SET undone_ms = ? WHERE person = ? AND id = ? AND undone_ms IS NULL"


class SqlCorrections:
    """Port `CorrectionStore` over SQLite."""

    def __init__(self, database: SqlDatabase) -> None:
        """Work on an open database."""
        self._database = database

    async def put(self, key: str, correction: Correction) -> Correction:
        """Store a correction, in force."""
        return await self._database.writer.run(lambda connection: _put(connection, key, correction))

    async def undo(self, key: str, correction_id: str, now: EpochMs) -> Correction | None:
        """Undo a correction; None when this person has none of that id."""
        return await self._database.writer.run(lambda connection: _undo(connection, key, correction_id, now))

    async def restore(self, key: str, corrections: Sequence[Correction]) -> int:
        """Store corrections that were kept elsewhere; returns how many were not known."""
        return await self._database.writer.run(lambda connection: _restore(connection, key, corrections))

    async def of(self, key: str) -> Sequence[Correction]:
        """All corrections of a person, newest first."""
        with self._database.reading() as connection:
            person = find_person(connection, key)
            return [] if person is None else [_read(*row) for row in connection.execute(_ALL, (person,))]


def in_force(connection: sqlite3.Connection, person: int) -> tuple[Correction, ...]:
    """Corrections of a person that hold now, oldest first: for the read of every request."""
    rows = connection.execute(_IN_FORCE, (person,)).fetchall()
    return tuple([Correction.model_validate_json(text) for (text,) in rows])


def _put(connection: sqlite3.Connection, key: str, correction: Correction) -> Correction:
    person = find_person(connection, key)
    if person is None:
        raise NotFound(f"Nothing is stored of '{key}' any more, so there is nothing to correct.")
    connection.execute(_PUT, _row(person, correction))
    return _read(*connection.execute(_ONE, (person, correction.id)).fetchone())


def _restore(connection: sqlite3.Connection, key: str, corrections: Sequence[Correction]) -> int:
    person = ensure_person(connection, key)
    return sum(connection.execute(_KEEP, _row(person, one)).rowcount for one in corrections)


def _row(person: int, correction: Correction) -> tuple[int | str | None, ...]:
    text = correction.model_copy(update={"undone": None}).model_dump_json()
    return person, correction.id, correction.at, correction.undone, as_json_list(correction.disowned), text


def _undo(connection: sqlite3.Connection, key: str, correction_id: str, now: EpochMs) -> Correction | None:
    person = find_person(connection, key)
    connection.execute(_UNDO, (now, person, correction_id))
    row = connection.execute(_ONE, (person, correction_id)).fetchone()
    return None if row is None else _read(*row)


def _read(text: str, undone: int | None) -> Correction:
    return Correction.model_validate_json(text).model_copy(update={"undone": undone})
