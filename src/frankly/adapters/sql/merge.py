"""An anonymous session turned out to be a person: all of the session becomes theirs, the stricter consent wins."""

import sqlite3
from typing import Final

from frankly.adapters.sql.keys import ensure_person, find_person
from frankly.domain.person.consent import Consent, stricter
from frankly.domain.time import EpochMs

_MOVE: Final = (
    # What the person stated themselves stands; the session's word for the same fact goes.
    "UPDATE OR IGNORE facts SET person = :person WHERE person = :session",
    "DELETE FROM facts WHERE person = :session",
    "UPDATE OR IGNORE corrections SET person = :person WHERE person = :session",
    "DELETE FROM corrections WHERE person = :session",
    "DELETE FROM consent WHERE person = :session",
    "UPDATE consent_log SET person = :person WHERE person = :session",
    """UPDATE served SET person = :person
    WHERE person = :session AND decision IN (SELECT no FROM decisions WHERE person = :session)""",
    "UPDATE impressions SET person = :person WHERE person = :session",
    "UPDATE decisions SET person = :person WHERE person = :session",
    "UPDATE person_keys SET person = :person WHERE person = :session",
    "DELETE FROM people WHERE no = :session",
)


def merge(connection: sqlite3.Connection, session: str, person: str, now: EpochMs) -> int:
    """Give everything of a session to a person; returns the number of acts that moved."""
    source = find_person(connection, session)
    if source is None:
        return 0
    target = ensure_person(connection, person)
    _merge_consent(connection, source, target, now)
    numbers = {"person": target, "session": source}
    moved = connection.execute("UPDATE acts SET person = :person WHERE person = :session", numbers).rowcount
    for statement in _MOVE:
        connection.execute(statement, numbers)
    return moved


def _merge_consent(connection: sqlite3.Connection, source: int, target: int, now: EpochMs) -> None:
    theirs, ours = read_consent(connection, source), read_consent(connection, target)
    if theirs is None:
        return
    merged = theirs.model_copy(update={"at": now, "origin": "merge"}) if ours is None else stricter(ours, theirs, now)
    write_consent(connection, target, merged)


def read_consent(connection: sqlite3.Connection, person: int) -> Consent | None:
    """What the person decided; None when they never did."""
    row = connection.execute("SELECT json FROM consent WHERE person = ?", (person,)).fetchone()
    return None if row is None else Consent.model_validate_json(row[0])


def write_consent(connection: sqlite3.Connection, person: int, consent: Consent) -> None:
    """Store a decision whole, and append it to the trace."""
    text = consent.model_dump_json()
    connection.execute("INSERT OR REPLACE INTO consent (person, json) VALUES (?, ?)", (person, text))
    connection.execute("INSERT INTO consent_log (person, at_ms, json) VALUES (?, ?, ?)", (person, consent.at, text))
