"""Rows of recipients: added once, changed forwards only, erased with the person."""

import hashlib
import sqlite3
from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any, Final

from frankly.adapters.sql.campaigns.cells import numbers_of
from frankly.adapters.sql.campaigns.rows import CHANGE, SELECT, address_key, changed, from_row, unpacked, values_of
from frankly.adapters.sql.keys import as_json_list
from frankly.domain.campaign.edition import EditionState, Tally, Waiting
from frankly.domain.campaign.recipient import BEFORE, LEFT, Fate, Recipient, RecipientState
from frankly.domain.time import EpochMs

# ruff: noqa: S608  every statement here is put together from our own fixed texts

_ADD: Final = """
    INSERT INTO recipients (
        edition, no, person, address, first_name, reads, time_zone, address_key, state, fate, occasion
    ) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING
"""
_PERSONS: Final = """
    SELECT person, min(no) FROM recipients
    WHERE edition = ? AND person IN (SELECT value FROM json_each(?)) GROUP BY person
"""
_ADDRESSES: Final = """
    SELECT address_key, min(no) FROM recipients
    WHERE edition = ? AND address_key IN (SELECT value FROM json_each(?)) GROUP BY address_key
"""
_FORWARDS: Final[Mapping[RecipientState, str]] = {
    state: f"{CHANGE} AND state IN ({values_of(before)})" for state, before in BEFORE.items()
}
_BETWEEN: Final = f"{SELECT} WHERE r.edition = ? AND r.no BETWEEN ? AND ? ORDER BY r.no"
# The plus keeps SQLite from reading an index by state and sorting what it finds, page after page.
_OF_STATES: Final = " AND +r.state IN (SELECT value FROM json_each(?))"
_OF_FATES: Final = " AND +r.fate IN (SELECT value FROM json_each(?))"
_OF_PERSON: Final = f"{SELECT} WHERE r.edition = ? AND r.person = ? ORDER BY r.no"
# Of a failed check the row itself says which; every other count is read from the index by state alone.
_TALLY: Final = """
    SELECT state, ifnull(fate, ''), count(*), '' FROM recipients
    WHERE edition = ?1 AND fate IS NOT 'check_failed' GROUP BY state, fate
    UNION ALL
    SELECT state, fate, count(*), detail FROM recipients
    WHERE edition = ?1 AND state = 'skipped' AND fate = 'check_failed' GROUP BY detail
    ORDER BY 1, 2, 4
"""
_WAITING: Final = """
    SELECT time_zone, not_before_ms, count(*) FROM recipients WHERE edition = ? AND state = 'written'
    GROUP BY time_zone, not_before_ms ORDER BY time_zone, not_before_ms
"""
_WRITTEN_TO: Final = values_of({RecipientState.PLANNED, RecipientState.WRITTEN, *LEFT})
_ZONES: Final = f"""
    SELECT time_zone, count(*) FROM recipients WHERE edition = ? AND +state IN ({_WRITTEN_TO}) AND person IS NOT NULL
    GROUP BY time_zone ORDER BY time_zone
"""
_CONTENT: Final = "SELECT no, content FROM recipients WHERE edition = ? AND content IS NOT NULL ORDER BY no"
_HANDED: Final = """
    SELECT person, handed_ms FROM recipients
    WHERE person IN (SELECT value FROM json_each(?)) AND handed_ms >= ? ORDER BY handed_ms DESC
"""
_ADDRESSES_OF: Final = """
    SELECT DISTINCT person, address FROM recipients
    WHERE person IN (SELECT value FROM json_each(?)) AND address <> '' ORDER BY person, address
"""
_LEFT: Final = values_of(LEFT)
_WITHOUT_ADDRESS: Final = f"""
    SELECT count(*) FROM recipients AS r
    WHERE r.edition = ? AND r.address = '' AND r.person IS NOT NULL AND r.state IN ({_WRITTEN_TO})
        AND NOT EXISTS (SELECT 1 FROM recipients AS o WHERE o.person = r.person AND o.address <> '')
"""
_UNTOLD: Final = values_of({RecipientState.LISTED, RecipientState.SKIPPED})
_GIVEN_UP: Final = ", ".join(f"'{state.value}'" for state in (EditionState.CANCELLED, EditionState.STOPPED))
_OCCASIONS: Final = f"""
    SELECT DISTINCT r.person, r.occasion FROM recipients AS r JOIN editions ON editions.no = r.edition
    WHERE r.person IN (SELECT value FROM json_each(?)) AND editions.campaign = ? AND r.occasion <> ''
        AND r.state NOT IN ({_UNTOLD}) AND (editions.state NOT IN ({_GIVEN_UP}) OR r.state IN ({_LEFT}))
    ORDER BY r.person, r.occasion
"""
NAMELESS: Final = """
    person = NULL, address = '', first_name = '', reads = '', time_zone = '', address_key = NULL, decision = NULL,
    occasion = ''
"""
"""What a row without its person has in place of all that tells who it was."""

