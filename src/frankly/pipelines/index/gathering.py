"""Counts everyone's acts into statistics: what is popular, for whom, and what follows what.

Whoever refused profiling, or any kind of evidence, is not counted at all: a refusal holds for statistics as well.
"""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from frankly.domain.deciding.snapshot import Snapshot, Statistics
from frankly.domain.deciding.training import ActColumns
from frankly.domain.person.consent import Consent, Purpose
from frankly.domain.person.correction import CorrectionKind, passes_over
from frankly.domain.person.profile import Fact, PersonRecord
from frankly.domain.person.segment import Rule, Segment
from frankly.domain.time import EpochMs
from frankly.ports.catalogue import Catalogue
from frankly.ports.events import EventColumns, EventStore
from frankly.ports.people import PeopleStore
from frankly.stages.segments.belongs import Member, belongs
from frankly.stages.snapshot.statistics import StatisticsBuilder

Progress: TypeAlias = Callable[[str, int, int], None]
"""Told the phase, how much of it is done, and how much there is."""


@dataclass(slots=True, eq=False)
class Told:
    """What people told of themselves, as far as segments and consent need it.

    Attributes:
        facts: key → stated facts; equal facts of different people are one object.
        refused: keys of people who are not counted.
    """

    facts: dict[str, tuple[Fact, ...]] = field(default_factory=dict)
    refused: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True, eq=False)
class Stores:
    """Where everything is read from.

    Attributes:
        catalogue: items.
        events: everyone's acts.
        people: facts and consent.
        segments: name → rule.
    """

    catalogue: Catalogue
    events: EventStore
    people: PeopleStore
    segments: Mapping[str, Segment]


@dataclass(frozen=True, slots=True, eq=False)
class Gathered:
    """What everyone's acts come to.

    Attributes:
        statistics: counts for the rows of a snapshot, without models.
        acts: what models are trained on, 17 bytes each.
        members: segment → numbers of its people in `acts`.
    """

    statistics: Statistics
    acts: ActColumns
    members: Mapping[str, NDArray[np.int64]]


async def gather(stores: Stores, snapshot: Snapshot, now: EpochMs, progress: Progress) -> Gathered:
    """Count everything for the rows of a snapshot; of people who refused nothing is read.

    The trend ends at the newest act, so that an old data set has one too; acts dated after `now` do not move that end.
    """
    total = await stores.events.count()
    newest = await _newest(stores.events, now)
    told = await _told(stores.people, stores.segments, newest)
    builder = StatisticsBuilder(snapshot.row_of, len(snapshot), newest)
    membership = _Membership(stores.segments, told, snapshot, newest)
    done = 0
    async for chunk in stores.events.columns():
        await asyncio.to_thread(_count, builder, chunk, membership, told)
        done += len(chunk.people)
        progress("count acts", min(done, total), total)
    return await asyncio.to_thread(lambda: Gathered(builder.finish(now), builder.acts(), builder.members()))


def _count(builder: StatisticsBuilder, chunk: EventColumns, membership: "_Membership", told: Told) -> None:
    builder.add(chunk, membership.of(chunk), told.refused)


async def _newest(events: EventStore, now: EpochMs) -> EpochMs:
    newest = 0
    async for chunk in events.columns():
        past = chunk.at_ms[chunk.at_ms <= now]
        newest = max(newest, int(past.max(initial=0)))
    return EpochMs(newest or now)


async def _told(people: PeopleStore, segments: Mapping[str, Segment], now: EpochMs) -> Told:
    told = Told()
    same: dict[tuple[str, str | None, str], Fact] = {}
    wants_facts = any(_mentions(segment.when, "fact") for segment in segments.values())
    async for batch in people.stream():
        for record in batch:
            key = str(record.key)
            if record.consent is not None and refuses(record.consent):
                told.refused.add(key)
            elif wants_facts:
                valid = [fact for fact in _own(record) if fact.expires is None or fact.expires > now]
                told.facts[key] = tuple(same.setdefault((fact.kind, fact.field, fact.value), fact) for fact in valid)
    return told


def _own(record: PersonRecord) -> list[Fact]:
    """Stated facts but those of which the person said that somebody else stated them."""
    disowning = [one for one in record.corrections if one.kind is CorrectionKind.NOT_ME]
    return [fact for fact in record.facts if not passes_over(disowning, str(fact.id), fact.at)]


def refuses(consent: Consent) -> bool:
    """Whether somebody may not be counted: they refused profiling, or any kind of evidence."""
    return consent.purposes.get(Purpose.PROFILE) is False or False in consent.evidence.values()


def _mentions(rule: Rule, name: str) -> bool:
    parts = (*(rule.all or ()), *(rule.any or ()), *(rule.none or ()))
    return getattr(rule, name) is not None or any(_mentions(part, name) for part in parts)


class _Membership:
    """Which people of a chunk belong to which segment."""

    def __init__(self, segments: Mapping[str, Segment], told: Told, snapshot: Snapshot, now: EpochMs) -> None:
        self._segments, self._told, self._snapshot, self._now = segments, told, snapshot, now

    def of(self, chunk: EventColumns) -> dict[str, set[str]]:
        """Segment → keys of its people, by their facts and the acts of this chunk."""
        members: dict[str, set[str]] = {name: set() for name in self._segments}
        if not members or not len(chunk.people):
            return members
        keys = np.array(chunk.people, np.object_)
        starts = [0, *(np.flatnonzero(keys[1:] != keys[:-1]) + 1).tolist(), len(keys)]
        categories = [self._categories(item) for item in chunk.items]
        for start, end in pairwise(starts):
            key = chunk.people[start]
            if key not in self._told.refused:
                acts = slice(start, end)
                member = Member(
                    facts=self._told.facts.get(key, ()),
                    kinds=chunk.kinds[acts],
                    at_ms=chunk.at_ms[acts],
                    categories=categories[acts],
                    now=self._now,
                )
                for name, segment in self._segments.items():
                    if belongs(segment.when, member):
                        members[name].add(key)
        return members

    def _categories(self, item: str) -> tuple[str, ...]:
        row = self._snapshot.row_of.get(item, -1)
        if row < 0:
            return ()
        codes, _ = self._snapshot.categories.by_item.row(row)
        return tuple(self._snapshot.categories.names[code] for code in codes.tolist())
