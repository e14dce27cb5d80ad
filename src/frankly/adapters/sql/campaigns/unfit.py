"""Items that cannot stand in an e-mail, as plans of editions found them."""

import sqlite3
from collections.abc import Sequence
from typing import Final

from frankly.domain.campaign.unfit import UnfitItem

UNFIT: Final[tuple[str, ...]] = (
    """CREATE TABLE unfit_items (
        edition INTEGER NOT NULL REFERENCES editions, item TEXT NOT NULL, code TEXT NOT NULL, hint TEXT NOT NULL,
        PRIMARY KEY (edition, item)
    ) STRICT, WITHOUT ROWID""",
)
"""Nothing about a person."""

_KEEP: Final = "INSERT INTO unfit_items (edition, item, code, hint) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING"


def keep(connection: sqlite3.Connection, edition: int, items: Sequence[UnfitItem]) -> None:
    """Store what was found of items; of one that is stored already the first finding stays."""
    connection.executemany(_KEEP, [(edition, one.item, one.code, one.hint) for one in items])


def found(connection: sqlite3.Connection, edition: int) -> list[UnfitItem]:
    """What is stored, in order of item."""
    rows = connection.execute("SELECT item, code, hint FROM unfit_items WHERE edition = ? ORDER BY item", (edition,))
    return [UnfitItem(*row) for row in rows]