_ERASE: Final = f"""
    UPDATE recipients SET {NAMELESS}, detail = '',
        fate = CASE WHEN state IN ({_LEFT}) THEN fate ELSE '{Fate.ERASED.value}' END,
        state = CASE WHEN state IN ({_LEFT}) THEN state ELSE '{RecipientState.SKIPPED.value}' END
    WHERE person = ?
"""


def add(connection: sqlite3.Connection, edition: int, recipients: Sequence[Recipient]) -> None:
    """Add recipients, those who stand there already as skipped; see the port."""
    keys = [address_key(one.contact.address) for one in recipients]
    persons = _first(connection, _PERSONS, edition, [one.person for one in recipients if one.person])
    addresses = _first(connection, _ADDRESSES, edition, [key for key in keys if key is not None])
    rows = []
    for one, key in zip(recipients, keys, strict=True):
        is_double = (bool(one.person) and persons.setdefault(one.person, one.no) < one.no) or (
            key is not None and addresses.setdefault(key, one.no) < one.no
        )
        rows.append(_added(edition, one, key, is_double=is_double))
    connection.executemany(_ADD, rows)


def _first(connection: sqlite3.Connection, statement: str, edition: int, values: Sequence[Any]) -> dict[Any, int]:
    """Person or key of an address → smallest number that has it."""
    return dict(connection.execute(statement, (edition, as_json_list(values))).fetchall())


def _added(edition: int, one: Recipient, key: int | None, *, is_double: bool) -> tuple[Any, ...]:
    contact = one.contact
    fate = (RecipientState.SKIPPED, Fate.DUPLICATE.value) if is_double else (RecipientState.LISTED, None)
    who = (one.person or None, contact.address, contact.first_name, contact.locale, contact.time_zone, key)
    return (edition, one.no, *who, *fate, one.occasion)


def change(connection: sqlite3.Connection, edition: int, rows: Sequence[Recipient]) -> int:
    """Write what became of recipients, forwards only; returns how many were written."""
    cells = numbers_of(connection, edition, rows)
    written = 0
    for state, group in groupby(sorted(rows, key=lambda row: row.state), key=lambda row: row.state):
        values = [changed(edition, row, cells) for row in group]
        written += connection.executemany(_FORWARDS[state], values).rowcount
    return written


def put(connection: sqlite3.Connection, edition: int, rows: Sequence[Recipient], of: RecipientState) -> int:
    """Write recipients that are in one state; returns how many were."""
    if not rows:
        return 0
    cells = numbers_of(connection, edition, rows)
    values = [(*changed(edition, row, cells), of.value) for row in rows]
    return connection.executemany(f"{CHANGE} AND state = ?", values).rowcount


def between(connection: sqlite3.Connection, edition: int, first: int, last: int) -> list[Recipient]:
    """Recipients by number, both ends included."""
    return [from_row(row) for row in connection.execute(_BETWEEN, (edition, first, last))]


