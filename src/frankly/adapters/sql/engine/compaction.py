"""Leaves no residue of what was erased in the files.

`secure_delete` overwrites deleted rows with zeros, and a truncated WAL holds nothing. What remains are stale copies:
when SQLite moves rows to a neighbouring page, their old bytes stay in the unallocated middle of the page (measured: 1
erased person in 100). `VACUUM` writes every page anew and leaves none. It is run at once for small files; for large
ones, only where the person's id, or a key of their records, is really found in such a gap.
"""

import mmap
import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

SMALL_BYTES: Final = 256 * 2**20
"""A file up to this size is always written anew."""

BUSY_MS: Final = 5000
"""How long to wait for readers to end."""

HITS_LIMIT: Final = 100_000
"""A key that occurs more often than this (`1`) is not looked up hit by hit: the file is written anew."""

_LEAF_PAGES = {10: 8, 13: 8}
_INTERIOR_PAGES = {2: 12, 5: 12}
_HEADER_BYTES = _LEAF_PAGES | _INTERIOR_PAGES
"""Type of a B-tree page → length of its header (https://www.sqlite.org/fileformat2.html, section 1.6)."""


def owe(connection: sqlite3.Connection) -> None:
    """Note, in the transaction that erases, that residues must be removed; survives a crash."""
    connection.execute("INSERT OR IGNORE INTO upkeep (task) VALUES ('compact')")


def is_owed(connection: sqlite3.Connection) -> bool:
    """Whether something was erased whose residues were not removed yet."""
    return connection.execute("SELECT 1 FROM upkeep WHERE task = 'compact'").fetchone() is not None


def compact(connection: sqlite3.Connection, path: Path, needles: Sequence[bytes] | None = None) -> bool:
    """Remove residues, outside any transaction.

    Args:
        connection: the writing one.
        path: the database file.
        needles: bytes of what was erased, to look for in a large file; None always writes it anew.

    Returns:
        Whether all is done; False when readers did not end in time, or there was no room: it stays owed.
    """
    if not is_owed(connection):
        return True
    connection.execute(f"PRAGMA busy_timeout = {BUSY_MS}")
    try:
        if not _truncate_wal(connection):
            return False
        is_small = path.stat().st_size <= SMALL_BYTES
        if needles is None or is_small or any(has_residue(path, needle) for needle in needles):
            connection.execute("VACUUM")
        connection.execute("DELETE FROM upkeep WHERE task = 'compact'")
        return _truncate_wal(connection)
    except sqlite3.Error:
        return False
    finally:
        connection.execute("PRAGMA busy_timeout = 0")


def _truncate_wal(connection: sqlite3.Connection) -> bool:
    is_busy: int = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
    return not is_busy


def has_residue(path: Path, needle: bytes) -> bool:
    """Whether bytes occur in the unallocated part of a page; the WAL must have been truncated.

    Args:
        path: the database file.
        needle: the bytes to look for.
    """
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        page_bytes = int.from_bytes(data[16:18], "big")
        page_bytes = 65536 if page_bytes == 1 else page_bytes
        for number, at in enumerate(_hits(data, needle)):
            start, end = _gap(data, at // page_bytes * page_bytes, page_bytes)
            if number >= HITS_LIMIT or start <= at < end:
                return True
    return False


def _hits(data: mmap.mmap, needle: bytes) -> Iterator[int]:
    at = data.find(needle)
    while at >= 0:
        yield at
        at = data.find(needle, at + 1)


def _gap(data: mmap.mmap, page: int, page_bytes: int) -> tuple[int, int]:
    """Where the unallocated middle of a page begins and ends; a page that is no B-tree page has none."""
    header = page + (100 if page == 0 else 0)
    header_bytes = _HEADER_BYTES.get(data[header])
    if header_bytes is None:
        return page, page
    cells = int.from_bytes(data[header + 3 : header + 5], "big")
    content = int.from_bytes(data[header + 5 : header + 7], "big") or page_bytes
    return header + header_bytes + 2 * cells, page + content
