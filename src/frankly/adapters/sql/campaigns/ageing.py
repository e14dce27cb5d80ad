"""Rows of editions that are too old: nothing stays that tells who people were, and what was sent still adds up.

Of those to whom a message left, keyed hashes stay, and of people who are erased too: messages lie in mailboxes, and
their links must go on stopping mail.
"""

import sqlite3
from typing import Final, NamedTuple

from frankly.adapters.sql.campaigns.recipients import NAMELESS
from frankly.adapters.sql.campaigns.rows import values_of
from frankly.domain.campaign.keyed_hashes import Hashing
from frankly.domain.campaign.recipient import ENDS, LEFT, Fate, RecipientState
from frankly.domain.time import EpochMs

# ruff: noqa: S608  every statement here is put together from our own fixed texts

AGEING: Final[tuple[str, ...]] = (
    # Without it every row of every old edition would be looked at each day.
    "ALTER TABLE editions ADD COLUMN is_forgotten INTEGER NOT NULL DEFAULT 0",
    """CREATE TABLE forgotten (
        edition INTEGER NOT NULL REFERENCES editions, no INTEGER NOT NULL, of_person TEXT NOT NULL,
        of_address TEXT NOT NULL, PRIMARY KEY (edition, no)
    ) STRICT, WITHOUT ROWID""",
)
"""Keyed hashes of a recipient's person and address, empty where there was none, beside their row."""

_OLD: Final = """
    SELECT no FROM editions WHERE at_ms < ?1 AND is_forgotten = 0
        AND NOT EXISTS (SELECT 1 FROM recipients WHERE edition = editions.no AND handed_ms >= ?1)
    ORDER BY no
"""
_PAGE: Final = """
    SELECT no, ifnull(person, ''), address, state FROM recipients WHERE edition = ? AND no > ? ORDER BY no LIMIT ?
"""
_OVER: Final = values_of(ENDS | LEFT)
_FORGET: Final = f"""
    UPDATE recipients SET {NAMELESS},
        fate = CASE WHEN state IN ({_OVER}) THEN fate ELSE '{Fate.ERASED.value}' END,
        state = CASE WHEN state IN ({_OVER}) THEN state ELSE '{RecipientState.SKIPPED.value}' END
    WHERE edition = ? AND no = ?
"""
_KEEP: Final = "INSERT INTO forgotten (edition, no, of_person, of_address) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING"
_DONE: Final = "UPDATE editions SET is_forgotten = 1 WHERE no = ?"
_LEFT_TO: Final = (
    f"SELECT edition, no, person, address FROM recipients WHERE person = ? AND state IN ({values_of(LEFT)})"
)
_HASHES: Final = "SELECT of_person, of_address FROM forgotten WHERE edition = ? AND no = ?"
_LEFT_STATES: Final = frozenset(state.value for state in LEFT)


class Forgotten(NamedTuple):
    """What became of one page of rows.

    Attributes:
        rows: those that told who somebody was.
        last: number of the last row; None where there was none, and the edition is done.
    """

    rows: int
    last: int | None


def old_editions(connection: sqlite3.Connection, before: EpochMs) -> list[int]:
    """Numbers of editions that began and handed over before a moment, of which rows may tell who people are."""
    return [no for (no,) in connection.execute(_OLD, (before,))]


def forget_page(connection: sqlite3.Connection, edition: int, after: int, batch: int, hashing: Hashing) -> Forgotten:
    """Forget who the next recipients behind a number were."""
    rows = connection.execute(_PAGE, (edition, after, batch)).fetchall()
    if not rows:
        connection.execute(_DONE, (edition,))
        return Forgotten(0, None)
    told = [(no, person, address, state) for no, person, address, state in rows if person or address]
    kept = [(edition, no, *hashing(person, address)) for no, person, address, state in told if state in _LEFT_STATES]
    connection.executemany(_KEEP, kept)
    connection.executemany(_FORGET, [(edition, no) for no, *_ in told])
    return Forgotten(len(told), rows[-1][0])


def keep_hashes(connection: sqlite3.Connection, person: str, hashing: Hashing) -> int:
    """Keep hashes of somebody for each message that left to them; returns how many did."""
    rows = connection.execute(_LEFT_TO, (person,)).fetchall()
    kept = [(edition, no, *hashing(person, address)) for edition, no, person, address in rows]
    connection.executemany(_KEEP, kept)
    return len(kept)


def hashes_of(connection: sqlite3.Connection, edition: int, no: int) -> tuple[str, str]:
    """What was kept of a recipient's person and address; empty where nothing was."""
    found = connection.execute(_HASHES, (edition, no)).fetchone()
    return ("", "") if found is None else (found[0], found[1])
