"""Brings rows of files into the stores: good rows are stored in batches, bad ones are written down with the reason.

Running an import again changes nothing: items and facts are compared with what is stored, and events have ids.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Final, TypeAlias, TypeVar

from pydantic import Field

from frankly.domain.base import Frozen
from frankly.domain.item import Item
from frankly.domain.person.event import Event
from frankly.domain.time import EpochMs
from frankly.errors import TooLarge
from frankly.pipelines.intake.flagging import FlaggedText, Flagging
from frankly.pipelines.rights import Rights
from frankly.pipelines.rows.mapping import Mapped
from frankly.pipelines.rows.profile_rows import ProfileRow, profile_row
from frankly.pipelines.rows.row_builders import event_builder, item_builder
from frankly.pipelines.rows.targets import RowRefused, Shape, Target
from frankly.ports.catalogue import Catalogue
from frankly.ports.events import EventStore
from frankly.ports.rows import BadRow, Reason, Reject, RejectSink, Row, RowSource

T = TypeVar("T")
Progress: TypeAlias = Callable[[int, int], None]
"""Called after each batch with the bytes read so far and in all."""

BATCH: Final = 1000
SHOWN_REASONS: Final = 5
SHOWN_ITEMS: Final = 3


class RejectView(Frozen):
    """One of the first rejected rows."""

    file: str
    """The file."""

    line: int
    """Line of the file, or number of the row."""

    field: str
    """The field that is wrong; empty when it is the whole row."""

    reason: str
    """What is wrong and what to do."""


class ImportReport(Frozen):
    """What became of the rows of one file."""

    file: str
    """The file."""

    target: Target
    """What its rows became."""

    read: int
    """Rows read, bad ones included."""

    stored: int
    """Rows stored that were not there before."""

    changed: int
    """Rows that changed something that was there."""

    unchanged: int
    """Rows that were there already, as they are."""

    rejected: int
    """Rows that could not be used."""

    reasons: tuple[RejectView, ...]
    """The first of them."""

    rejects_path: str | None
    """Where all rejected rows are, with the reasons; none when there were none."""

    ignored_columns: tuple[str, ...] = ()
    """Columns that nothing uses; map them, or take them up as attributes."""

    item_unknown: int = 0
    """Good rows of events that name an item which the catalogue lacks; they are stored, and count once it comes."""

    unknown_items: tuple[str, ...] = ()
    """The first of those items."""

    flagged: int = 0
    """Good rows whose text is more than plain prose; they are stored as they came, and cleaned wherever they leave."""

    kept_out: int = 0
    """Those of them with a sentence that never becomes a fact and never enters a prompt: orders, code, addresses."""

    findings: dict[str, int] = Field(default_factory=dict)
    """Code of a finding → how often; docs/reference/findings.md has the codes."""

    flagged_texts: tuple[FlaggedText, ...] = ()
    """The first of them, those that are kept out first."""


@dataclass(slots=True)
class _Tally:
    """Counts and keeps what an import reports."""

    source: RowSource
    rejects: RejectSink
    progress: Progress | None
    read: int = 0
    stored: int = 0
    changed: int = 0
    unchanged: int = 0
    rejected: int = 0
    first: list[RejectView] = field(default_factory=list)
    item_unknown: int = 0
    is_there: dict[str, bool] = field(default_factory=dict)
    flagging: Flagging = field(default_factory=Flagging)

    def refuse(self, row: Row | BadRow, reasons: Sequence[Reason]) -> None:
        self.rejected += 1
        if len(self.first) < SHOWN_REASONS:
            reason = reasons[0]
            self.first.append(
                RejectView(file=self.source.name, line=row.line, field=reason.field, reason=reason.message)
            )
        readable = row.fields if isinstance(row, Row) else None
        text = row.text if isinstance(row, BadRow) else ""
        self.rejects.add(Reject(self.source.name, row.line, tuple(reasons), readable, text))

    async def look_up(self, events: Sequence[Event], catalogue: Catalogue) -> None:
        """Count events whose item the catalogue lacks; each item is looked up once."""
        named = [str(event.item) for event in events if event.item is not None]
        new = [item for item in dict.fromkeys(named) if item not in self.is_there]
        known = await catalogue.get_many(new)
        self.is_there |= {item: item in known for item in new}
        self.item_unknown += sum(not self.is_there[item] for item in named)

    def advance(self) -> None:
        if self.progress is not None:
            self.progress(self.source.bytes_read, self.source.total_bytes)

    def report(self, target: Target, shape: Shape) -> ImportReport:
        return ImportReport(
            file=self.source.name,
            target=target,
            read=self.read,
            stored=self.stored,
            changed=self.changed,
            unchanged=self.unchanged,
            rejected=self.rejected,
            reasons=tuple(self.first),
            rejects_path=self.rejects.path,
            ignored_columns=shape.ignored if isinstance(shape, Mapped) else (),
            item_unknown=self.item_unknown,
            unknown_items=tuple(
                islice((item for item, is_there in self.is_there.items() if not is_there), SHOWN_ITEMS)
            ),
            flagged=self.flagging.rows,
            kept_out=self.flagging.kept_out,
            findings=dict(sorted(self.flagging.by_code.items())),
            flagged_texts=self.flagging.shown(),
        )


async def import_items(
    source: RowSource,
    shape: Shape,
    catalogue: Catalogue,
    *,
    now: EpochMs,
    rejects: RejectSink,
    progress: Progress | None = None,
) -> ImportReport:
    """Bring items in.

    Args:
        source: the opened file.
        shape: `mapping.native(...)`, `mapping.compiled(...)` or that of a preset.
        catalogue: where to.
        now: `first_available` of new items that do not say.
        rejects: where bad rows go; closed at the end.
        progress: told after each batch.

    Raises:
        StoreUnavailable: what was stored until then stays; run it again to go on.
        Invalid: when nothing in the file can be read, or rejects cannot be written.
    """
    tally = _Tally(source, rejects, progress)
    try:
        for batch in _batches(tally, item_builder(shape)):
            for item in batch:
                tally.flagging.item(item)
            known = await catalogue.get_many([item.id for item in batch])
            changed = await catalogue.upsert(batch, now)
            new = len(batch) - len(known)
            tally.stored += new
            tally.changed += changed - new
            tally.unchanged += len(batch) - changed
            tally.advance()
    finally:
        rejects.close()
    return tally.report("items", shape)


async def import_events(
    source: RowSource,
    shape: Shape,
    events: EventStore,
    catalogue: Catalogue,
    *,
    now: EpochMs,
    rejects: RejectSink,
    progress: Progress | None = None,
) -> ImportReport:
    """Bring events in. Those without an id get one from their content, so that running it again doubles nothing.

    Args:
        source: the opened file.
        shape: as for items.
        events: where to.
        catalogue: knows the items; an event may come before its item, so it is stored in any case and told.
        now: events that happen later are refused, save for a clock that runs ahead a little.
        rejects: where bad rows go; closed at the end.
        progress: told after each batch.

    Raises:
        StoreUnavailable: what was stored until then stays; run it again to go on.
        Invalid: when nothing in the file can be read, or rejects cannot be written.
    """
    tally = _Tally(source, rejects, progress)
    try:
        for batch in _batches(tally, event_builder(shape, now)):
            outcomes = await events.append(batch, now)
            await tally.look_up(batch, catalogue)
            for event in batch:
                tally.flagging.event(event)
            tally.stored += sum(outcomes)
            tally.unchanged += len(batch) - sum(outcomes)
            tally.advance()
    finally:
        rejects.close()
    return tally.report("events", shape)


async def import_profiles(
    source: RowSource,
    shape: Shape,
    rights: Rights,
    *,
    now: EpochMs,
    rejects: RejectSink,
    progress: Progress | None = None,
) -> ImportReport:
    """Bring stated facts and decisions in. What people said themselves stays; over a known decision it can only narrow.

    Args:
        source: the opened file.
        shape: as for items.
        rights: the use cases over the store of people.
        now: when facts were stated that do not say.
        rejects: where bad rows go; closed at the end.
        progress: told after each batch.

    Raises:
        StoreUnavailable: what was stored until then stays; run it again to go on.
        Invalid: when nothing in the file can be read, or rejects cannot be written.
    """
    tally = _Tally(source, rejects, progress)
    try:
        for batch in _batches(tally, lambda row: (row, profile_row(shape(row.fields), now))):
            for row, profile in batch:
                tally.flagging.profile(profile)
                await _store_profile(tally, row, profile, rights, now)
            tally.advance()
    finally:
        rejects.close()
    return tally.report("profiles", shape)


async def _store_profile(tally: _Tally, row: Row, profile: ProfileRow, rights: Rights, now: EpochMs) -> None:
    before = await rights.people.read(profile.key, history_limit=0, seen_since=None)
    was_known = bool(before.facts or before.corrections) or before.consent is not None
    try:
        _, is_changed = await rights.keep_facts(profile.key, profile.facts, now=now)
    except TooLarge as error:
        tally.refuse(row, [Reason("facts", error.message)])
        return
    if profile.consent is not None:
        is_changed = await rights.restore_consent(profile.key, profile.consent, now=now) or is_changed
    if profile.corrections:
        is_changed = await rights.restore_corrections(profile.key, profile.corrections) or is_changed
    tally.stored += is_changed and not was_known
    tally.changed += is_changed and was_known
    tally.unchanged += not is_changed


def read_items(source: RowSource, shape: Shape) -> Iterator[Item]:
    """The good items of a file, for benchmarks and trials; bad rows are passed over."""
    return _good(source, item_builder(shape))


def read_events(source: RowSource, shape: Shape, now: EpochMs) -> Iterator[Event]:
    """The good events of a file, for benchmarks and trials; bad rows are passed over."""
    return _good(source, event_builder(shape, now))


def _good(source: RowSource, build: Callable[[Row], T]) -> Iterator[T]:
    for row in source.rows():
        if isinstance(row, Row):
            try:
                yield build(row)
            except RowRefused:
                continue


def _batches(tally: _Tally, build: Callable[[Row], T]) -> Iterator[list[T]]:
    """Good rows in batches; bad ones are refused on the way."""
    ready: list[T] = []
    for row in tally.source.rows():
        tally.read += 1
        if isinstance(row, BadRow):
            tally.refuse(row, [Reason("", row.reason)])
        else:
            try:
                ready.append(build(row))
            except RowRefused as refused:
                tally.refuse(row, refused.reasons)
        if len(ready) == BATCH:
            yield ready
            ready = []
    if ready:
        yield ready
    tally.advance()
