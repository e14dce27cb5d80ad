"""Carries decisions of the first schema, which stood as plain JSON in their table, into the log of sealed records."""

import sqlite3

import orjson

from frankly.adapters.sql.engine.compaction import owe
from frankly.adapters.sql.records.chain import naming
from frankly.adapters.sql.records.keys import ensure_key
from frankly.adapters.sql.records.log import DECISION, append, segment_of
from frankly.adapters.sql.records.packing import pack

_BATCH = 200
_NEXT = "SELECT no, id, person, at_ms, json FROM decisions WHERE no > ? ORDER BY no LIMIT ?"


def carry_over(connection: sqlite3.Connection) -> None:
    """Seal each decision under its own number, in the order in which they were written; nothing of them is lost.

    What they stood in before is overwritten, and the file written anew afterwards: no plain copy stays.
    """
    last = 0
    while rows := connection.execute(_NEXT, (last, _BATCH)).fetchall():
        for row in rows:
            _carry(connection, *row)
        last = rows[-1][0]
    if last:
        owe(connection)


def _carry(connection: sqlite3.Connection, no: int, name: str, person: int | None, at: int, text: str) -> None:
    surface = orjson.loads(text)["inputs"]["surface"]
    key = None if person is None else ensure_key(connection, person)
    ref = naming(key, DECISION, name, at, surface)
    append(connection, segment_of(connection, at), DECISION, ref, key, pack(text.encode()), no)
    connection.execute("UPDATE decisions SET surface = ?, json = '' WHERE no = ?", (surface, no))
