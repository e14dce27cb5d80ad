"""What the audit chain says of itself: heads to keep elsewhere, and what was found when they were held against it.

All records lie in one chain, in numbered segments of about a day; each link covers what stands before it.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

MOST_FINDINGS: Final = 1000
"""Most findings that are listed; of further ones only the number is kept."""


class AuditCode(StrEnum):
    """How what is stored differs from what was linked."""

    CHANGED = "changed"
    """A record is not the one that was linked at its place."""

    INSERTED = "inserted"
    """There are more records than were linked."""

    REMOVED = "removed"
    """Records are missing, and no retention on record has dropped them."""

    REORDERED = "reordered"
    """Records stand in another order than they were linked in."""

    TRUNCATED = "truncated"
    """The end is missing: of a segment, or of everything after a head that was kept elsewhere."""

    REWRITTEN = "rewritten"
    """The chain holds together, and yet is not the one that a head was kept of."""

    SEGMENT_CHANGED = "segment_changed"
    """A segment's own row (day, beginning, head, number of entries) is not what its records say."""

    HEAD_MISSING = "head_missing"
    """A head was kept of a segment that is not there."""

    FOREIGN = "foreign"
    """A head was kept of another database's chain: this one was replaced, or that head belongs to another shop."""

    INDEX_CHANGED = "index_changed"
    """The index says something else of a decision than its record: its id, person, moment, surface, or that it is."""

    KEY_LOST = "key_lost"
    """A record cannot be read any more, and no deletion on record has thrown its key away."""


@dataclass(frozen=True, slots=True)
class ChainHead:
    """The last link of a segment at some moment: it fixes every record up to it.

    Attributes:
        writer: id of the database that wrote the chain, made once.
        segment: number of the segment, counted from 1.
        day: the day of the segment, as days since 1970-01-01 UTC.
        entries: number of records of the segment up to this head.
        head: the link, 64 hexadecimal digits.
    """

    writer: str
    segment: int
    day: int
    entries: int
    head: str


@dataclass(frozen=True, slots=True)
class AuditFinding:
    """One way in which what is stored is not what was linked.

    Attributes:
        code: which way.
        segment: number of the segment; 0 where it is about none.
        seq: place in the segment, counted from 1; None where it is about the whole segment.
        detail: what was expected and what was found, in words.
    """

    code: AuditCode
    segment: int
    seq: int | None
    detail: str


@dataclass(frozen=True, slots=True)
class AuditReport:
    """What a verification looked at, and what it found.

    Attributes:
        segments: number of segments that are there.
        dropped: number of segments whose records retention has dropped; their heads are kept.
        records: number of records whose links were computed anew.
        erased: number of records that nobody can read any more, because their person was deleted.
        heads: number of heads that were held against the chain.
        unchecked: number of heads that could not be, because they lie inside a dropped segment.
        findings: what was found, at most `MOST_FINDINGS`.
        more: number of further findings.
    """

    segments: int
    dropped: int
    records: int
    erased: int
    heads: int
    unchecked: int
    findings: tuple[AuditFinding, ...]
    more: int = 0

    @property
    def is_intact(self) -> bool:
        """Whether nothing was found."""
        return not self.findings


@dataclass(frozen=True, slots=True)
class DroppedSegments:
    """What retention has removed.

    Attributes:
        segments: number of segments; their heads stay.
        records: number of records of any kind.
        decisions: number of decisions among them.
    """

    segments: int
    records: int
    decisions: int
