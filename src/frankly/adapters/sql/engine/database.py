"""The SQLite file of a data folder: opened once, its shape brought up to date, read inline, written by one thread."""

import asyncio
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final, TypeVar

from frankly.adapters.sql.engine.compaction import compact, is_owed
from frankly.adapters.sql.engine.errors import primary_code, translate
from frankly.adapters.sql.engine.migrations import migrate, require_ours
from frankly.adapters.sql.engine.writer import SqlWriter
from frankly.errors import Misconfigured, StoreUnavailable

T = TypeVar("T")

FILE_NAME: Final = "frankly.sqlite3"
OPENING_S: Final = 10.0
"""How long to wait for another process that opens or migrates the same file."""

_WRITER = (
    # FULL syncs the WAL at every commit: what was acknowledged outlives a power cut.
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    "PRAGMA secure_delete = ON",
    "PRAGMA wal_autocheckpoint = 4000",
    "PRAGMA journal_size_limit = 67108864",
)
_READER = ("PRAGMA query_only = ON",)
WRITER_KIB: Final = 32_768
READER_KIB: Final = 16_384
SPARING_KIB: Final = 6_144
"""Memory for pages: imports and requests come back to them, and whoever walks through a million rows does not."""


class SqlDatabase:
    """One file, many readers, one writer. Never run ANALYZE on it: statistics would keep samples of people's data."""

    def __init__(self, folder: Path, *, deferred_limit: int = 10_000, is_sparing: bool = False) -> None:
        """Open the file in a data folder; both are made where they are missing.

        Args:
            folder: the data folder.
            deferred_limit: most decisions that may wait to be written.
            is_sparing: whether little memory is taken for its pages, for work that comes back to none of them.

        Raises:
            Misconfigured: when the folder or file cannot be used, is no database, or is of a newer release.
            StoreUnavailable: when it is locked, or the disk is full.
        """
        self.path = folder / FILE_NAME
        self._kib = (SPARING_KIB, SPARING_KIB) if is_sparing else (WRITER_KIB, READER_KIB)
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except (FileExistsError, NotADirectoryError) as error:
            raise Misconfigured(
                f"The data folder {folder} cannot be made, because a file stands in its place or above it; "
                "set FRANKLY_DATA (or --data) to a folder."
            ) from error
        except OSError as error:
            raise Misconfigured(
                f"The data folder {folder} cannot be made ({error.strerror}); "
                "point FRANKLY_DATA at a folder that the service's user may write to."
            ) from error
        try:
            connection, is_compaction_owed = _open_for_writing(self.path, self._kib[0])
            self._reader = self._connect()
        except sqlite3.Error as error:
            raise translate(error, self.path, opening=True) from error
        self._reader_lock = threading.Lock()
        self.writer = SqlWriter(connection, self.path, deferred_limit=deferred_limit)
        """Takes all writes."""
        if is_compaction_owed:
            self.writer.submit(self._compact(None), alone=True)

    def close(self) -> None:
        """Write what waits, remove residues that are still owed, and let go of the file. A second call does nothing."""
        with suppress(StoreUnavailable):
            self.writer.submit(self._compact(None), alone=True)
        self.writer.close()
        with self._reader_lock:
            self._reader.close()

    def __enter__(self) -> "SqlDatabase":
        """Use as a context that closes."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close."""
        self.close()

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """Read on this thread, all of it at one moment; for reads that take well under a millisecond.

        Raises:
            StoreUnavailable: when the file cannot be read.
        """
        with self._reader_lock, self._at_one_moment(self._reader) as connection:
            yield connection

    async def read_aside(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Read on another thread with a connection of its own; for reads that take longer.

        Raises:
            StoreUnavailable: when the file cannot be read.
        """
        return await asyncio.to_thread(self._read_once, work)

    async def compact(self, needles: Sequence[bytes]) -> bool:
        """Remove residues of what was erased, which held these bytes; False when that has to be tried again later."""
        return await self.writer.run(self._compact(needles), alone=True)

    def _compact(self, needles: Sequence[bytes] | None) -> Callable[[sqlite3.Connection], bool]:
        return lambda connection: compact(connection, self.path, needles)

    def _read_once(self, work: Callable[[sqlite3.Connection], T]) -> T:
        connection = self._connect()
        try:
            with self._at_one_moment(connection):
                return work(connection)
        finally:
            connection.close()

    @contextmanager
    def _at_one_moment(self, connection: sqlite3.Connection) -> Iterator[sqlite3.Connection]:
        try:
            connection.execute("BEGIN")
            try:
                yield connection
            finally:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
        except sqlite3.Error as error:
            raise translate(error, self.path) from error

    def _connect(self) -> sqlite3.Connection:
        return _connect(self.path, (*_READER, _caching(self._kib[1])), timeout_s=5.0)


def _connect(path: Path, pragmas: tuple[str, ...], timeout_s: float) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=timeout_s, isolation_level=None, check_same_thread=False)
    try:
        for pragma in pragmas:
            connection.execute(pragma)
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def _caching(kib: int) -> str:
    return f"PRAGMA cache_size = -{kib}"


def _open_for_writing(path: Path, kib: int) -> tuple[sqlite3.Connection, bool]:
    """A connection to an up-to-date file, and whether residues of what was erased are still owed."""
    connection = _connect(path, (), timeout_s=OPENING_S)
    try:
        # Before anything is written: to switch another program's database to WAL would change it.
        require_ours(connection, path)
        _use_wal(connection)
        for pragma in (*_WRITER, _caching(kib)):
            connection.execute(pragma)
        connection.execute("BEGIN IMMEDIATE")
        migrate(connection, path)
        connection.execute("COMMIT")
        # From here on the writer waits by itself (see POLL_S).
        connection.execute("PRAGMA busy_timeout = 0")
        return connection, is_owed(connection)
    except BaseException:
        connection.close()
        raise


def _use_wal(connection: sqlite3.Connection) -> None:
    """Switch to WAL; SQLite does not wait by itself when another process switches at the same moment."""
    deadline = time.monotonic() + OPENING_S
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if primary_code(error) != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                raise
        time.sleep(0.01)
