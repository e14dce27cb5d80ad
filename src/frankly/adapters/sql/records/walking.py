"""Walks along the records of one segment and holds each against the link before it.

Nothing here reads the database: rows come in the order in which they lie in it, and each is looked at once.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from frankly.adapters.sql.records.chain import Entry, beginning, link
from frankly.adapters.sql.records.findings import Findings
from frankly.domain.deciding.audit import AuditCode


class SegmentRow(NamedTuple):
    """A row of `segments`."""

    no: int
    writer: str
    day: int
    previous: bytes
    head: bytes
    entries: int
    is_dropped: int


@dataclass(slots=True)
class _Run:
    """Records with one and the same trouble: how many, and the first and last of them."""

    count: int = 0
    first: int = 0
    last: int = 0

    def note(self, seq: int) -> None:
        self.count, self.first, self.last = self.count + 1, self.first or seq, seq

    def __str__(self) -> str:
        """As it is told."""
        return (
            f"record {self.first}" if self.count == 1 else f"{self.count} records between {self.first} and {self.last}"
        )


@dataclass(slots=True)
class Walk:
    """One segment, from its first record to its last.

    Attributes:
        segment: its row.
        heads: number of entries → heads of so many that were kept elsewhere.
        findings: what was found in it.
    """

    segment: SegmentRow
    heads: Mapping[int, Collection[str]]
    findings: Findings = field(default_factory=Findings)
    _links: tuple[bytes, ...] = ()
    _seq: int = 0
    _gaps: list[tuple[int, int]] = field(default_factory=list)
    _changed: _Run = field(default_factory=_Run)
    _reordered: _Run = field(default_factory=_Run)
    _surplus: _Run = field(default_factory=_Run)

    def __post_init__(self) -> None:
        """Begin where the segment does."""
        row = self.segment
        self._links = (beginning(row.writer, row.no, row.day, row.previous),)

    def step(self, entry: Entry, linked: bytes) -> None:
        """Look at the next record.

        Args:
            entry: what it says.
            linked: the link that is stored with it.
        """
        if entry.seq > self.segment.entries:
            self._surplus.note(entry.seq)
        elif entry.seq <= self._seq:
            (self._reordered if self._fill(entry.seq) else self._surplus).note(entry.seq)
        else:
            self._advance(entry, linked)

    def finish(self) -> None:
        """Look at what is missing, and whether the end is the one that the segment's row says."""
        self._tell_runs()
        row = self.segment
        for first, last in self._gaps:
            self._add(AuditCode.REMOVED, first, _missing(first, last))
        if self._seq < row.entries:
            self._add(AuditCode.TRUNCATED, self._seq + 1, _missing(self._seq + 1, row.entries))
        elif row.head not in self._links:
            self._add(AuditCode.SEGMENT_CHANGED, None, "its head is not the link of its last record")
        longest = max(self.heads, default=0)
        if longest > row.entries:
            detail = f"a head was kept of {longest} records, its row says {row.entries}"
            self._add(AuditCode.TRUNCATED, row.entries + 1, detail)

    def _advance(self, entry: Entry, linked: bytes) -> None:
        if entry.seq > self._seq + 1:
            # What stood between is missing or comes late: the link before this record is not known.
            self._gaps.append((self._seq + 1, entry.seq - 1))
            self._links = ()
        self._seq = entry.seq
        if not self._links or any(link(before, entry) == linked for before in self._links):
            self._links = (linked,)
        else:
            self._changed.note(entry.seq)
            # Either the record was changed or its link: what follows holds to one of the two.
            self._links = (linked, link(self._links[0], entry))
        if any(kept != linked.hex() for kept in self.heads.get(entry.seq, ())):
            self._add(AuditCode.REWRITTEN, entry.seq, "the head that was kept of it is another one")

    def _fill(self, seq: int) -> bool:
        """Whether a record that comes late belongs into a gap."""
        for place, (first, last) in enumerate(self._gaps):
            if first <= seq <= last:
                parts = [(first, seq - 1), (seq + 1, last)]
                self._gaps[place : place + 1] = [part for part in parts if part[0] <= part[1]]
                return True
        return False

    def _tell_runs(self) -> None:
        for code, run, detail in (
            (AuditCode.CHANGED, self._changed, "not what was linked here"),
            (AuditCode.REORDERED, self._reordered, "behind records that were linked later"),
            (AuditCode.INSERTED, self._surplus, "more than were linked"),
        ):
            if run.count:
                self._add(code, run.first, f"{run}: {detail}")

    def _add(self, code: AuditCode, seq: int | None, detail: str) -> None:
        self.findings.add(code, self.segment.no, seq, detail)


def _missing(first: int, last: int) -> str:
    return f"records {first} to {last} are missing" if last > first else f"record {first} is missing"
