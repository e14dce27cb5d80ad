"""One key a person, and those of the sessions that turned out to be theirs. Deleting them is how records are erased."""

import sqlite3
from collections.abc import Sequence
from typing import Final

import orjson

from frankly.adapters.aes_gcm import new_key
from frankly.adapters.sql.records.chain import PersonKey, naming
from frankly.adapters.sql.records.log import ERASURE, append, segment_of
from frankly.adapters.sql.records.packing import pack, unpack
from frankly.domain.canonical import canonical

_KEYS: Final = "keys"


def ensure_key(connection: sqlite3.Connection, person: int) -> PersonKey:
    """The key that seals a person's new records, made where there is none."""
    row = connection.execute(
        "SELECT id, key FROM person_keys WHERE person = ? ORDER BY id LIMIT 1", (person,)
    ).fetchone()
    if row is not None:
        return PersonKey(*row)
    key = new_key()
    inserted = connection.execute("INSERT INTO person_keys (person, key) VALUES (?, ?)", (person, key))
    return PersonKey(int(inserted.lastrowid or 0), key)


def throw_away(connection: sqlite3.Connection, person: int, now: int) -> Sequence[bytes]:
    """Delete the keys of a person, and leave a record that says which numbers were deleted: not whose they were.

    Returns:
        The keys, for looking whether a copy of them stayed in the file.
    """
    rows = connection.execute("SELECT id, key FROM person_keys WHERE person = ? ORDER BY id", (person,)).fetchall()
    if not rows:
        return []
    connection.execute("DELETE FROM person_keys WHERE person = ?", (person,))
    told = canonical({_KEYS: [number for number, _ in rows]})
    ref = naming(None, ERASURE, *(number for number, _ in rows))
    append(connection, segment_of(connection, now), ERASURE, ref, None, pack(told))
    return [key for _, key in rows]


def erased_by(payload: bytes) -> Sequence[int]:
    """Numbers of the keys that a record of an erasure says were thrown away.

    Raises:
        ValueError: when it is no such record.
    """
    told = orjson.loads(unpack(payload))
    if not isinstance(told, dict) or not isinstance(told.get(_KEYS), list):
        raise ValueError("it is no record of an erasure")
    return [int(number) for number in told[_KEYS]]
