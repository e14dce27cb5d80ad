"""People in SQLite: facts, consent, the newest acts and what was seen, read in one go with four short selects."""

import sqlite3
from collections.abc import AsyncIterator, Mapping, Sequence
from functools import partial

import numpy as np
import orjson

from frankly.adapters.sql.corrections import in_force
from frankly.adapters.sql.engine.database import SqlDatabase
from frankly.adapters.sql.erasure import erase, forget_if_empty, reset
from frankly.adapters.sql.keys import as_json_list, ensure_person, find_person
from frankly.adapters.sql.merge import merge, read_consent, write_consent
from frankly.domain.person.consent import Consent
from frankly.domain.person.event import require_merge_keys
from frankly.domain.person.history import History
from frankly.domain.person.profile import Fact, PersonRecord
from frankly.domain.time import EpochMs
from frankly.ports.people import Erased

# One row of whole columns, not one row an act: the interpreter's lock is given away and fetched back at every row.
_NEWEST_ACTS = """
    SELECT json_group_array(id), json_group_array(kind), json_group_array(item), json_group_array(at_ms),
        json_group_array(value), json_group_array(query)
    FROM (
        SELECT id, kind, ifnull(item, '') AS item, at_ms, value, ifnull(query, '') AS query FROM acts
        WHERE person = ? ORDER BY at_ms DESC, id DESC LIMIT ?
    )
"""
_SEEN = "SELECT item, count(*), max(at_ms) FROM impressions WHERE person = ? AND at_ms >= ? GROUP BY item ORDER BY item"
_PAGE = """
    SELECT key, no FROM people
    WHERE key > ?
        AND (EXISTS (SELECT 1 FROM facts WHERE person = no) OR EXISTS (SELECT 1 FROM consent WHERE person = no)
            OR EXISTS (SELECT 1 FROM corrections WHERE person = no))
    ORDER BY key LIMIT ?
"""

_CONSENTS = """
    SELECT key, json FROM people JOIN consent ON consent.person = people.no
    WHERE key IN (SELECT value FROM json_each(?))
"""


class SqlPeople:
    """Port `PeopleStore` over SQLite."""

    def __init__(self, database: SqlDatabase) -> None:
        """Work on an open database."""
        self._database = database

    async def read(self, key: str, *, history_limit: int, seen_since: EpochMs | None) -> PersonRecord:
        """Read all that a request may need, at one moment."""
        with self._database.reading() as connection:
            person = find_person(connection, key)
            if person is None:
                return PersonRecord(key)
            return PersonRecord(
                key,
                facts=_facts(connection, person),
                consent=read_consent(connection, person),
                history=_history(connection, person, history_limit),
                seen={} if seen_since is None else _seen(connection, person, seen_since),
                is_known=True,
                life=person,
                corrections=in_force(connection, person),
            )

    async def consents(self, keys: Sequence[str]) -> Mapping[str, Consent]:
        """What many people decided, in one read."""
        with self._database.reading() as connection:
            rows = connection.execute(_CONSENTS, (as_json_list(keys),)).fetchall()
        return {key: Consent.model_validate_json(text) for key, text in rows}

    async def put_facts(self, key: str, facts: Sequence[Fact], *, replace: bool, now: EpochMs) -> None:
        """Store stated facts; `replace` removes those that are not named."""
        await self._database.writer.run(lambda connection: _put_facts(connection, key, facts, replace))

    async def put_consent(self, key: str, consent: Consent) -> None:
        """Store a decision whole; every decision stays in the trace."""
        await self._database.writer.run(
            lambda connection: write_consent(connection, ensure_person(connection, key), consent)
        )

    async def reset(self, key: str, now: EpochMs) -> Erased:
        """Forget acts, facts, impressions and corrections, without residue in the files."""
        rows = await self._database.writer.run(lambda connection: reset(connection, key), after_deferred=True)
        await self._database.compact([key.encode()])
        return Erased(rows)

    async def delete(self, key: str, now: EpochMs) -> Erased:
        """Remove everything stored under the key, without residue in the files."""
        rows, thrown = await self._database.writer.run(
            lambda connection: erase(connection, key, now), after_deferred=True
        )
        await self._database.compact([key.encode(), *thrown])
        return Erased(rows)

    async def merge(self, session: str, person: str, now: EpochMs) -> int:
        """Give everything of a session to a person; returns the number of acts that moved."""
        require_merge_keys(session, person)
        return await self._database.writer.run(
            lambda connection: merge(connection, session, person, now), after_deferred=True
        )

    async def stream(self, batch: int = 500) -> AsyncIterator[Sequence[PersonRecord]]:
        """All people with facts, consent or corrections, in order of key, without acts."""
        last = ""
        while page := await self._database.read_aside(partial(_page_after, last=last, batch=batch)):
            last = str(page[-1].key)
            yield page


def _page_after(connection: sqlite3.Connection, last: str, batch: int) -> list[PersonRecord]:
    return [
        PersonRecord(
            key,
            facts=_facts(connection, no),
            consent=read_consent(connection, no),
            is_known=True,
            corrections=in_force(connection, no),
        )
        for key, no in connection.execute(_PAGE, (last, batch)).fetchall()
    ]


def _facts(connection: sqlite3.Connection, person: int) -> tuple[Fact, ...]:
    rows = connection.execute("SELECT json FROM facts WHERE person = ? ORDER BY id", (person,)).fetchall()
    return tuple(Fact.model_validate_json(text) for (text,) in rows)


def _history(connection: sqlite3.Connection, person: int, limit: int) -> History:
    newest_first = [orjson.loads(column) for column in connection.execute(_NEWEST_ACTS, (person, limit + 1)).fetchone()]
    ids, kinds, items, at_ms, values, queries = [column[:limit][::-1] for column in newest_first]
    return History(
        ids,
        np.array(kinds, np.int8),
        items,
        np.array(at_ms, np.int64),
        np.array(values, np.int32),
        queries,
        is_truncated=len(newest_first[0]) > limit,
    )


def _seen(connection: sqlite3.Connection, person: int, since: EpochMs) -> dict[str, tuple[int, int]]:
    return {item: (count, last) for item, count, last in connection.execute(_SEEN, (person, since))}


def _put_facts(connection: sqlite3.Connection, key: str, facts: Sequence[Fact], replace: bool) -> None:
    person = ensure_person(connection, key)
    if replace:
        kept = as_json_list(fact.id for fact in facts)
        connection.execute(
            "DELETE FROM facts WHERE person = ? AND id NOT IN (SELECT value FROM json_each(?))", (person, kept)
        )
    connection.executemany(
        "INSERT OR REPLACE INTO facts (person, id, json) VALUES (?, ?, ?)",
        [(person, fact.id, fact.model_dump_json()) for fact in facts],
    )
    forget_if_empty(connection, person)
