"""Appends sealed records to the chain, inside the writer's transaction, so that several processes share one chain."""

import os
import sqlite3
from dataclasses import dataclass
from typing import Final

from frankly.adapters.aes_gcm import seal, unseal
from frankly.adapters.sql.records.chain import NO_HEAD, Entry, PersonKey, beginning, link, place_of
from frankly.adapters.sql.records.packing import Find, unpack
from frankly.domain.time import DAY_MS
from frankly.errors import StoreUnavailable

DECISION: Final = "decision"
ERASURE: Final = "erasure"
DROP: Final = "drop"

_LAST = "SELECT no, writer, day, previous, head, entries FROM segments ORDER BY no DESC LIMIT 1"
_BEGIN = """
    INSERT INTO segments (no, writer, day, previous, head, entries, is_dropped) VALUES (?, ?, ?, ?, ?, 0, 0)
"""
_INSERT = """
    INSERT INTO records (no, segment, seq, kind, ref, key, payload, link) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
"""


@dataclass(slots=True)
class Segment:
    """The segment that is appended to, inside one transaction.

    Attributes:
        no: its number, counted from 1.
        head: its last link.
        entries: number of its records.
    """

    no: int
    head: bytes
    entries: int


def segment_of(connection: sqlite3.Connection, now: int) -> Segment:
    """The segment that a record of a moment is appended to; begun where the newest is of another day.

    A record that comes late by up to a day joins the newest segment: decisions wait in a queue, and clocks of several
    processes differ. A day further back than that means that the clock was wrong before: to stay in a segment of the
    future would keep everything in it from being dropped by age until that day has come and gone.
    """
    day = now // DAY_MS
    last = connection.execute(_LAST).fetchone()
    if last is not None and last[2] - 1 <= day <= last[2]:
        return Segment(last[0], last[4], last[5])
    no, writer, previous = (1, os.urandom(8).hex(), NO_HEAD) if last is None else (last[0] + 1, last[1], last[4])
    head = beginning(writer, no, day, previous)
    connection.execute(_BEGIN, (no, writer, day, previous, head))
    return Segment(no, head, 0)


def append(
    connection: sqlite3.Connection,
    segment: Segment,
    kind: str,
    ref: bytes,
    key: PersonKey | None,
    packed: bytes,
    no: int | None = None,
) -> int:
    """Seal packed bytes and append them to the newest segment.

    Args:
        connection: in a transaction that `segment` was read in.
        segment: where to; it goes on with the record.
        kind: what the record is.
        ref: its name.
        key: seals it; None leaves it readable.
        packed: what `pack` gave.
        no: number of the row, where that is given already.

    Returns:
        Number of the row.
    """
    seq = segment.entries + 1
    payload = packed if key is None else seal(packed, key.key, place_of(segment.no, seq, kind, ref))
    entry = Entry(segment.no, seq, kind, ref, None if key is None else key.id, payload)
    head = link(segment.head, entry)
    inserted = connection.execute(_INSERT, (no, *entry, head))
    connection.execute("UPDATE segments SET head = ?, entries = ? WHERE no = ?", (head, seq, segment.no))
    segment.head, segment.entries = head, seq
    return int(inserted.lastrowid or 0)


def opened(
    key: bytes | None, segment: int, seq: int, kind: str, ref: bytes, payload: bytes, find: Find | None = None
) -> bytes:
    """What a record says.

    Args:
        key: seals it; None where it is readable.
        segment: where it lies.
        seq: its place there.
        kind: what it is.
        ref: its name.
        payload: its sealed bytes.
        find: finds values that nobody asks for; see `unpack`.

    Raises:
        StoreUnavailable: when it is not the one that was written.
    """
    try:
        return unpack(payload if key is None else unseal(payload, key, place_of(segment, seq, kind, ref)), find)
    except ValueError as error:
        raise StoreUnavailable(
            f"Record {seq} of segment {segment} cannot be read: {error}. 'frankly audit verify' shows what was "
            "changed; restore a backup to read it."
        ) from error
