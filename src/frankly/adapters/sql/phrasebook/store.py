"""Port `PhraseStore` over SQLite."""

import sqlite3
from collections.abc import AsyncIterator, Sequence
from functools import partial
from typing import Final

from frankly.adapters.sql.engine.database import SqlDatabase
from frankly.adapters.sql.keys import as_json_list
from frankly.domain.saying.phrase import Phrase, PhraseReview, PhraseWork
from frankly.domain.time import EpochMs

_PUT: Final = "INSERT INTO phrases (id, json) VALUES (?, ?) ON CONFLICT (id) DO NOTHING"
_REPLACE: Final = "INSERT INTO phrases (id, json) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET json = excluded.json"
_ALL: Final = "SELECT json FROM phrases ORDER BY id"
_CHANGED: Final = "UPDATE phrases_state SET change = change + 1"
_CHANGE: Final = "SELECT change FROM phrases_state"
_WORK: Final = "SELECT json FROM phrase_work WHERE unit IN (SELECT value FROM json_each(?))"
_KEEP_WORK: Final = """
    INSERT INTO phrase_work (unit, json) VALUES (?, ?) ON CONFLICT (unit) DO UPDATE SET json = excluded.json
"""
_DROP_WORK: Final = "DELETE FROM phrase_work WHERE unit IN (SELECT value FROM json_each(?))"
_PAGE: Final = "SELECT unit, json FROM phrase_work WHERE unit > ? ORDER BY unit LIMIT ?"
_REVIEW: Final = "INSERT INTO phrase_reviews (text, about, said, way, reviewer, at_ms) VALUES (?, ?, ?, ?, ?, ?)"
_REVIEWS: Final = "SELECT text, about, said, way, reviewer, at_ms FROM phrase_reviews ORDER BY no"


class SqlPhrases:
    """Phrases by id, work by unit, and all reviews."""

    def __init__(self, database: SqlDatabase) -> None:
        """Work on an open database; other processes share what is in it."""
        self._database = database

    async def put(self, phrases: Sequence[Phrase]) -> int:
        """Store phrases; one that is there already stays as it is. Returns how many were new."""
        return await self._database.writer.run(partial(_write, statement=_PUT, phrases=phrases))

    async def replace(self, phrases: Sequence[Phrase]) -> None:
        """Store phrases in place of those with the same id."""
        await self._database.writer.run(partial(_write, statement=_REPLACE, phrases=phrases))

    async def all(self) -> Sequence[Phrase]:
        """All phrases, in order of id."""
        with self._database.reading() as connection:
            return [Phrase.model_validate_json(text) for (text,) in connection.execute(_ALL)]

    async def change(self) -> int:
        """A number that grows whenever phrases are written."""
        with self._database.reading() as connection:
            change: int = connection.execute(_CHANGE).fetchone()[0]
        return change

    async def work_of(self, units: Sequence[str]) -> dict[str, PhraseWork]:
        """How far some units are."""
        with self._database.reading() as connection:
            found = [PhraseWork.model_validate_json(text) for (text,) in connection.execute(_WORK, _listed(units))]
        return {work.unit: work for work in found}

    async def keep_work(self, work: PhraseWork) -> None:
        """Store how far a unit is, in place of what was known of it."""
        row = work.unit, work.model_dump_json(exclude_defaults=True)
        await self._database.writer.run(lambda connection: connection.execute(_KEEP_WORK, row).rowcount)

    async def drop_work(self, units: Sequence[str]) -> int:
        """Forget units; returns how many there were."""
        return await self._database.writer.run(
            lambda connection: connection.execute(_DROP_WORK, _listed(units)).rowcount
        )

    async def stream_work(self, batch: int = 1000) -> AsyncIterator[Sequence[PhraseWork]]:
        """All work in order of unit; each batch is read anew, so that no reader holds up the log."""
        last = ""
        while rows := await self._database.read_aside(partial(_page, last=last, batch=batch)):
            yield [PhraseWork.model_validate_json(text) for _, text in rows]
            last = rows[-1][0]

    async def keep_review(self, review: PhraseReview) -> None:
        """Note what a person said of a phrase or a fact."""
        row = review.text, review.about, review.said, review.way, review.reviewer, review.at
        await self._database.writer.run(lambda connection: connection.execute(_REVIEW, row).rowcount)

    async def reviews(self) -> Sequence[PhraseReview]:
        """All reviews, oldest first."""
        with self._database.reading() as connection:
            rows = connection.execute(_REVIEWS).fetchall()
        return [PhraseReview(text, about, said, way, by, EpochMs(at)) for text, about, said, way, by, at in rows]


def _listed(units: Sequence[str]) -> tuple[str]:
    return (as_json_list(units),)


def _page(connection: sqlite3.Connection, last: str, batch: int) -> list[tuple[str, str]]:
    return connection.execute(_PAGE, (last, batch)).fetchall()


def _write(connection: sqlite3.Connection, statement: str, phrases: Sequence[Phrase]) -> int:
    rows = [(phrase.id, phrase.model_dump_json(exclude_defaults=True)) for phrase in phrases]
    written = connection.executemany(statement, rows).rowcount if rows else 0
    if written:
        connection.execute(_CHANGED)
    return written
