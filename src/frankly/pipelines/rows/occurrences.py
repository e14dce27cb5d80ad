"""Ids for events that come without one: equal content gives equal ids, and repeated rows of one file stay distinct."""

from array import array
from typing import Final

from frankly.domain.canonical import content_hash
from frankly.domain.ids import EventId
from frankly.domain.person.event import Event

_SMALLEST: Final = 1 << 12


class Occurrences:
    """Counts how often each hash has come. 16 to 32 bytes for each distinct one, where a dictionary needs 130.

    An open-addressed table of 64-bit hashes; only those that came more than once have a counter of their own.
    """

    def __init__(self) -> None:
        """Start with nothing seen."""
        self._slots = array("Q", bytes(8 * _SMALLEST))
        self._used = 0
        self._repeated: dict[int, int] = {}

    def number(self, digest: str) -> int:
        """How often a hash came before.

        Args:
            digest: at least 16 hexadecimal digits, evenly spread.
        """
        key = int(digest[:16], 16) or 1  # 0 marks an empty slot
        if self._insert(key):
            return 0
        self._repeated[key] = self._repeated.get(key, 0) + 1
        return self._repeated[key]

    def _insert(self, key: int) -> bool:
        if self._used * 2 >= len(self._slots):
            self._grow()
        is_new = _place(self._slots, key)
        self._used += is_new
        return is_new

    def _grow(self) -> None:
        larger = array("Q", bytes(16 * len(self._slots)))
        for key in self._slots:
            if key:
                _place(larger, key)
        self._slots = larger


class EventIds:
    """Gives ids to the events of one file."""

    def __init__(self) -> None:
        """Start a file."""
        self._seen = Occurrences()

    def identified(self, event: Event) -> Event:
        """The event with an id made of its content and of how often that content came before in this file."""
        digest = content_hash(event.model_dump(mode="json", exclude={"id"}, exclude_defaults=True))
        number = self._seen.number(digest)
        return event.model_copy(update={"id": EventId(f"i{digest}" + (f".{number}" if number else ""))})


def _place(slots: "array[int]", key: int) -> bool:
    mask = len(slots) - 1
    at = key & mask
    while (there := slots[at]) != 0:
        if there == key:
            return False
        at = (at + 1) & mask
    slots[at] = key
    return True
