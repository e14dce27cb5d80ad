"""What decisions name by its hash (profiles, policies, facts): stored once for each segment and key that needs it.

Each segment holds all that its decisions name, so that another one can be dropped without asking.
"""

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Final, TypeAlias

from frankly.adapters.sql.records.chain import PersonKey, naming
from frankly.adapters.sql.records.log import Segment, append
from frankly.adapters.sql.records.packing import pack
from frankly.domain.deciding.decision import Kept
from frankly.errors import Invalid

_REMEMBERED: Final = 50_000
"""Most names that are remembered."""

_COMING: Final = 200
"""Most packed things that several decisions share while they wait."""

_ASKED_AT_ONCE: Final = 200
"""Most names of one statement: an expression tree of SQLite's and its variables are bounded."""

_Name: TypeAlias = tuple[str, str, str | None]

_IS_THERE = "EXISTS (SELECT 1 FROM records WHERE segment = ? AND kind = ? AND ref = ?)"


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


class Remembered:
    """What the newest segment is known to hold, and what is on its way there. Used by the writing thread alone.

    Never trusted, only a hint: it saves making what is stored already.
    """

    def __init__(self) -> None:
        """Know nothing."""
        self._segment = 0
        self._known: set[_Name] = set()
        self._coming: dict[_Name, Beside] = {}

    def beside(self, named: Kept, person: str | None) -> Beside:
        """What a decision names, on its way: packed already, unless the newest segment seems to hold it.

        Raises:
            ValueError: when it holds what no record may hold.
        """
        name = _name(named, person)
        if name in self._known:
            return Beside(named)
        if name not in self._coming:
            if len(self._coming) >= _COMING:
                self._coming.clear()
            made = Beside(named)
            made.bytes()
            self._coming[name] = made
        return self._coming[name]

    def arrived(self, besides: Iterable[Beside], person: str | None) -> None:
        """Let go of what does not come any more."""
        for one in besides:
            self._coming.pop(_name(one.named, person), None)

    def note(self, segment: int, besides: Iterable[Beside], person: str | None) -> None:
        """Remember what a segment holds."""
        if segment != self._segment or len(self._known) >= _REMEMBERED:
            self._segment = segment
            self._known.clear()
        self._known.update(_name(one.named, person) for one in besides)


def _name(named: Kept, person: str | None) -> _Name:
    return named.kind, named.hash, person if named.is_personal else None


def write_beside(
    connection: sqlite3.Connection, segment: Segment, besides: Sequence[Beside], key: PersonKey | None
) -> None:
    """Append what the segment lacks."""
    # By name: what is the same of two items, such as having no facts, is named twice and stored once.
    wanted: dict[bytes, tuple[Beside, PersonKey | None]] = {}
    for one in besides:
        theirs = key if one.named.is_personal else None
        wanted[naming(theirs, one.named.kind, one.named.hash)] = one, theirs
    # One statement for many: each costs the threads that answer requests some turns at the interpreter.
    for some in _in_parts(list(wanted), _ASKED_AT_ONCE):
        asked = [(segment.no, wanted[ref][0].named.kind, ref) for ref in some]
        is_there = "SELECT " + ", ".join([_IS_THERE] * len(asked))
        found = connection.execute(is_there, [*chain.from_iterable(asked)]).fetchone()
        for ref, there in zip(some, found, strict=True):
            if not there:
                one, theirs = wanted[ref]
                append(connection, segment, one.named.kind, ref, theirs, one.bytes())


def _in_parts(names: list[bytes], length: int) -> Iterable[list[bytes]]:
    return (names[start : start + length] for start in range(0, len(names), length))
