"""What decisions name by its hash (profiles, policies): stored once for each segment and key that needs it.

Each segment holds all that its decisions name, so that another one can be dropped without asking.
"""

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from frankly.adapters.sql.records.chain import PersonKey, naming
from frankly.adapters.sql.records.log import Segment, append
from frankly.adapters.sql.records.packing import pack
from frankly.domain.decision import Kept
from frankly.errors import Invalid

_REMEMBERED: Final = 50_000
"""Most hashes that are remembered; they only save making what is stored already."""

_IS_THERE = "SELECT 1 FROM records WHERE segment = ? AND kind = ? AND ref = ?"


class Remembered:
    """What the newest segment is known to hold. Used by the writing thread alone; never trusted, only a hint."""

    def __init__(self) -> None:
        """Know nothing."""
        self._segment = 0
        self._known: set[tuple[str, str, str | None]] = set()

    def has(self, kind: str, hash: str, person: str | None) -> bool:
        """Whether it was seen in the newest segment."""
        return (kind, hash, person) in self._known

    def note(self, segment: int, kind: str, hash: str, person: str | None) -> None:
        """Remember that a segment holds it."""
        if segment != self._segment or len(self._known) >= _REMEMBERED:
            self._segment = segment
            self._known.clear()
        self._known.add((kind, hash, person))


@dataclass(slots=True)
class Beside:
    """One thing that a decision names, on its way to the store."""

    named: Kept
    packed: bytes | None = None

    def bytes(self) -> bytes:
        """The packed bytes, made at most once.

        Raises:
            ValueError: when it holds what no record may hold.
        """
        if self.packed is None:
            try:
                self.packed = pack(self.named.make())
            except Invalid as error:
                raise ValueError(error.message) from error
        return self.packed


def gathered(kept: Iterable[Kept], person: str | None, remembered: Remembered) -> Sequence[Beside]:
    """What a decision names; packed already where the store does not seem to have it, before any transaction begins."""
    besides = [Beside(one) for one in kept]
    for one in besides:
        if not remembered.has(one.named.kind, one.named.hash, person if one.named.is_personal else None):
            one.bytes()
    return besides


def write_beside(
    connection: sqlite3.Connection, segment: Segment, besides: Sequence[Beside], key: PersonKey | None
) -> None:
    """Append what the segment lacks."""
    for one in besides:
        theirs = key if one.named.is_personal else None
        ref = naming(theirs, one.named.kind, one.named.hash)
        if connection.execute(_IS_THERE, (segment.no, one.named.kind, ref)).fetchone() is None:
            append(connection, segment, one.named.kind, ref, theirs, one.bytes())