def page(
    connection: sqlite3.Connection,
    edition: int,
    after: int,
    states: Sequence[RecipientState],
    fates: Sequence[Fate],
    batch: int,
) -> list[Recipient]:
    """The next recipients behind a number, those of some states or fates where any are named."""
    named = [(text, as_json_list(values)) for text, values in ((_OF_STATES, states), (_OF_FATES, fates)) if values]
    where = "".join(text for text, _ in named)
    sql = f"{SELECT} WHERE r.edition = ? AND r.no > ?{where} ORDER BY r.no LIMIT ?"
    return [from_row(row) for row in connection.execute(sql, (edition, after, *(values for _, values in named), batch))]


def tally(connection: sqlite3.Connection, edition: int) -> list[Tally]:
    """How many recipients are where."""
    return [Tally(*row) for row in connection.execute(_TALLY, (edition,))]


def waiting(connection: sqlite3.Connection, edition: int) -> list[Waiting]:
    """Recipients whose written messages wait, by time zone and first moment."""
    rows = connection.execute(_WAITING, (edition,))
    return [Waiting(zone, None if first is None else EpochMs(first), count) for zone, first, count in rows]


def time_zones(connection: sqlite3.Connection, edition: int) -> dict[str, int]:
    """What stands as a time zone → how many who get a message; see the port."""
    return dict(connection.execute(_ZONES, (edition,)).fetchall())


def content(connection: sqlite3.Connection, edition: int) -> str:
    """Hash over numbers and content, row by row; empty without any."""
    digest, is_empty = hashlib.sha256(), True
    for no, stored in connection.execute(_CONTENT, (edition,)):
        digest.update(f"{no}:{unpacked(stored)}\n".encode())
        is_empty = False
    return "" if is_empty else digest.hexdigest()[:32]


def handed_since(connection: sqlite3.Connection, persons: Sequence[str], since: EpochMs) -> dict[str, list[EpochMs]]:
    """Person → moments of their messages since then, newest first."""
    found: dict[str, list[EpochMs]] = {}
    for person, at in connection.execute(_HANDED, (as_json_list(persons), since)):
        found.setdefault(person, []).append(EpochMs(at))
    return found


def addresses_of(connection: sqlite3.Connection, persons: Sequence[str]) -> dict[str, list[str]]:
    """Person → addresses that rows of any edition have of them."""
    found: dict[str, list[str]] = {}
    for person, address in connection.execute(_ADDRESSES_OF, (as_json_list(persons),)):
        found.setdefault(person, []).append(address)
    return found


def without_address(connection: sqlite3.Connection, edition: int) -> int:
    """How many who get a message of an edition, or got it, have no address in any row."""
    return int(connection.execute(_WITHOUT_ADDRESS, (edition,)).fetchone()[0])


def occasions(connection: sqlite3.Connection, campaign: str, persons: Sequence[str]) -> dict[str, list[str]]:
    """Person → occasions for which a campaign wrote to them, or is about to; see the port."""
    found: dict[str, list[str]] = {}
    for person, occasion in connection.execute(_OCCASIONS, (as_json_list(persons), campaign)):
        found.setdefault(person, []).append(occasion)
    return found


def of_person(connection: sqlite3.Connection, person: str) -> list[tuple[int, Recipient]]:
    """Every row about somebody, with the number of its edition, oldest first."""
    sql = "SELECT DISTINCT edition FROM recipients WHERE person = ? ORDER BY edition"
    editions = [no for (no,) in connection.execute(sql, (person,)).fetchall()]
    return [(no, from_row(row)) for no in editions for row in connection.execute(_OF_PERSON, (no, person)).fetchall()]


def erase(connection: sqlite3.Connection, person: str) -> tuple[int, list[bytes]]:
    """Leave of somebody's rows nothing that tells who it was.

    Returns:
        How many rows there were, and the addresses in them, of which no stale copy may stay in the file.
    """
    sql = "SELECT DISTINCT address FROM recipients WHERE person = ? AND address <> ''"
    addresses = [address.encode() for (address,) in connection.execute(sql, (person,))]
    return connection.execute(_ERASE, (person,)).rowcount, addresses
