"""The one thread that writes to the database: what waits is committed together, and answered only when it is durable.

Two kinds of work: *submissions* that somebody waits for, each in a savepoint of its own so that one that fails does not
spoil its neighbours; and *deferred* work that nobody waits for, written first and tried again until it is durable.
"""

import asyncio
import sqlite3
import threading
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, TypeVar

from frankly.adapters.sql.engine.deferred import RETRY_S, DeferredQueue, Held, Rows
from frankly.adapters.sql.engine.errors import primary_code, translate
from frankly.errors import StoreUnavailable

T = TypeVar("T")

GROUP_LIMIT: Final = 256
"""Most submissions of one transaction, so that no one waits for everyone."""

DEFERRED_LIMIT: Final = 32
"""Most deferred work of one transaction: under load, what is made ready is durable within a fifth of a second."""

BUSY_S: Final = 10.0
"""How long to wait for another process's transaction."""

FIRST_AFTER_S: Final = 0.005
"""When the first part of deferred work is due: the next request of the same client waits for the index by then, and the
loop has nothing else to do. Sooner, it keeps that request waiting; later, a process that is killed loses more."""

FIRST_WITHIN_S: Final = 1.0
"""After that the writing thread does the first part itself: the loop stands still, or has ended."""

POLL_S: Final = 0.002
"""Pause between two attempts to begin. SQLite's own handler sleeps up to .1 s and starves beside a steady importer."""


@dataclass(slots=True)
class _Submission:
    work: Callable[[sqlite3.Connection], Any]
    after_deferred: bool
    is_alone: bool
    future: "Future[Any]" = field(default_factory=Future)
    result: Any = None
    error: Exception | None = None


