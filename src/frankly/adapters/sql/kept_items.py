"""Items as they are at one position of the catalogue's log, kept as objects: every request names some of the same.

The log is only ever added to, so what stood at a position stands there for good. Reading forty items anew took half a
millisecond of each request.
"""

import sqlite3
from collections.abc import Callable, Sequence
from typing import Final

from frankly.domain.item import Item

MOST: Final = 4096
"""Items kept; each takes about 60 µs to make and some kilobytes to keep."""

_LAST = "SELECT ifnull(max(position), 0) FROM item_log"
_CHANGED = "SELECT DISTINCT id FROM item_log WHERE position > ? AND position <= ? LIMIT ?"

Read = Callable[[sqlite3.Connection, Sequence[str], int], dict[str, Item]]
"""Reads items as they were at a position."""


class KeptItems:
    """Items of the newest position that was asked for; of older ones none are kept."""

    def __init__(self, read: Read) -> None:
        """Keep nothing yet.

        Args:
            read: reads what is not kept.
        """
        self._read = read
        self._at = 0
        self._items: dict[str, Item] = {}

    def known(self, ids: Sequence[str], at: int) -> dict[str, Item] | None:
        """Items in the order asked, where all of them are kept; None where the store has to be asked."""
        if at != self._at:
            return None
        found = {key: self._items[key] for key in ids if key in self._items}
        return found if len(found) == len(ids) else None

    def get_many(self, connection: sqlite3.Connection, ids: Sequence[str], at: int) -> dict[str, Item]:
        """Items as they were at a position; ids that were unknown or deleted are left out."""
        if at != self._at and not self._moved(connection, at):
            return self._read(connection, ids, at)
        fresh = [key for key in ids if key not in self._items]
        self._items |= self._read(connection, fresh, at)
        found = {key: self._items[key] for key in ids if key in self._items}
        while len(self._items) > MOST:
            del self._items[next(iter(self._items))]  # The one that was read first.
        return found

    def _moved(self, connection: sqlite3.Connection, at: int) -> bool:
        """Go on to a later position, without what changed on the way; false for one that is past, or yet to come."""
        if at < self._at or at > connection.execute(_LAST).fetchone()[0]:
            return False
        changed = connection.execute(_CHANGED, (self._at, at, MOST + 1)).fetchall() if self._items else []
        if len(changed) > MOST:
            self._items.clear()
        for (key,) in changed:
            self._items.pop(key, None)
        self._at = at
        return True
