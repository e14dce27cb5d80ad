"""Cells by number: keys that many recipients share stand once, with the text that a model wrote for them."""

import sqlite3
from collections.abc import Mapping, Sequence
from typing import Final

from frankly.adapters.sql.campaigns.rows import values_of
from frankly.adapters.sql.keys import as_json_list
from frankly.domain.campaign.edition import CellText
from frankly.domain.campaign.recipient import WRITTEN_TO, Recipient, RecipientState
from frankly.domain.time import EpochMs

_PLANNED: Final = values_of(set(RecipientState) - {RecipientState.LISTED, RecipientState.SKIPPED, RecipientState.HELD})
_ENSURE: Final = "INSERT INTO cells (edition, key) SELECT ?, value FROM json_each(?) WHERE true ON CONFLICT DO NOTHING"
_NUMBERS: Final = "SELECT key, no FROM cells WHERE edition = ? AND key IN (SELECT value FROM json_each(?))"
# Counted in the index by state, before the keys are looked up.
_COUNTS: Final = f"""
    SELECT cells.key, counted.many
    FROM (SELECT cell, count(*) AS many FROM recipients WHERE edition = ? AND state IN ({_PLANNED}) GROUP BY cell)
        AS counted
    JOIN cells ON cells.no = counted.cell ORDER BY cells.key
"""  # noqa: S608  our own fixed text
_TEXT: Final = """
    SELECT key, recipients, reply, model, fault, tokens_in, tokens_out, prompt FROM cells
    WHERE edition = ? AND key = ? AND reply IS NOT NULL
"""
_CLAIM: Final = """
    INSERT INTO cells (edition, key, asker, asked_until_ms) VALUES (:edition, :key, :worker, :until)
    ON CONFLICT (edition, key) DO UPDATE SET asker = excluded.asker, asked_until_ms = excluded.asked_until_ms
    WHERE cells.reply IS NULL AND (cells.asked_until_ms <= :now OR cells.asker = excluded.asker)
"""
# With state and fate the index finds the few rows of a cell among all of an edition.
_JOIN: Final = "UPDATE recipients SET cell = ? WHERE edition = ? AND state = 'planned' AND fate = ? AND cell = ?"
_FREE: Final = """
    UPDATE cells SET asked_until_ms = 0, fault = iif(reply IS NULL AND :fault <> '', :fault, fault)
    WHERE edition = :edition AND key = :key AND asker = :worker
"""
# A fault without a reply is that of a try in vain, after which the cell is asked for again.
_OUTCOMES: Final = """
    SELECT fault, count(*) FROM cells WHERE edition = ? AND (reply IS NOT NULL OR fault <> '')
    GROUP BY fault ORDER BY fault
"""
_KEEP: Final = """
    INSERT INTO cells (edition, key, recipients, reply, model, fault, tokens_in, tokens_out, prompt)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (edition, key) DO UPDATE SET recipients = excluded.recipients, reply = excluded.reply,
        model = excluded.model, fault = excluded.fault, tokens_in = excluded.tokens_in,
        tokens_out = excluded.tokens_out, prompt = excluded.prompt
    WHERE cells.reply IS NULL
"""


def numbers_of(connection: sqlite3.Connection, edition: int, rows: Sequence[Recipient]) -> dict[str, int]:
    """Key → number of the cells of some recipients, made where they are missing."""
    keys = sorted({row.cell for row in rows if row.cell})
    return _numbered(connection, edition, keys) if keys else {}


def _numbered(connection: sqlite3.Connection, edition: int, keys: Sequence[str]) -> dict[str, int]:
    wanted = (edition, as_json_list(keys))
    found = dict(connection.execute(_NUMBERS, wanted).fetchall())
    if len(found) < len(keys):
        connection.execute(_ENSURE, wanted)
        found = dict(connection.execute(_NUMBERS, wanted).fetchall())
    return found


def join(connection: sqlite3.Connection, edition: int, into: Mapping[str, str]) -> int:
    """Have planned recipients of some cells share another's text; see the port."""
    numbers = _numbered(connection, edition, sorted({*into, *into.values()}))
    moves = [(numbers[to], edition, fate.value, numbers[key]) for key, to in into.items() for fate in WRITTEN_TO]
    return connection.executemany(_JOIN, moves).rowcount


def counts(connection: sqlite3.Connection, edition: int) -> dict[str, int]:
    """Key → how many planned recipients share it."""
    return dict(connection.execute(_COUNTS, (edition,)).fetchall())


def text_of(connection: sqlite3.Connection, edition: int, key: str) -> CellText | None:
    """The text of a cell; None before a model was asked."""
    row = connection.execute(_TEXT, (edition, key)).fetchone()
    return None if row is None else CellText(*row)


def claim(connection: sqlite3.Connection, edition: int, key: str, worker: str, now: EpochMs, lease_ms: int) -> bool:
    """Whether a worker may ask for the text of a cell; see the port."""
    what = {"edition": edition, "key": key, "worker": worker, "now": now, "until": now + lease_ms}
    return connection.execute(_CLAIM, what).rowcount > 0


def free(connection: sqlite3.Connection, edition: int, key: str, worker: str, fault: str) -> None:
    """Let others ask for the text of a cell at once."""
    connection.execute(_FREE, {"edition": edition, "key": key, "worker": worker, "fault": fault})


def outcomes(connection: sqlite3.Connection, edition: int) -> dict[str, int]:
    """Why nothing came of cells that a model was asked for → cells; see the port."""
    return dict(connection.execute(_OUTCOMES, (edition,)).fetchall())


def keep(connection: sqlite3.Connection, edition: int, text: CellText) -> CellText:
    """Store the text of a cell, unless something is stored of it; returns what is stored now."""
    took = text.tokens_in, text.tokens_out, text.prompt
    connection.execute(_KEEP, (edition, text.key, text.recipients, text.reply, text.model, text.fault, *took))
    stored = text_of(connection, edition, text.key)
    assert stored is not None  # noqa: S101  it was written just now, or there was one before
    return stored


def keep_took(connection: sqlite3.Connection, edition: int, took_ms: Sequence[int]) -> None:
    """Store how long calls for a forecast took, beside those that are stored."""
    connection.executemany(
        "INSERT INTO forecast_calls (edition, took_ms) VALUES (?, ?)", [(edition, one) for one in took_ms]
    )


def took(connection: sqlite3.Connection, edition: int) -> list[int]:
    """How long they took, in the order in which they were stored."""
    rows = connection.execute("SELECT took_ms FROM forecast_calls WHERE edition = ? ORDER BY no", (edition,))
    return [one for (one,) in rows]