class SqlWriter:
    """Owns the writing connection and the thread that uses it."""

    def __init__(self, connection: sqlite3.Connection, path: Path, *, deferred_limit: int) -> None:
        """Start the thread.

        Args:
            connection: in autocommit mode; used by the thread alone from now on.
            path: the file, for messages.
            deferred_limit: most pieces of deferred work that may wait.
        """
        self._connection = connection
        self._path = path
        self._wake = threading.Condition()
        self._submissions: deque[_Submission] = deque()
        self._is_closing = False
        self.deferred = DeferredQueue(deferred_limit)
        """Work that nobody waits for."""
        self._thread = threading.Thread(target=self._run, name="sql-writer", daemon=True)
        self._thread.start()

    def submit(
        self, work: Callable[[sqlite3.Connection], T], *, after_deferred: bool = False, alone: bool = False
    ) -> "Future[T]":
        """Hand work over; the future holds its result once it is durable.

        Args:
            work: called in the writing thread, inside a transaction.
            after_deferred: whether deferred work that was handed over before must be written first.
            alone: call it outside any transaction.

        Raises:
            StoreUnavailable: when the database was closed; through the future, when nothing of it was stored.
        """
        submission = _Submission(work, after_deferred, alone)
        with self._wake:
            if self._is_closing:
                raise StoreUnavailable(f"The database {self._path} was closed; open it again.")
            self._submissions.append(submission)
            self._wake.notify()
        return submission.future

    async def run(
        self, work: Callable[[sqlite3.Connection], T], *, after_deferred: bool = False, alone: bool = False
    ) -> T:
        """Hand work over and wait until it is durable; see `submit`."""
        return await asyncio.wrap_future(self.submit(work, after_deferred=after_deferred, alone=alone))

    def defer(self, make: Callable[[], Rows], first: Callable[[], object] | None = None) -> bool:
        """Hand over work that nobody waits for; False when no more may wait.

        Two threads that take turns at the interpreter pay for every turn. What holds it for long is done as one piece
        by the thread that answers requests: there it takes half as long.

        Args:
            make: called in the writing thread.
            first: the first part of `make`, called in the first turn of the caller's loop that comes `FIRST_AFTER_S`
                later. Without a loop, and where somebody needs what waits before that, `make` does it.
        """
        loop = None if first is None else _running_loop()
        with self._wake:
            held = None if self._is_closing else self.deferred.offer(make, 0.0 if loop is None else FIRST_WITHIN_S)
            if held is not None and loop is None:
                self._wake.notify()
        if held is not None and loop is not None and first is not None:
            # Behind what stands in line when it is due: a question is handed to the index before, whichever loop it is.
            loop.call_later(FIRST_AFTER_S, loop.call_soon, self._ripen, held, first)
        return held is not None

    def _ripen(self, held: Held, first: Callable[[], object]) -> None:
        # What goes wrong goes wrong in `make` too, and is told there.
        with suppress(Exception):
            first()
        with self._wake:
            held.ripe_at = 0.0
            self._wake.notify()

    def close(self) -> None:
        """Write what waits, as far as that is possible, and end the thread."""
        with self._wake:
            self._is_closing = True
            self._wake.notify()
        self._thread.join()
        self._connection.close()

    def _run(self) -> None:
        while True:
            with self._wake:
                # Looks up now and then: work that is not ripe yet wakes nobody, and its loop may have ended.
                self._wake.wait_for(self._has_work, timeout=RETRY_S)
                if not self._submissions and self._is_closing and not self.deferred.is_due(unripe=True):
                    return
                group = self._take()
            if group and group[0].is_alone:
                self._run_alone(group[0])
            else:
                self._write(group)

    def _has_work(self) -> bool:
        return bool(self._submissions) or self._is_closing or self.deferred.is_due()

    def _take(self) -> list[_Submission]:
        """The next submissions that may share a transaction; one that must be alone comes alone."""
        group: list[_Submission] = []
        while self._submissions and len(group) < GROUP_LIMIT:
            if group and (self._submissions[0].is_alone or group[0].is_alone):
                break
            submission = self._submissions.popleft()
            if submission.future.set_running_or_notify_cancel():
                group.append(submission)
        return group

    def _run_alone(self, submission: _Submission) -> None:
        try:
            submission.result = submission.work(self._connection)
        except Exception as error:
            submission.error = error
        self._answer(submission)

    def _write(self, group: list[_Submission]) -> None:
        """Commit everything; where that fails, at least the submissions that need no deferred work."""
        needs_deferred = any(submission.after_deferred for submission in group)
        unripe = needs_deferred or self._is_closing
        is_due = needs_deferred or self.deferred.is_due(unripe=unripe)
        most = None if needs_deferred else DEFERRED_LIMIT
        batch = self.deferred.prepared(most, unripe=unripe) if is_due else []
        error = self._commit(batch, group)
        if error is None:
            self.deferred.forget(batch)
        elif batch:
            self.deferred.back_off(str(self._ours(error)))
            self._commit([], [submission for submission in group if not submission.after_deferred])
        for submission in group:
            self._answer(submission)

    def _commit(self, batch: list[Held], group: list[_Submission]) -> Exception | None:
        """Write a group in one transaction; the reason, here and in each submission, when nothing was stored."""
        if not batch and not group:
            return None
        try:
            self._begin()
            self.deferred.write(batch, self._connection)
            for submission in group:
                self._attempt(submission)
            self._connection.execute("COMMIT")
        except Exception as error:
            with suppress(sqlite3.Error):
                self._connection.execute("ROLLBACK")
            for submission in group:
                submission.error = error
            return error
        return None

    def _begin(self) -> None:
        deadline = time.monotonic() + BUSY_S
        while True:
            try:
                self._connection.execute("BEGIN IMMEDIATE")
                return
            except sqlite3.OperationalError as error:
                if primary_code(error) != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                    raise
            time.sleep(POLL_S)

    def _attempt(self, submission: _Submission) -> None:
        connection = self._connection
        submission.error = None
        connection.execute("SAVEPOINT work")
        try:
            submission.result = submission.work(connection)
        except Exception as error:
            # A full disk can end the whole transaction: then there is nothing left to go on with.
            if not connection.in_transaction:
                raise
            connection.execute("ROLLBACK TO work")
            submission.error = error
        connection.execute("RELEASE work")

    def _answer(self, submission: _Submission) -> None:
        if submission.error is None:
            submission.future.set_result(submission.result)
        else:
            submission.future.set_exception(self._ours(submission.error))

    def _ours(self, error: Exception) -> Exception:
        """SQLite's errors as ours, others as they are."""
        if not isinstance(error, sqlite3.Error):
            return error
        ours = translate(error, self._path)
        ours.__cause__ = error
        return ours


def _running_loop() -> asyncio.AbstractEventLoop | None:
    try:
        return asyncio.get_running_loop()
    except RuntimeError:
        return None
