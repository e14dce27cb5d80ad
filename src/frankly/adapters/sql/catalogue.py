"""The catalogue in SQLite: an append-only log of whole items, and for each item the place of its newest row."""

import sqlite3
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from functools import lru_cache, partial

import orjson

from frankly.adapters.sql.engine.database import SqlDatabase
from frankly.adapters.sql.kept_items import MOST, KeptItems
from frankly.adapters.sql.keys import as_json_list
from frankly.adapters.sql.vectors import SqlVectors
from frankly.domain.canonical import canonical
from frankly.domain.ids import ItemId
from frankly.domain.item import Item, ItemChange
from frankly.domain.time import EpochMs

_NEWEST = """
    SELECT items.id, item_log.json FROM items JOIN item_log USING (position)
    WHERE items.id IN (SELECT value FROM json_each(?))
"""
_NEWEST_AT = """
    SELECT items.id, items.position, item_log.json FROM items JOIN item_log USING (position)
    WHERE items.id IN (SELECT value FROM json_each(?))
"""
# Written in this way so that each id is one step into the index, however many versions an item has.
_AS_OF = """
    SELECT value, (
        SELECT json FROM item_log WHERE id = value AND position <= ? ORDER BY position DESC LIMIT 1
    ) FROM json_each(?)
"""
# The next stretch of the log, and of each item in it the newest row of that stretch.
_CHANGES = """
    WITH stretch AS (
        SELECT position, id FROM item_log WHERE position > ? AND position <= ? ORDER BY position LIMIT ?
    )
    SELECT position, id, json, at_ms FROM item_log
    WHERE position IN (SELECT max(position) FROM stretch GROUP BY id) ORDER BY position
"""
_OFFERED = "json IS NOT NULL AND json_extract(json, '$.available') AND ifnull(json_extract(json, '$.stock'), 1) <> 0"
_STOCK = f"SELECT id, at_ms, {_OFFERED} FROM item_log WHERE position >= ? AND at_ms <= ? ORDER BY position"  # noqa: S608
_STOCK_BEFORE = f"""
    SELECT {_OFFERED} FROM item_log WHERE id = ? AND position < ? ORDER BY position DESC LIMIT 1
"""  # noqa: S608  our own fixed text
_PAGE = """
    SELECT items.id, item_log.json FROM items JOIN item_log USING (position)
    WHERE items.id > ? AND items.is_deleted = 0 ORDER BY items.id LIMIT ?
"""
_PAGE_AT = """
    SELECT newest.id, json FROM (
        SELECT id, max(position) AS position FROM item_log WHERE id > ? AND position <= ?
        GROUP BY id ORDER BY id LIMIT ?
    ) AS newest JOIN item_log USING (position) ORDER BY newest.id
"""


class SqlCatalogue:
    """Port `Catalogue` over SQLite."""

    def __init__(self, database: SqlDatabase) -> None:
        """Work on an open database."""
        self._database = database
        self._kept = KeptItems(_read)
        self.vectors = SqlVectors(database)
        """What was read of the items' texts."""

    async def get_many(self, ids: Sequence[str], at: int | None = None) -> dict[str, Item]:
        """Read items, as they are or as they were at a position; ids that were unknown or deleted are left out."""
        if at is not None and (known := self._kept.known(ids, at)) is not None:
            return known
        with self._database.reading() as connection:
            return _read(connection, ids, None) if at is None else self._kept.get_many(connection, ids, at)

    async def upsert(self, items: Sequence[Item], now: EpochMs) -> int:
        """Store items durably and log what changed; returns how many."""
        return await self._database.writer.run(lambda connection: _upsert(connection, items, now))

    async def delete(self, ids: Sequence[ItemId], now: EpochMs) -> int:
        """Delete items durably and log it; returns how many there were."""
        return await self._database.writer.run(lambda connection: _delete(connection, ids, now))

    async def position(self) -> int:
        """Sequence number of the last change; 0 for an empty catalogue."""
        with self._database.reading() as connection:
            return _position(connection)

    async def changes(self, after: int, limit: int, upto: int | None = None) -> Sequence[ItemChange]:
        """What the next rows of the log come to: of each item in them the newest version, oldest first."""
        # Asked again and again while nothing changes: that answer is quick. Many changes are read beside the loop.
        end = await self.position()
        end = end if upto is None else min(upto, end)
        if end <= after:
            return []
        return await self._database.read_aside(partial(_changes_after, after=after, upto=end, limit=limit))

    async def returned(self, since: EpochMs, until: EpochMs) -> Mapping[str, EpochMs]:
        """Items that could be had again after they could not, with when they last came back."""
        return await self._database.read_aside(partial(_returned, since=since, until=until))

    async def count(self) -> int:
        """Number of items that are not deleted."""
        with self._database.reading() as connection:
            return int(connection.execute("SELECT count(*) FROM items WHERE is_deleted = 0").fetchone()[0])

    async def stream(self, batch: int = 1000, at: int | None = None) -> AsyncIterator[Sequence[Item]]:
        """All items in order of id, in batches; each batch is read anew, so that no reader holds up the log."""
        last = ""
        while rows := await self._database.read_aside(partial(_page_after, last=last, batch=batch, at=at)):
            if items := [Item.model_validate_json(text) for _, text in rows if text is not None]:
                yield items
            last = rows[-1][0]


