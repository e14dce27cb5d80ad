"""Reads records back through the index of decisions."""

import sqlite3
from typing import Any

import orjson

from frankly.adapters.sql.records.chain import naming
from frankly.adapters.sql.records.in_part import passed_over, without
from frankly.adapters.sql.records.log import opened

_DECISION = """
    SELECT person_keys.key, records.segment, records.seq, records.kind, records.ref, records.payload
    FROM decisions JOIN records USING (no) LEFT JOIN person_keys ON person_keys.id = records.key
    WHERE decisions.id = ?
"""
_WHERE_IT_LIES = """
    SELECT records.segment, person_keys.key
    FROM decisions JOIN records USING (no) LEFT JOIN person_keys ON person_keys.id = records.key
    WHERE decisions.id = ?
"""
_KEPT = "SELECT segment, seq, kind, ref, payload FROM records WHERE segment = ? AND kind = ? AND ref = ?"


def read_decision(connection: sqlite3.Connection, decision_id: str) -> bytes | None:
    """The canonical JSON of a decision, or None.

    Raises:
        StoreUnavailable: when it is not the record that was written.
    """
    row = connection.execute(_DECISION, (decision_id,)).fetchone()
    return None if row is None else opened(*row)


def read_kept(connection: sqlite3.Connection, kind: str, hash: str, decision_id: str) -> bytes | None:
    """What a decision names by its hash: sealed with the key of its person, or with none; or None.

    Raises:
        StoreUnavailable: when it is not what was written.
    """
    place = connection.execute(_WHERE_IT_LIES, (decision_id,)).fetchone()
    if place is None:
        return None
    segment, key = place
    return _kept(connection, kind, hash, segment, key)


def read_in_part(connection: sqlite3.Connection, decision_id: str) -> tuple[dict[str, Any], bytes] | None:
    """A decision without what `in_part` passes over, and the person as they were read; None where either is gone.

    Raises:
        StoreUnavailable: when it is not what was written.
    """
    row = connection.execute(_DECISION, (decision_id,)).fetchone()
    if row is None:
        return None
    key, segment, seq, kind, ref, payload = row
    plain: dict[str, Any] = without(orjson.loads(opened(key, segment, seq, kind, ref, payload, passed_over)))
    profile = _kept(connection, "profile", plain["kept"]["profile"], segment, key)
    return None if profile is None else (plain, profile)


def _kept(connection: sqlite3.Connection, kind: str, hash: str, segment: int, key: bytes | None) -> bytes | None:
    """What lies in a segment, sealed with the key of a person or with none."""
    for sealing in dict.fromkeys((key, None)):
        row = connection.execute(_KEPT, (segment, kind, naming(sealing, kind, hash))).fetchone()
        if row is not None:
            return opened(sealing, *row)
    return None
