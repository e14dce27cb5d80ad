"""Acts in memory; mirrors `adapters/sql/events.py`."""

from collections import Counter
from collections.abc import AsyncIterator, Iterable, Sequence
from itertools import groupby

import numpy as np

from frankly.domain.ids import PersonId
from frankly.domain.person.event import EVENT_CODES, SESSION_PREFIX, Event
from frankly.domain.time import EpochMs
from frankly.ports.events import EventColumns, EventSummary
from frankly.testing.memory.database import MemoryDatabase


class MemoryEvents:
    """Port `EventStore` over a dictionary."""

    def __init__(self, database: MemoryDatabase | None = None) -> None:
        """Share a database with the other stores, or have one alone."""
        self._database = database or MemoryDatabase()

    async def append(self, events: Sequence[Event], now: EpochMs) -> Sequence[bool]:
        """Store events; for each, whether it was new."""
        return [self._append(event, now) for event in events]

    async def count(self) -> int:
        """Number of stored acts."""
        return len(self._database.acts)

    async def summary(self, since: EpochMs) -> EventSummary:
        """What was acted on how often, and how many acts were received after a moment."""
        acts = self._database.acts
        by_item = Counter(str(event.item) for _, event in acts.values() if event.item is not None)
        return EventSummary(by_item, sum(self._database.received[name] > since for name in acts))

    async def feedback(self, limit: int) -> Sequence[Event]:
        """What people said of sentences, newest first."""
        said = [(key, event) for key, event in self._database.acts.values() if event.feedback is not None]
        return [_as_kept(key, event) for key, event in reversed(said[-limit:])]

    async def columns(self, chunk: int = 200_000) -> AsyncIterator[EventColumns]:
        """Everyone's acts but those that somebody disowned, in chunks of about that size."""
        disowned = self._database.disowned()
        owned = [row for name, row in self._database.acts.items() if name not in disowned]
        rows = sorted(owned, key=lambda row: (row[0], row[1].at, row[1].id))
        part: list[tuple[str, Event]] = []
        for _, acts in groupby(rows, key=lambda row: row[0]):
            part.extend(acts)
            if len(part) >= chunk:
                yield _columns(part)
                part = []
        if part:
            yield _columns(part)

    async def stream(self, batch: int = 1000) -> AsyncIterator[Sequence[Event]]:
        """All events in order of arrival."""
        events = [_as_kept(key, event) for key, event in self._database.acts.values()]
        for start in range(0, len(events), batch):
            yield events[start : start + batch]

    def _append(self, event: Event, now: EpochMs) -> bool:
        if event.id in self._database.acts:
            return False
        self._database.acts[event.id] = (event.actor, event)
        self._database.received[event.id] = now
        return True


def _as_kept(key: str, event: Event) -> Event:
    """An act of a merged session names its person."""
    return event if key.startswith(SESSION_PREFIX) else event.model_copy(update={"person": PersonId(key)})


def _columns(rows: Iterable[tuple[str, Event]]) -> EventColumns:
    keys, events = zip(*rows, strict=True)
    return EventColumns(
        keys,
        np.array([EVENT_CODES[event.kind] for event in events], np.int8),
        [event.item or "" for event in events],
        np.array([event.at for event in events], np.int64),
        np.array([event.value for event in events], np.int32),
        [event.region or "" for event in events],
        [event.order or "" for event in events],
    )
