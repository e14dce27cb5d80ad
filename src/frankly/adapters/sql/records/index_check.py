"""Holds the index of decisions against their records: a record's name was made of all that the index says of it."""

import hmac
import sqlite3
from collections.abc import Collection, Iterator
from typing import Final

from frankly.adapters.sql.records.chain import naming
from frankly.adapters.sql.records.findings import Findings
from frankly.adapters.sql.records.keys import erased_by
from frankly.adapters.sql.records.log import DECISION, ERASURE
from frankly.domain.deciding.audit import AuditCode

BATCH: Final = 2000

_INDEXED = """
    SELECT decisions.no, decisions.id, decisions.person, decisions.at_ms, decisions.surface,
        records.segment, records.seq, records.kind, records.ref, records.key, person_keys.person, person_keys.key
    FROM decisions LEFT JOIN records USING (no) LEFT JOIN person_keys ON person_keys.id = records.key
    WHERE decisions.no > ? AND decisions.no <= ? ORDER BY decisions.no LIMIT ?
"""
_READABLE = "(records.key IS NULL OR EXISTS (SELECT 1 FROM person_keys WHERE person_keys.id = records.key))"
_NOT_INDEXED = f"""
    SELECT records.segment, records.seq FROM records JOIN segments ON segments.no = records.segment
    WHERE records.kind = '{DECISION}' AND records.no <= ? AND NOT segments.is_dropped AND {_READABLE}
        AND NOT EXISTS (SELECT 1 FROM decisions WHERE decisions.no = records.no)
    LIMIT ?
"""  # noqa: S608  fixed texts
_UNREADABLE = f"""
    SELECT records.key, count(*), max(records.segment), records.segment, records.seq FROM records
    WHERE records.no <= ? AND NOT {_READABLE} GROUP BY records.key
"""  # noqa: S608  fixed texts
_ERASED_SINCE = "SELECT payload FROM records WHERE no > ? AND kind = ?"
_NEWEST_DROPPED = "SELECT ifnull(max(no), 0) FROM segments WHERE is_dropped"


def check_indexed(connection: sqlite3.Connection, after: int, last: int, findings: Findings) -> int | None:
    """Look at the next rows of the index; returns the number of the last one, None when there are no more."""
    rows = connection.execute(_INDEXED, (after, last, BATCH)).fetchall()
    for row in rows:
        trouble = _trouble(*row[1:])
        if trouble:
            findings.add(AuditCode.INDEX_CHANGED, row[5] or 0, row[6], f"decision {row[1]}: {trouble}")
    return rows[-1][0] if rows else None


def _trouble(
    name: str,
    person: int | None,
    at: int,
    surface: str,
    segment: int | None,
    seq: int | None,
    kind: str | None,
    ref: bytes | None,
    key: int | None,
    owner: int | None,
    secret: bytes | None,
) -> str:
    if segment is None or ref is None:
        return "the index names a record that there is not"
    if kind != DECISION:
        return f"the index names a record that is no decision but a {kind}"
    if key is not None and secret is None:
        return "the index names a record whose key was thrown away"
    if person != owner:
        return "the index gives it to another person than its key does"
    if not hmac.compare_digest(naming(secret, DECISION, name, at, surface), ref):
        return "id, moment or surface in the index, or the key, are not those that its record was named with"
    return ""


def _erased_since(connection: sqlite3.Connection, last: int) -> Iterator[int]:
    """Keys that were thrown away while the records were looked at."""
    for (payload,) in connection.execute(_ERASED_SINCE, (last, ERASURE)):
        yield from erased_by(payload)


def check_records(connection: sqlite3.Connection, last: int, erased: Collection[int], findings: Findings) -> int:
    """Look for readable decisions that the index leaves out, and for records whose key is gone without a deletion.

    Returns:
        Number of records that nobody can read any more.
    """
    thrown = {*erased, *_erased_since(connection, last)}
    for segment, seq in connection.execute(_NOT_INDEXED, (last, BATCH)):
        findings.add(AuditCode.INDEX_CHANGED, segment, seq, "a decision that can be read is left out of the index")
    # What a dropped segment told of deletions is gone with it.
    told_until = connection.execute(_NEWEST_DROPPED).fetchone()[0]
    unreadable = 0
    for key, count, newest, segment, seq in connection.execute(_UNREADABLE, (last,)):
        unreadable += count
        if key not in thrown and newest > told_until:
            detail = f"{count} records cannot be read, and no deletion on record has thrown key {key} away"
            findings.add(AuditCode.KEY_LOST, segment, seq, detail)
    return unreadable
