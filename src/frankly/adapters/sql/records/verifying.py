"""Holds the whole chain against itself and against heads that were kept elsewhere, a batch of records at a time."""

import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

from frankly.adapters.sql.records.chain import NO_HEAD, Entry
from frankly.adapters.sql.records.dropping import dropped_by
from frankly.adapters.sql.records.findings import Findings
from frankly.adapters.sql.records.keys import erased_by
from frankly.adapters.sql.records.log import DROP, ERASURE
from frankly.adapters.sql.records.walking import SegmentRow, Walk
from frankly.domain.deciding.audit import AuditCode, ChainHead

BATCH: Final = 256
"""Records of one read: some 20 MB at most, and no reader holds up the writer's log for long."""

_SEGMENTS = "SELECT no, writer, day, previous, head, entries, is_dropped FROM segments ORDER BY no"
_RECORDS = """
    SELECT no, segment, seq, kind, ref, key, payload, link FROM records WHERE no > ? AND no <= ? ORDER BY no LIMIT ?
"""


@dataclass(slots=True)
class Look:
    """What is looked at: fixed at the beginning, so that what is written meanwhile does not matter.

    Attributes:
        segments: all of them.
        last: number of the newest record.
        records: number of records.
        is_dropping: whether records of dropped segments may still lie there.
    """

    segments: Sequence[SegmentRow]
    last: int
    records: int
    is_dropping: bool


def look(connection: sqlite3.Connection) -> Look:
    """Fix what is looked at."""
    segments = [SegmentRow(*row) for row in connection.execute(_SEGMENTS)]
    last, records = connection.execute("SELECT ifnull(max(no), 0), count(*) FROM records").fetchone()
    is_dropping = connection.execute("SELECT 1 FROM upkeep WHERE task = 'drop'").fetchone() is not None
    return Look(segments, last, records, is_dropping)


def batch_after(connection: sqlite3.Connection, no: int, last: int) -> list[tuple[int, Entry, bytes]]:
    """The next records: number, entry, link."""
    rows = connection.execute(_RECORDS, (no, last, BATCH)).fetchall()
    return [(row[0], Entry(*row[1:7]), row[7]) for row in rows]


