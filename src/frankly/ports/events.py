"""Acts of people: durable before they are acknowledged, each id stored once."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from frankly.domain.person.event import Event
from frankly.domain.time import EpochMs


@dataclass(frozen=True, slots=True, eq=False)
class EventColumns:
    """A chunk of everyone's acts as columns, ordered by key, time and event id; no person is split over two.

    Attributes:
        people: key of each act's person.
        kinds: int8, index into `EVENT_KINDS`.
        items: item acted on, or an empty string.
        at_ms: int64.
        values: int32, stars, percent or units.
        regions: coarse region or an empty string.
        orders: order id or an empty string.
    """

    people: Sequence[str]
    kinds: NDArray[np.int8]
    items: Sequence[str]
    at_ms: NDArray[np.int64]
    values: NDArray[np.int32]
    regions: Sequence[str]
    orders: Sequence[str]


@dataclass(frozen=True, slots=True)
class EventSummary:
    """Everyone's acts in few numbers, for `doctor`.

    Attributes:
        by_item: item acted on → number of acts; items that the catalogue lacks included.
        newer: number of acts received after the moment that was asked about.
    """

    by_item: Mapping[str, int]
    newer: int


class EventStore(Protocol):
    """The log of acts."""

    async def append(self, events: Sequence[Event], now: EpochMs) -> Sequence[bool]:
        """Store events durably.

        Returns:
            For each event, in order: True when it was stored now, False when its id was known already.

        Raises:
            StoreUnavailable: when nothing was stored.
        """
        ...

    async def count(self) -> int:
        """Number of stored acts."""
        ...

    async def summary(self, since: EpochMs) -> EventSummary:
        """What was acted on how often, and how many acts were received after a moment; reads every act once."""
        ...

    async def feedback(self, limit: int) -> Sequence[Event]:
        """What people said of sentences: the newest that arrived, newest first; may read every act once."""
        ...

    def columns(self, chunk: int = 200_000) -> AsyncIterator[EventColumns]:
        """Everyone's acts in chunks of about that size, in bounded memory, without those that somebody disowned."""
        ...

    def stream(self, batch: int = 1000) -> AsyncIterator[Sequence[Event]]:
        """All events as they were put in, in order of arrival; those of a merged session name their person."""
        ...
