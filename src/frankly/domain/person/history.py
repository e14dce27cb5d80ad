"""A person's acts as columns: 2,000 rows are read, decayed and scored without 2,000 objects."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import repeat

import numpy as np
from numpy.typing import NDArray

from frankly.domain.person.event import EVENT_CODES, Event


@dataclass(frozen=True, slots=True, eq=False)
class History:
    """Acts of one person, oldest first. All columns have the same length.

    Attributes:
        event_ids: receipts of the acts.
        kinds: int8, index into `EVENT_KINDS`.
        item_ids: item acted on, or an empty string.
        at_ms: int64, milliseconds since 1970.
        values: int32, stars, percent or units by kind.
        queries: words of a search, or an empty string.
        is_truncated: whether older acts exist that were not read.
    """

    event_ids: Sequence[str]
    kinds: NDArray[np.int8]
    item_ids: Sequence[str]
    at_ms: NDArray[np.int64]
    values: NDArray[np.int32]
    queries: Sequence[str]
    is_truncated: bool = False

    _rows: list[tuple[Mapping[str, int], NDArray[np.int64]]] = field(default_factory=list, init=False, repr=False)

    def __len__(self) -> int:
        """Number of acts."""
        return len(self.item_ids)

    def rows(self, row_of: Mapping[str, int]) -> NDArray[np.int64]:
        """Row of the item of each act in a snapshot, -1 for items that it does not have.

        Args:
            row_of: the snapshot's; asked once, since 500 looks into 100,000 items take half a millisecond.
        """
        for asked, rows in self._rows:
            if asked is row_of:
                return rows
        rows = np.fromiter(map(row_of.get, self.item_ids, repeat(-1)), np.int64, len(self))
        self._rows.append((row_of, rows))
        return rows


def empty_history() -> History:
    """The history of someone who has done nothing that we know of."""
    return History((), np.empty(0, np.int8), (), np.empty(0, np.int64), np.empty(0, np.int32), ())


def history_of(events: Sequence[Event], *, is_truncated: bool = False) -> History:
    """Events of one person as columns, in the order given: oldest first."""
    return History(
        event_ids=[str(event.id) for event in events],
        kinds=np.array([EVENT_CODES[event.kind] for event in events], np.int8),
        item_ids=[str(event.item or "") for event in events],
        at_ms=np.array([event.at for event in events], np.int64),
        values=np.array([event.value for event in events], np.int32),
        queries=[event.query or "" for event in events],
        is_truncated=is_truncated,
    )
