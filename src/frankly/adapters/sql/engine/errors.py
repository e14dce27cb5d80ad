"""What SQLite's errors mean for an operator: what failed, which file, what to do about it."""

import sqlite3
from pathlib import Path
from typing import Final

from frankly.errors import FranklyError, Misconfigured, StoreUnavailable

_ADVICE = {
    sqlite3.SQLITE_FULL: "the disk is full: make room; nothing needs to be restarted",
    sqlite3.SQLITE_READONLY: "the file or its folder is read-only: give the service's user write access to both",
    sqlite3.SQLITE_PERM: "the file may not be opened: give the service's user read and write access",
    sqlite3.SQLITE_CANTOPEN: "it cannot be opened: check that its folder exists and that the service's user may write "
    "there",
    sqlite3.SQLITE_BUSY: "another process has kept it locked for too long: let that import or backup end, or stop it",
    sqlite3.SQLITE_LOCKED: "another connection has kept a table locked for too long: let it end, or stop it",
    sqlite3.SQLITE_CORRUPT: "its content is damaged: stop Frankly, keep a copy, and restore a backup "
    "(or try `sqlite3 FILE .recover`)",
    sqlite3.SQLITE_NOTADB: "it is no SQLite database: move it away, or point FRANKLY_DATA at the right folder",
    sqlite3.SQLITE_IOERR: "the disk did not read or write it: check the disk, its free space and its limits",
}
_FULL: Final = frozenset({sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR_SHMSIZE})
"""Ways to say that the disk is full: the second comes from the shared memory of the log, which takes room as well."""

_AT_START = {
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_PERM,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_CORRUPT,
    sqlite3.SQLITE_NOTADB,
}
"""Mistakes of installation: they do not pass by waiting, so at the start they are a matter of configuration."""


def primary_code(error: sqlite3.Error) -> int:
    """SQLite's primary result code (the low byte); 0 for errors that Python's module raises itself."""
    code: int = getattr(error, "sqlite_errorcode", 0)
    return code & 0xFF


def translate(error: sqlite3.Error, path: Path, *, opening: bool = False) -> FranklyError:
    """Turn an error of SQLite into ours.

    Args:
        error: what SQLite said.
        path: the database file.
        opening: whether the file was just being opened.

    Returns:
        `Misconfigured` for a mistake of installation found at the start, else `StoreUnavailable`.
    """
    code = primary_code(error)
    if getattr(error, "sqlite_errorcode", 0) in _FULL:
        code = sqlite3.SQLITE_FULL
    advice = _ADVICE.get(code, f"SQLite said '{error}'; see the service's log and the file's permissions")
    kind = Misconfigured if opening and code in _AT_START else StoreUnavailable
    return kind(f"The database {path} cannot be used: {advice}.", details={"sqlite": str(error), "code": code})
