"""What people said of single messages, sentences that they put in their place, and what variants were dealt by."""

import json
import sqlite3
from collections.abc import Mapping
from typing import Final

from frankly.domain.campaign.look import CellEdit, Look
from frankly.domain.campaign.standing import VariantStanding
from frankly.domain.time import EpochMs

REVIEWS: Final[tuple[str, ...]] = (
    # A word is bound to what the message said: of a message that is written anew nobody has said anything.
    """CREATE TABLE looks (
        edition INTEGER NOT NULL REFERENCES editions, recipient INTEGER NOT NULL, content TEXT NOT NULL,
        said TEXT NOT NULL, reviewer TEXT NOT NULL, at_ms INTEGER NOT NULL, round INTEGER NOT NULL,
        reason TEXT NOT NULL, PRIMARY KEY (edition, recipient, content)
    ) STRICT, WITHOUT ROWID""",
    # Every edit stays; the newest of a place holds.
    """CREATE TABLE cell_edits (
        no INTEGER PRIMARY KEY, edition INTEGER NOT NULL REFERENCES editions, cell TEXT NOT NULL, place TEXT NOT NULL,
        text TEXT NOT NULL, before TEXT NOT NULL, editor TEXT NOT NULL, at_ms INTEGER NOT NULL
    ) STRICT""",
    "CREATE INDEX cell_edits_by_cell ON cell_edits (edition, cell)",
    # Kept once: shards that are planned later, or again, deal variants by the same.
    """CREATE TABLE standings (
        edition INTEGER PRIMARY KEY REFERENCES editions, json TEXT NOT NULL
    ) STRICT""",
)
"""Tables of reviews and variants."""

HOUSES: Final[tuple[str, ...]] = (
    # Settings of the brand, flat, and versions of other edited files: nothing about a person.
    """CREATE TABLE houses (
        edition INTEGER PRIMARY KEY REFERENCES editions, json TEXT NOT NULL
    ) STRICT""",
)
"""What messages of an edition take from files that people edit."""

_LOOK: Final = """
    INSERT INTO looks (edition, recipient, content, said, reviewer, at_ms, round, reason)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (edition, recipient, content) DO UPDATE SET said = excluded.said, reviewer = excluded.reviewer,
        at_ms = excluded.at_ms, round = excluded.round, reason = excluded.reason
"""
_LOOKS: Final = """
    SELECT recipient, content, said, reviewer, at_ms, round, reason FROM looks WHERE edition = ?
    ORDER BY recipient, content
"""
_EDIT: Final = """
    INSERT INTO cell_edits (edition, cell, place, text, before, editor, at_ms) VALUES (?, ?, ?, ?, ?, ?, ?)
"""
_EDITS: Final = """
    SELECT cell, place, text, before, editor, at_ms FROM cell_edits WHERE edition = ? AND (? = '' OR cell = ?)
    ORDER BY no
"""


def look(connection: sqlite3.Connection, edition: int, one: Look) -> None:
    """Keep somebody's word on a message; a later one of the same message replaces it."""
    connection.execute(_LOOK, (edition, one.no, one.content, one.said, one.by, one.at, one.round, one.reason))


def looks(connection: sqlite3.Connection, edition: int) -> list[Look]:
    """All words, in order of recipient."""
    rows = connection.execute(_LOOKS, (edition,)).fetchall()
    return [Look(no, content, said, by, EpochMs(at), turn, why) for no, content, said, by, at, turn, why in rows]


def edit(connection: sqlite3.Connection, edition: int, one: CellEdit) -> None:
    """Keep a sentence that somebody put in the place of a model's."""
    connection.execute(_EDIT, (edition, one.cell, one.place, one.text, one.before, one.by, one.at))


def edits(connection: sqlite3.Connection, edition: int, cell: str) -> list[CellEdit]:
    """Edits of a cell, or of all where none is named, oldest first."""
    rows = connection.execute(_EDITS, (edition, cell, cell)).fetchall()
    return [CellEdit(key, place, text, before, by, EpochMs(at)) for key, place, text, before, by, at in rows]


def keep_standings(
    connection: sqlite3.Connection, edition: int, standings: Mapping[str, VariantStanding]
) -> dict[str, VariantStanding]:
    """Store what an edition's variants are dealt by, unless that is stored; returns what is."""
    told = json.dumps({name: [one.mature, one.rewarded] for name, one in sorted(standings.items())})
    connection.execute("INSERT INTO standings (edition, json) VALUES (?, ?) ON CONFLICT DO NOTHING", (edition, told))
    stored: str = connection.execute("SELECT json FROM standings WHERE edition = ?", (edition,)).fetchone()[0]
    return {name: VariantStanding(*counts) for name, counts in json.loads(stored).items()}


def keep_house(connection: sqlite3.Connection, edition: int, told: Mapping[str, str]) -> None:
    """Store what an edition's messages take from files that people edit, in place of what is stored."""
    sql = "INSERT INTO houses (edition, json) VALUES (?, ?) ON CONFLICT DO UPDATE SET json = excluded.json"
    connection.execute(sql, (edition, json.dumps(dict(told), sort_keys=True, ensure_ascii=False)))


def house(connection: sqlite3.Connection, edition: int) -> dict[str, str]:
    """What is stored of that; nothing for an edition of which it was not."""
    row = connection.execute("SELECT json FROM houses WHERE edition = ?", (edition,)).fetchone()
    return {} if row is None else json.loads(row[0])
