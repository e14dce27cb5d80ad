"""People as numbers: every table points at `people.no`, and the key itself stands in one place."""

import sqlite3
from collections.abc import Iterable

import orjson


def find_person(connection: sqlite3.Connection, key: str) -> int | None:
    """Number of a person or session; None when nothing is stored about them."""
    row = connection.execute("SELECT no FROM people WHERE key = ?", (key,)).fetchone()
    return None if row is None else int(row[0])


def ensure_person(connection: sqlite3.Connection, key: str) -> int:
    """Number of a person or session, made where it is missing."""
    return ensure_people(connection, [key])[key]


def ensure_people(connection: sqlite3.Connection, keys: Iterable[str]) -> dict[str, int]:
    """Numbers of many, made where they are missing, in order of key."""
    wanted = as_json_list(sorted(set(keys)))
    find = "SELECT key, no FROM people WHERE key IN (SELECT value FROM json_each(?))"
    connection.execute(
        "INSERT INTO people (key) SELECT value FROM json_each(?) WHERE true ON CONFLICT DO NOTHING", (wanted,)
    )
    return dict(connection.execute(find, (wanted,)).fetchall())


def as_json_list(values: Iterable[str | int]) -> str:
    """Many values as one parameter, for `json_each(?)`: one statement for any number of them."""
    return orjson.dumps(list(values)).decode()
