"""Forgetting: which rows go when a person resets or deletes. Counts are by table, for the person to see."""

import sqlite3
from collections.abc import Sequence
from typing import Final

from frankly.adapters.sql.campaigns.recipients import erase as erase_recipients
from frankly.adapters.sql.engine.compaction import owe
from frankly.adapters.sql.keys import find_person
from frankly.adapters.sql.records.keys import throw_away

_OF_THEIR_DECISIONS = "decision IN (SELECT no FROM decisions WHERE person = :person)"
_RESET: Final = {
    "acts": "DELETE FROM acts WHERE person = :person",
    "facts": "DELETE FROM facts WHERE person = :person",
    "corrections": "DELETE FROM corrections WHERE person = :person",
    "impressions": f"DELETE FROM impressions WHERE person = :person OR {_OF_THEIR_DECISIONS}",  # noqa: S608  fixed text
}
_DELETE: Final = _RESET | {
    "served": f"DELETE FROM served WHERE {_OF_THEIR_DECISIONS}",  # noqa: S608  fixed text
    "decisions": "DELETE FROM decisions WHERE person = :person",
    "consent": "DELETE FROM consent WHERE person = :person",
    "consent_log": "DELETE FROM consent_log WHERE person = :person",
}
"""Table → statement, what points at others first. A table left out makes deleting the person fail (foreign keys).

The records of their decisions stay in the chain, where nobody can read them any more: their keys are thrown away.
"""


def reset(connection: sqlite3.Connection, key: str) -> dict[str, int]:
    """Forget acts, facts and impressions; returns rows by table."""
    rows, person = _run(connection, key, _RESET)
    if person is not None:
        forget_if_empty(connection, person)
    return rows


def erase(connection: sqlite3.Connection, key: str, now: int) -> tuple[dict[str, int], Sequence[bytes]]:
    """Remove everything under a key; returns rows by table, and what no copy may stay of: keys of records, addresses.

    Rows of campaigns stay as stubs that tell nobody who it was, so that what was sent still adds up.
    """
    rows, person = _run(connection, key, _DELETE)
    recipients, addresses = erase_recipients(connection, key)
    if recipients:
        owe(connection)
    rows |= {"recipients": recipients}
    if person is None:
        return rows, addresses
    thrown = throw_away(connection, person, now)
    connection.execute("DELETE FROM people WHERE no = ?", (person,))
    return rows, [*thrown, *addresses]


def _run(connection: sqlite3.Connection, key: str, statements: dict[str, str]) -> tuple[dict[str, int], int | None]:
    person = find_person(connection, key)
    if person is None:
        return dict.fromkeys(statements, 0), None
    rows = {table: connection.execute(sql, {"person": person}).rowcount for table, sql in statements.items()}
    owe(connection)
    return rows, person


def forget_if_empty(connection: sqlite3.Connection, person: int) -> None:
    """Drop the key of someone about whom nothing is stored any more."""
    connection.execute(
        """DELETE FROM people WHERE no = :person
        AND NOT EXISTS (SELECT 1 FROM acts WHERE person = :person)
        AND NOT EXISTS (SELECT 1 FROM facts WHERE person = :person)
        AND NOT EXISTS (SELECT 1 FROM corrections WHERE person = :person)
        AND NOT EXISTS (SELECT 1 FROM consent_log WHERE person = :person)
        AND NOT EXISTS (SELECT 1 FROM decisions WHERE person = :person)
        AND NOT EXISTS (SELECT 1 FROM person_keys WHERE person = :person)""",
        {"person": person},
    )
