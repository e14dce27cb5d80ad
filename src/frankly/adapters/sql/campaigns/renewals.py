"""Messages that may leave though they say something else than what was approved: counted here for all who hand over."""

import sqlite3
from collections.abc import Sequence
from typing import Final

from frankly.adapters.sql.campaigns.rows import values_of
from frankly.adapters.sql.keys import as_json_list
from frankly.domain.campaign.recipient import LEFT

# ruff: noqa: S608  every statement here is put together from our own fixed texts

RENEWALS: Final[tuple[str, ...]] = (
    """CREATE TABLE renewals (
        edition INTEGER NOT NULL REFERENCES editions, recipient INTEGER NOT NULL, PRIMARY KEY (edition, recipient)
    ) STRICT, WITHOUT ROWID""",
    # Those that left before they were counted here say so in their rows.
    """INSERT INTO renewals (edition, recipient) SELECT edition, no FROM recipients
        WHERE state IN ('handed', 'sending') AND (detail LIKE 'renewed: %' OR detail LIKE '%|renewed: %')""",
)
"""Numbers alone: nothing about a person."""

_LET: Final = """
    INSERT INTO renewals (edition, recipient) SELECT ?, value FROM json_each(?) WHERE true ON CONFLICT DO NOTHING
"""
_NEW: Final = """
    SELECT count(*) FROM json_each(:new)
    WHERE value NOT IN (SELECT recipient FROM renewals WHERE edition = :edition)
"""
_COUNT: Final = "SELECT count(*) FROM renewals WHERE edition = ?"
_OF_STATE: Final = """
    SELECT r.no FROM renewals AS n JOIN recipients AS r ON r.edition = n.edition AND r.no = n.recipient
    WHERE n.edition = ? AND r.state
"""
_LEFT: Final = f"SELECT count(*) FROM ({_OF_STATE} IN ({values_of(LEFT)}))"
_FORGET: Final = f"DELETE FROM renewals WHERE edition = ? AND recipient NOT IN ({_OF_STATE} IN ({values_of(LEFT)}))"


def let(connection: sqlite3.Connection, edition: int, recipients: Sequence[int], most: int) -> bool:
    """Let messages of some recipients leave, if with those before they are few enough; see the port."""
    wanted = as_json_list(recipients)
    new: int = connection.execute(_NEW, {"new": wanted, "edition": edition}).fetchone()[0]
    before: int = connection.execute(_COUNT, (edition,)).fetchone()[0]
    if before + new > most:
        return False
    connection.execute(_LET, (edition, wanted))
    return True


def left(connection: sqlite3.Connection, edition: int) -> int:
    """How many of those that were let left, or may have."""
    count: int = connection.execute(_LEFT, (edition,)).fetchone()[0]
    return count


def forget(connection: sqlite3.Connection, edition: int) -> None:
    """Forget who was let and did not leave."""
    connection.execute(_FORGET, (edition, edition))