def _changes_after(connection: sqlite3.Connection, after: int, upto: int, limit: int) -> list[ItemChange]:
    return [
        ItemChange(sequence=position, id=key, item=None if text is None else Item.model_validate_json(text), at=at)
        for position, key, text, at in connection.execute(_CHANGES, (after, upto, limit))
    ]


def _returned(connection: sqlite3.Connection, since: EpochMs, until: EpochMs) -> dict[str, EpochMs]:
    first = _first_since(connection, since)
    offered: dict[str, bool] = {}
    found: dict[str, EpochMs] = {}
    for key, at, is_offered in connection.execute(_STOCK, (first, until)):
        if key not in offered:
            before = connection.execute(_STOCK_BEFORE, (key, first)).fetchone()
            # What was never there before did not come back.
            offered[key] = before is None or bool(before[0])
        if is_offered and not offered[key]:
            found[key] = EpochMs(at)
        offered[key] = bool(is_offered)
    return found


def _first_since(connection: sqlite3.Connection, since: EpochMs) -> int:
    """The first position of the log at or after a moment: the log is written in the order of time."""
    low, high = 1, _position(connection) + 1
    while low < high:
        middle = (low + high) // 2
        row = connection.execute("SELECT at_ms FROM item_log WHERE position >= ? LIMIT 1", (middle,)).fetchone()
        if row is None or row[0] >= since:
            high = middle
        else:
            low = middle + 1
    return low


def _page_after(connection: sqlite3.Connection, last: str, batch: int, at: int | None) -> list[tuple[str, str | None]]:
    """The next items by id; of an earlier position those with None that were deleted by then."""
    if at is None:
        return connection.execute(_PAGE, (last, batch)).fetchall()
    return connection.execute(_PAGE_AT, (last, at, batch)).fetchall()


@lru_cache(maxsize=MOST)
def _item(text: str) -> Item:
    """The item that a stored text says; kept by the text itself, so that a changed item is another one."""
    return Item.model_validate_json(text)


def _read(connection: sqlite3.Connection, ids: Sequence[str], at: int | None) -> dict[str, Item]:
    found = _newest(connection, ids) if at is None else _as_of(connection, ids, at)
    return {key: _item(text) for key in ids if (text := found.get(key)) is not None}


def _newest(connection: sqlite3.Connection, ids: Iterable[str]) -> dict[str, str | None]:
    """Id → newest JSON, None where the item was deleted; unknown ids are left out."""
    return dict(connection.execute(_NEWEST, (as_json_list(ids),)).fetchall())


def _as_of(connection: sqlite3.Connection, ids: Iterable[str], at: int) -> dict[str, str | None]:
    """Id → JSON at a position, None where the item was not there. Most items did not change since: one query."""
    rows = connection.execute(_NEWEST_AT, (as_json_list(ids),)).fetchall()
    found: dict[str, str | None] = {key: text for key, position, text in rows if position <= at}
    if len(found) < len(rows):
        later = as_json_list(key for key, position, _ in rows if position > at)
        found |= dict(connection.execute(_AS_OF, (at, later)).fetchall())
    return found


def _position(connection: sqlite3.Connection) -> int:
    return int(connection.execute("SELECT ifnull(max(position), 0) FROM item_log").fetchone()[0])


def _upsert(connection: sqlite3.Connection, items: Sequence[Item], now: EpochMs) -> int:
    known = _newest(connection, (item.id for item in items))
    changes: list[tuple[str, str | None]] = []
    for item in items:
        text = as_stored(item, known.get(item.id), now)
        if text != known.get(item.id):
            known[item.id] = text
            changes.append((item.id, text))
    _log(connection, changes, now)
    return len(changes)


def as_stored(item: Item, before: str | None, now: EpochMs) -> str:
    """The item's canonical JSON, `first_available` filled: as it was before, else with `now`."""
    plain = item.model_dump(mode="json")
    if plain["first_available"] is None:
        plain["first_available"] = now if before is None else orjson.loads(before)["first_available"]
    return canonical(plain).decode()


def _delete(connection: sqlite3.Connection, ids: Sequence[str], now: EpochMs) -> int:
    known = _newest(connection, ids)
    changes: list[tuple[str, str | None]] = [(key, None) for key in dict.fromkeys(ids) if known.get(key) is not None]
    _log(connection, changes, now)
    return len(changes)


def _log(connection: sqlite3.Connection, changes: Sequence[tuple[str, str | None]], now: EpochMs) -> None:
    start = _position(connection) + 1
    numbered = [(position, key, text) for position, (key, text) in enumerate(changes, start)]
    connection.executemany(
        "INSERT INTO item_log (position, id, at_ms, json) VALUES (?, ?, ?, ?)",
        [(position, key, now, text) for position, key, text in numbered],
    )
    connection.executemany(
        """INSERT INTO items (id, position, is_deleted) VALUES (?, ?, ?)
        ON CONFLICT (id) DO UPDATE SET position = excluded.position, is_deleted = excluded.is_deleted""",
        [(key, position, text is None) for position, key, text in numbered],
    )
