"""Work that nobody waits for (decisions): kept in order, in bounded memory, until the writer has committed it."""

import sqlite3
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from itertools import takewhile
from operator import attrgetter
from typing import Final, Protocol

BYTES_LIMIT: Final = 256 * 2**20
"""Most memory that prepared work may hold while the disk is full."""

RETRY_S: Final = 1.0
"""Pause after a failure before work is tried again."""


class Rows(Protocol):
    """What one piece of work writes."""

    @property
    def size(self) -> int:
        """Bytes that it holds in memory."""
        ...

    def write(self, connection: sqlite3.Connection) -> None:
        """Write it; called again after a failure."""
        ...


@dataclass(slots=True)
class Held:
    """A piece of work in the queue.

    Attributes:
        make: makes the rows; let go of once it has, and with it the objects it holds.
        rows: the rows. With neither, the work can never be written (a defect, not a full disk).
        ripe_at: when the writing thread may go on with it (`time.monotonic`); until then its caller may do the first
            part, and afterwards nobody waits for a caller that stands still or has ended.
    """

    make: Callable[[], Rows] | None
    rows: Rows | None = None
    ripe_at: float = 0.0

    @property
    def is_ripe(self) -> bool:
        """Whether the writing thread may go on with it."""
        return time.monotonic() >= self.ripe_at


class DeferredQueue:
    """Bounded, in order. `offer` may be called from any thread, the rest from the writing thread alone."""

    def __init__(self, limit: int) -> None:
        """Start empty; at most `limit` pieces may wait."""
        self._limit = limit
        self._held: deque[Held] = deque()
        self._bytes = 0
        self._retry_at = 0.0
        self._spoiled: list[str] = []
        self.fault = ""
        """Why the last attempt to write failed; empty once what waited is durable. May be read from any thread."""

    def __len__(self) -> int:
        """Number of pieces that wait."""
        return len(self._held)

    def offer(self, make: Callable[[], Rows], ripe_in_s: float = 0.0) -> Held | None:
        """Take work in; None when it is full by number or by bytes.

        Args:
            make: makes the rows.
            ripe_in_s: how long its caller may take for the first part.
        """
        if len(self._held) >= self._limit or self._bytes >= BYTES_LIMIT:
            return None
        held = Held(make, ripe_at=time.monotonic() + ripe_in_s if ripe_in_s else 0.0)
        self._held.append(held)
        return held

    def take_spoiled(self) -> list[str]:
        """What went wrong with work that can never be written, since the last call."""
        spoiled, self._spoiled = self._spoiled, []
        return spoiled

    def is_due(self, *, unripe: bool = False) -> bool:
        """Whether something waits that may be tried now; with `unripe`, also what its caller has not begun yet."""
        return bool(self._held) and (unripe or self._held[0].is_ripe) and time.monotonic() >= self._retry_at

    def prepared(self, most: int | None = None, *, unripe: bool = True) -> list[Held]:
        """What has waited longest, with its rows made: all when no number is given, without `unripe` the ripe first."""
        # Copied in one go: others offer meanwhile, and an iterator over what grows would fail.
        batch = list(self._held)[:most]
        if not unripe:
            batch = list(takewhile(attrgetter("is_ripe"), batch))
        for held in batch:
            if held.make is not None:
                self._prepare(held, held.make)
        return batch

    def _prepare(self, held: Held, make: Callable[[], Rows]) -> None:
        held.make = None
        try:
            held.rows = make()
        except Exception as error:
            self._note(error)
        else:
            self._bytes += held.rows.size

    def _note(self, error: Exception) -> None:
        self._spoiled.append(f"{type(error).__name__}: {error}")

    def write(self, batch: list[Held], connection: sqlite3.Connection) -> None:
        """Write a batch inside the caller's transaction.

        Raises:
            sqlite3.Error: when the database fails; a defect of one piece only spoils that piece.
        """
        for held in batch:
            if held.rows is not None:
                self._write(held, held.rows, connection)

    def _write(self, held: Held, rows: Rows, connection: sqlite3.Connection) -> None:
        connection.execute("SAVEPOINT held")
        try:
            rows.write(connection)
        except (sqlite3.IntegrityError, sqlite3.ProgrammingError, ValueError, TypeError) as error:
            connection.execute("ROLLBACK TO held")
            self._bytes -= rows.size
            held.rows = None
            self._note(error)
        connection.execute("RELEASE held")

    def forget(self, batch: list[Held]) -> None:
        """Let go of a batch that is durable now."""
        for held in batch:
            self._held.popleft()
            self._bytes -= 0 if held.rows is None else held.rows.size
        self._retry_at, self.fault = 0.0, ""

    def back_off(self, fault: str) -> None:
        """Keep everything and wait a moment before it is tried again; `fault` says why, in words for an operator."""
        self.fault = fault
        self._retry_at = time.monotonic() + RETRY_S
