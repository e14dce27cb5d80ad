"""Drops the records of whole segments by age, in steps that hold up no other writer for long.

First the segments are marked and the chain gets a record of it, in one transaction; then their rows go, batch by batch.
A crash in between leaves a task in `upkeep`: the next dropping ends it.
"""

import sqlite3
from collections.abc import Sequence
from typing import Final

import orjson

from frankly.adapters.sql.erasure import forget_if_empty
from frankly.adapters.sql.records.chain import naming
from frankly.adapters.sql.records.log import DROP, append, segment_of
from frankly.adapters.sql.records.packing import pack, unpack
from frankly.domain.canonical import canonical
from frankly.domain.time import DAY_MS

BATCH: Final = 200
"""Records of one transaction: some 10 MB are overwritten, in a tenth of a second."""

_OLD = "SELECT no FROM segments WHERE NOT is_dropped AND day < :day AND no < :newest ORDER BY no"
_IS_OLD = "SELECT 1 FROM segments WHERE NOT is_dropped AND day < ?"
_NEXT = """
    SELECT no FROM records WHERE segment IN (SELECT no FROM segments WHERE is_dropped) LIMIT ?
"""
_SEGMENTS: Final = "segments"
_THEIRS = "IN (SELECT value FROM json_each(:records))"
_ROWS: Final = (
    f"DELETE FROM impressions WHERE decision {_THEIRS}",  # noqa: S608  fixed text
    f"DELETE FROM served WHERE decision {_THEIRS}",  # noqa: S608  fixed text
    f"DELETE FROM decisions WHERE no {_THEIRS}",  # noqa: S608  fixed text
    f"DELETE FROM records WHERE no {_THEIRS}",  # noqa: S608  fixed text
)
_PEOPLE = f"SELECT DISTINCT person FROM decisions WHERE no {_THEIRS} AND person IS NOT NULL"  # noqa: S608  fixed text
_UNUSED_KEYS = """
    DELETE FROM person_keys
    WHERE person = :person AND NOT EXISTS (SELECT 1 FROM decisions WHERE decisions.person = :person)
"""


def mark(connection: sqlite3.Connection, moment: int, now: int) -> int:
    """Mark the segments whose day ended before a moment, and record it in the chain; returns how many."""
    day = moment // DAY_MS
    if connection.execute(_IS_OLD, (day,)).fetchone() is None:
        return 0
    # On a new day this begins a segment: so the last one of a shop that stands still can go too.
    segment = segment_of(connection, now)
    old = [no for (no,) in connection.execute(_OLD, {"day": day, "newest": segment.no})]
    if not old:
        return 0
    connection.execute(
        "UPDATE segments SET is_dropped = 1 WHERE no IN (SELECT value FROM json_each(?))",
        (canonical(old).decode(),),
    )
    connection.execute("INSERT OR IGNORE INTO upkeep (task) VALUES ('drop')")
    every = [no for (no,) in connection.execute("SELECT no FROM segments WHERE is_dropped ORDER BY no")]
    told = canonical({"before": moment, "at": now, _SEGMENTS: _ranges(every)})
    append(connection, segment, DROP, naming(None, DROP, now), None, pack(told))
    return len(old)


def remove_some(connection: sqlite3.Connection) -> tuple[int, int]:
    """Remove the next rows of dropped segments; returns how many records and decisions, (0, 0) when all are gone."""
    records = [no for (no,) in connection.execute(_NEXT, (BATCH,))]
    if not records:
        connection.execute("DELETE FROM upkeep WHERE task = 'drop'")
        return 0, 0
    given = {"records": canonical(records).decode()}
    people = [person for (person,) in connection.execute(_PEOPLE, given)]
    counts = [connection.execute(statement, given).rowcount for statement in _ROWS]
    for person in people:
        connection.execute(_UNUSED_KEYS, {"person": person})
        forget_if_empty(connection, person)
    return counts[3], counts[2]


def _ranges(numbers: list[int]) -> list[list[int]]:
    """Numbers in order as first and last of each run."""
    ranges: list[list[int]] = []
    for no in numbers:
        if ranges and ranges[-1][1] == no - 1:
            ranges[-1][1] = no
        else:
            ranges.append([no, no])
    return ranges


def dropped_by(payload: bytes) -> Sequence[tuple[int, int]]:
    """Segments that a record of a dropping says were dropped so far: first and last of each run.

    Raises:
        ValueError: when it is no such record.
    """
    told = orjson.loads(unpack(payload))
    if not isinstance(told, dict) or not isinstance(told.get(_SEGMENTS), list):
        raise ValueError("it is no record of a dropping")
    return [(first, last) for first, last in told[_SEGMENTS]]
