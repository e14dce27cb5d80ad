"""Acts in SQLite: one row each, stored once by id, durable before they are acknowledged."""

import sqlite3
from array import array
from collections.abc import AsyncIterator, Sequence
from functools import partial
from typing import Any

import numpy as np
import orjson

from frankly.adapters.sql.corrections import DISOWNED
from frankly.adapters.sql.engine.database import SqlDatabase
from frankly.adapters.sql.keys import as_json_list, ensure_people
from frankly.domain.person.event import EVENT_CODES, EVENT_KINDS, SESSION_PREFIX, Event
from frankly.domain.time import EpochMs
from frankly.ports.events import EventColumns, EventSummary

_FIELDS = (
    "id, person, session, kind, item, at_ms, value, query, rating, progress_percent, duration_s, quantity, order_id, "
    "region, feedback, received_ms"
)
_INSERT = f"INSERT INTO acts ({_FIELDS}) VALUES ({', '.join('?' * 16)})"  # noqa: S608  fixed names
_KNOWN = "SELECT id FROM acts WHERE id IN (SELECT value FROM json_each(?))"
_PAGE = """
    SELECT seq, id, people.key, session, kind, item, at_ms, query, rating, progress_percent, duration_s, quantity,
        order_id, region, feedback
    FROM acts JOIN people ON people.no = acts.person WHERE seq > ? ORDER BY seq LIMIT ?
"""
_FEEDBACK = """
    SELECT seq, id, people.key, session, kind, item, at_ms, query, rating, progress_percent, duration_s, quantity,
        order_id, region, feedback
    FROM acts JOIN people ON people.no = acts.person WHERE feedback IS NOT NULL ORDER BY seq DESC LIMIT ?
"""
_SUMMARY = "SELECT item, count(*), sum(received_ms > ?) FROM acts GROUP BY item"
# CROSS JOIN keeps SQLite from sorting: people by key, then each one's acts, both straight from an index.
_COLUMNS = f"""
    SELECT people.key, kind, ifnull(item, ''), at_ms, value, ifnull(region, ''), ifnull(order_id, '')
    FROM people CROSS JOIN acts ON acts.person = people.no
    WHERE people.key > ? AND acts.id NOT IN ({DISOWNED}) ORDER BY people.key, acts.at_ms, acts.id
"""  # noqa: S608  fixed text


class SqlEvents:
    """Port `EventStore` over SQLite."""

    def __init__(self, database: SqlDatabase) -> None:
        """Work on an open database."""
        self._database = database

    async def append(self, events: Sequence[Event], now: EpochMs) -> Sequence[bool]:
        """Store events durably; for each, whether it was new."""
        return await self._database.writer.run(lambda connection: _append(connection, events, now))

    async def count(self) -> int:
        """Number of stored acts."""
        return await self._database.read_aside(_count)

    async def summary(self, since: EpochMs) -> EventSummary:
        """What was acted on how often, and how many acts were received after a moment."""
        return await self._database.read_aside(partial(_summary, since=since))

    async def feedback(self, limit: int) -> Sequence[Event]:
        """What people said of sentences, newest first."""
        return await self._database.read_aside(partial(_newest_feedback, limit=limit))

    async def columns(self, chunk: int = 200_000) -> AsyncIterator[EventColumns]:
        """Everyone's acts but those that somebody disowned, in chunks of about that size, each read at one moment."""
        last = ""
        while True:
            columns = await self._database.read_aside(partial(_chunk_after, last=last, chunk=chunk))
            if not columns.people:
                return
            last = columns.people[-1]
            yield columns

    async def stream(self, batch: int = 1000) -> AsyncIterator[Sequence[Event]]:
        """All events in order of arrival."""
        last = 0
        while True:
            page = await self._database.read_aside(partial(_page_after, last=last, batch=batch))
            if not page:
                return
            last = page[-1][0]
            yield [event for _, event in page]


def _count(connection: sqlite3.Connection) -> int:
    return int(connection.execute("SELECT count(*) FROM acts").fetchone()[0])


def _summary(connection: sqlite3.Connection, since: EpochMs) -> EventSummary:
    rows = connection.execute(_SUMMARY, (since,)).fetchall()
    by_item = {item: count for item, count, _ in rows if item is not None}
    return EventSummary(by_item, sum(newer for *_, newer in rows))


def _append(connection: sqlite3.Connection, events: Sequence[Event], now: EpochMs) -> list[bool]:
    known: set[str] = {row[0] for row in connection.execute(_KNOWN, (as_json_list(event.id for event in events),))}
    is_new = []
    for event in events:
        is_new.append(event.id not in known)
        known.add(event.id)
    fresh = [event for event, is_first in zip(events, is_new, strict=True) if is_first]
    if fresh:
        people = ensure_people(connection, (event.actor for event in fresh))
        connection.executemany(_INSERT, (_row(event, people, now) for event in fresh))
    return is_new


def _row(event: Event, people: dict[str, int], now: EpochMs) -> tuple[str | int | None, ...]:
    return (
        event.id,
        people[event.actor],
        event.session,
        EVENT_CODES[event.kind],
        event.item,
        event.at,
        event.value,
        event.query,
        event.rating,
        event.progress_percent,
        event.duration_s,
        event.quantity,
        event.order,
        event.region,
        None if event.feedback is None else event.feedback.model_dump_json(),
        now,
    )


def _page_after(connection: sqlite3.Connection, last: int, batch: int) -> list[tuple[int, Event]]:
    return [(row[0], _event(row)) for row in connection.execute(_PAGE, (last, batch))]


def _newest_feedback(connection: sqlite3.Connection, limit: int) -> list[Event]:
    return [_event(row) for row in connection.execute(_FEEDBACK, (limit,))]


def _event(row: tuple[Any, ...]) -> Event:
    _, key, actor, session, kind, item, at, query, rating, progress, duration, quantity, order, region, feedback = row
    plain = {
        "id": key,
        "person": None if actor.startswith(SESSION_PREFIX) else actor,
        "session": session,
        "kind": EVENT_KINDS[kind],
        "item": item,
        "at": at,
        "query": query,
        "rating": rating,
        "progress_percent": progress,
        "duration_s": duration,
        "quantity": quantity,
        "order": order,
        "region": region,
        "feedback": None if feedback is None else orjson.loads(feedback),
    }
    return Event.model_validate(plain)


def _chunk_after(connection: sqlite3.Connection, last: str, chunk: int) -> EventColumns:
    """The acts of the next people, until there are enough and the last person is complete."""
    # Equal texts become one object, or a chunk would hold a copy of each person's key for every act.
    texts: dict[str, str] = {}
    people: list[str] = []
    items: list[str] = []
    regions: list[str] = []
    orders: list[str] = []
    kinds, at_ms, values = array("b"), array("q"), array("i")
    for person, kind, item, at, value, region, order in connection.execute(_COLUMNS, (last,)):
        if len(people) >= chunk and person != people[-1]:
            break
        people.append(texts.setdefault(person, person))
        kinds.append(kind)
        items.append(texts.setdefault(item, item))
        at_ms.append(at)
        values.append(value)
        regions.append(texts.setdefault(region, region))
        orders.append(texts.setdefault(order, order))
    numbers = np.array(kinds, np.int8), np.array(at_ms, np.int64), np.array(values, np.int32)
    return EventColumns(people, numbers[0], items, numbers[1], numbers[2], regions, orders)
