"""Lists everybody whom a campaign considers: people of a segment, a rule or a file, or all. Nobody is decided on."""

import hashlib
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from frankly.domain.answering.request import RequestContext
from frankly.domain.campaign.recipient import Considered, Contact, Recipient
from frankly.domain.person.profile import PersonRecord
from frankly.domain.person.segment import Segment
from frankly.domain.time import EpochMs
from frankly.errors import Conflict
from frankly.pipelines.campaigning.world import CampaignWorld
from frankly.pipelines.request.membership import segments_here
from frankly.stages.consent.scope import decide as scope_of

BATCH: Final = 1_000
"""Rows that are written at once."""

Keep: TypeAlias = Callable[[str], Awaitable[bool]]
"""Says whether a person is listed."""

_OWN_RULE: Final = "audience"


async def list_audience(
    world: CampaignWorld, rows: Iterable[Considered] | None = None, keep: Keep | None = None
) -> int:
    """Write the audience into the ledger, everybody once; whoever stands there twice is skipped with a reason.

    Args:
        world: the edition.
        rows: the audience's file, where it is one.
        keep: says who of them is listed; everybody without it.

    Returns:
        How many there are. A listing that was killed is done again: a number that is there already stays.

    Raises:
        Conflict: when somebody else has a number by now: going on would leave people out without a word.
    """
    listing = _Listing(world, keep)
    async for one in considered(world, rows):
        await listing.add(one)
    await listing.flush()
    await world.ledger.listed(world.edition.no, listing.digest.hexdigest()[:32])
    return listing.count


async def considered(world: CampaignWorld, rows: Iterable[Considered] | None) -> AsyncIterator[Considered]:
    """Everybody of an audience: those of its file, where it is one, else those for whom its rule holds."""
    if rows is not None:
        for one in rows:
            yield one
    else:
        async for person in _people(world):
            yield Considered(person)


@dataclass(slots=True, eq=False)
class _Listing:
    world: CampaignWorld
    keep: Callable[[str], Awaitable[bool]] | None = None
    count: int = 0
    waiting: list[Recipient] = field(default_factory=list)
    digest: "hashlib._Hash" = field(default_factory=hashlib.sha256)

    async def add(self, one: Considered) -> None:
        self.digest.update(_told(one))
        if self.keep is not None and not await self.keep(one.person):
            return
        self.count += 1
        self.waiting.append(Recipient(self.count, one.person, one.contact))
        if len(self.waiting) >= BATCH:
            await self.flush()

    async def flush(self) -> None:
        if self.waiting:
            stored = await self.world.ledger.recipients(self.world.edition.no, self.waiting[0].no, self.waiting[-1].no)
            wanted = {row.no: row for row in self.waiting}
            if any(row.person and _who(row) != _who(wanted[row.no]) for row in stored):
                raise Conflict("The audience changed since a part of it was listed.")
            await self.world.ledger.add(self.world.edition.no, self.waiting)
            self.waiting = []


def audience_hash(rows: Iterable[Considered]) -> str:
    """Hash of an audience, as an edition keeps it when all of it is listed."""
    digest = hashlib.sha256()
    for one in rows:
        digest.update(_told(one))
    return digest.hexdigest()[:32]


def _told(one: Considered) -> bytes:
    return f"{one.person}\x1f{one.contact}\x1e".encode()


def _who(row: Recipient) -> tuple[str, Contact]:
    return row.person, row.contact


async def _people(world: CampaignWorld) -> AsyncIterator[str]:
    """People of a segment or rule, or all, in order of id."""
    segments = _segments(world)
    async for page in world.parts.people.stream():
        for record in page:
            key = str(record.key)
            if key.startswith("session:"):
                continue
            if segments is None or await _belongs(world, key, segments):
                yield key


def _segments(world: CampaignWorld) -> Mapping[str, Segment] | None:
    audience = world.campaign.audience
    if audience.segment is not None:
        return {audience.segment: world.parts.policies.segments[audience.segment]}
    if audience.rule is not None:
        return {_OWN_RULE: Segment(name=_OWN_RULE, title={"en": "the audience"}, when=audience.rule)}
    return None


async def _belongs(world: CampaignWorld, key: str, segments: Mapping[str, Segment]) -> bool:
    parts = world.parts
    record: PersonRecord = await parts.people.read(key, history_limit=parts.history_limit, seen_since=None)
    scope = scope_of(world.surface, record.consent, has_identity=True, is_holdout=False)
    found: Sequence[str] = segments_here(
        segments, record, scope, RequestContext(), parts.live.snapshot, EpochMs(world.edition.at)
    )
    return bool(found)