@dataclass(slots=True)
class Verification:
    """The walk over all segments.

    Attributes:
        look: what is looked at.
        heads: heads that were kept elsewhere.
        findings: what was found.
        records: number of records whose link was computed.
        unchecked: number of heads that lie inside a dropped segment.
        erased: numbers of keys that a deletion on record has thrown away.
        dropped: numbers of segments that a dropping on record has dropped.
    """

    look: Look
    heads: Sequence[ChainHead]
    findings: Findings = field(default_factory=Findings)
    records: int = 0
    unchecked: int = 0
    erased: set[int] = field(default_factory=set)
    dropped: set[int] = field(default_factory=set)
    _by_no: dict[int, SegmentRow] = field(default_factory=dict)
    _writers: set[str] = field(default_factory=set)
    _heads: dict[int, dict[int, set[str]]] = field(default_factory=dict)
    _walk: Walk | None = None
    _walked: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        """Look at the segments' own rows."""
        self._by_no = {row.no: row for row in self.look.segments}
        self._writers = {row.writer for row in self.look.segments}
        for kept in self.heads:
            if kept.writer in self._writers:
                self._heads.setdefault(kept.segment, {}).setdefault(kept.entries, set()).add(kept.head)
        self._check_rows()

    def step(self, entry: Entry, linked: bytes, is_still_there: Callable[[int], bool]) -> None:
        """Look at the next record.

        Args:
            entry: what it says.
            linked: the link stored with it.
            is_still_there: whether a segment has not been dropped meanwhile.
        """
        if self._walk is None or self._walk.segment.no != entry.segment:
            self._turn_to(entry.segment, is_still_there)
        if self._walk is None or self._walk.segment.no != entry.segment:
            return
        self._walk.step(entry, linked)
        self.records += 1
        if entry.kind in {ERASURE, DROP}:
            self._learn(entry)

    def finish(self, is_still_there: Callable[[int], bool]) -> None:
        """Look at what was not met, once all records were."""
        self._end(is_still_there)
        for row in self.look.segments:
            if row.is_dropped:
                self._check_dropped(row)
            elif row.no not in self._walked and is_still_there(row.no):
                self._walk = Walk(row, self._heads.get(row.no, {}))
                self._end(is_still_there)
        self._check_heads()

    def _turn_to(self, segment: int, is_still_there: Callable[[int], bool]) -> None:
        self._end(is_still_there)
        row = self._by_no.get(segment)
        if row is None:
            self.findings.add(AuditCode.INSERTED, segment, None, "a record names a segment that there is not")
        elif row.is_dropped:
            if not self.look.is_dropping:
                self.findings.add(AuditCode.INSERTED, segment, None, "a record lies in a segment that was dropped")
        elif segment in self._walked:
            self.findings.add(AuditCode.REORDERED, segment, None, "records of it lie apart from the others")
        else:
            self._walk = Walk(row, self._heads.get(segment, {}))

    def _end(self, is_still_there: Callable[[int], bool]) -> None:
        if self._walk is None:
            return
        self._walk.finish()
        self._walked.add(self._walk.segment.no)
        if not self._walk.findings.listed or is_still_there(self._walk.segment.no):
            self.findings.take(self._walk.findings)
        self._walk = None

    def _learn(self, entry: Entry) -> None:
        try:
            if entry.kind == ERASURE:
                self.erased.update(erased_by(entry.payload))
            if entry.kind == DROP:
                self.dropped.update(
                    no for first, last in dropped_by(entry.payload) for no in self._by_no if first <= no <= last
                )
        except ValueError as error:
            self.findings.add(AuditCode.CHANGED, entry.segment, entry.seq, str(error))

    def _check_rows(self) -> None:
        """Each segment goes on where the one before ended, and none is left out."""
        expected, head = 1, NO_HEAD
        for row in self.look.segments:
            if row.no > expected:
                detail = f"segments {expected} to {row.no - 1} have no row"
                self.findings.add(AuditCode.REMOVED, expected, None, detail)
            elif row.previous != head:
                self.findings.add(
                    AuditCode.SEGMENT_CHANGED, row.no, None, "it does not go on where the one before ended"
                )
            if row.writer != self.look.segments[0].writer:
                self.findings.add(AuditCode.SEGMENT_CHANGED, row.no, None, "it names another writer than the first one")
            expected, head = row.no + 1, row.head

    def _check_dropped(self, row: SegmentRow) -> None:
        if row.no not in self.dropped:
            self.findings.add(AuditCode.REMOVED, row.no, None, "it was dropped, and no dropping is on record")
        for entries, heads in self._heads.get(row.no, {}).items():
            if entries != row.entries and row.head.hex() in heads:
                detail = f"its head was kept with {entries} records, its row says {row.entries}"
                self.findings.add(AuditCode.SEGMENT_CHANGED, row.no, None, detail)
            elif entries < row.entries:
                self.unchecked += len(heads)
            elif entries > row.entries:
                detail = f"a head was kept of {entries} records, its row says {row.entries}"
                self.findings.add(AuditCode.TRUNCATED, row.no, None, detail)
            elif heads != {row.head.hex()}:
                self.findings.add(AuditCode.REWRITTEN, row.no, None, "the head that was kept of it is another one")

    def _check_heads(self) -> None:
        newest = max(self._by_no, default=0)
        for kept in self.heads:
            row = self._by_no.get(kept.segment)
            if kept.writer not in self._writers:
                self._blame(AuditCode.FOREIGN, kept, f"its writer {kept.writer} is not this database's")
            elif kept.segment > newest:
                self._blame(AuditCode.TRUNCATED, kept, f"a head was kept of it, and the chain ends with {newest}")
            elif row is None:
                self._blame(AuditCode.HEAD_MISSING, kept, "a head was kept of it, and it has no row")
            elif row.day != kept.day:
                self._blame(AuditCode.SEGMENT_CHANGED, kept, "its day is not that of the kept head")

    def _blame(self, code: AuditCode, kept: ChainHead, detail: str) -> None:
        self.findings.add(code, kept.segment, None, detail)
