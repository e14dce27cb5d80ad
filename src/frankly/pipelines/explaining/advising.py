"""What would bring an item into a slate. Every change is tried through the whole pipeline; what fails is not told."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

import numpy as np

from frankly.domain.deciding.candidate import DropReason
from frankly.domain.deciding.snapshot import Snapshot
from frankly.domain.evidence import UNITS, Anchor, AnchorType
from frankly.domain.ids import ItemId
from frankly.domain.person.consent import ConsentInput, EvidenceGroup
from frankly.domain.person.event import EventKind
from frankly.domain.person.profile import FactField, FactInput, FactKind
from frankly.domain.surface import MODEL_SOURCES
from frankly.pipelines.explaining.changes import ActsOn, Changes, SupposedEvent
from frankly.pipelines.explaining.supposing import Revisited, suppose
from frankly.pipelines.explaining.views import Advice, Verdict
from frankly.stages.candidates.sources.shared import LIKENESS, PPM, likeness, linked_units

MOST_GIVEN: Final = 3
"""Advices of one answer."""

MOST_TRIED: Final = 40
"""Changes that are tried for one answer."""

MOST_ACTS: Final = 8
"""Acts that an advice may ask for."""

MOST_ANCHORS: Final = 400
"""Items among which those are looked for that an act on would help most."""

Kind = Literal["acts", "fact", "consent", "without_acts", "stock"]


@dataclass(frozen=True, slots=True)
class _Way:
    """A way in: changes of growing size, of which the smallest that works is wanted.

    Attributes:
        kind: what changes.
        about: what the change is about.
        steps: the change by its size, the smallest first.
    """

    kind: Kind
    about: Anchor
    steps: tuple[Changes, ...]


@dataclass(slots=True, eq=False)
class _Tries:
    """Tries changes, and counts them.

    Attributes:
        world: the decision.
        item: that shall enter.
        number: how many were tried.
    """

    world: Revisited
    item: ItemId
    number: int = 0
    _known: dict[str, int | None] = field(default_factory=dict)

    async def slot(self, changes: Changes) -> int | None:
        """Place of the item in the slate as it would be; None where it is not in it, or only drawn into it."""
        name = changes.model_dump_json()
        if name not in self._known:
            self.number += 1
            after = (await suppose(self.world, changes)).answer.items
            places = (one.slot for one in after if one.id == self.item and one.origin != "exploration")
            self._known[name] = next(places, None)
        return self._known[name]

    async def smallest(self, steps: Sequence[Changes]) -> tuple[int, int] | None:
        """The first step that works, with the place at which the item enters; steps are left out while none does."""
        failed = -1
        for step in _LOOKS:
            if step >= len(steps) or self.number >= MOST_TRIED:
                return None
            if await self.slot(steps[step]) is not None:
                break
            failed = step
        else:
            return None
        for between in range(failed + 1, step + 1):
            place = await self.slot(steps[between])
            if place is not None:
                return between, place
        return None


_LOOKS: Final = (0, 1, 2, 4, 7)


async def advise(
    world: Revisited, row: int, verdict: Verdict, dropped: DropReason | None, fillers: Sequence[ItemId]
) -> tuple[tuple[Advice, ...], int]:
    """Find what would bring an item in.

    Args:
        world: the decision.
        row: the item.
        verdict: why it is not there.
        dropped: why it was dropped.
        fillers: items that fill the caps that it would count towards.

    Returns:
        At most three advices, each of which holds, and how many changes were tried.
    """
    situation = world.decided.situation
    tries = _Tries(world, situation.snapshot.item_ids[row])
    given: list[Advice] = []
    lift = _lifting(world, row, dropped) if verdict == "filtered" else None
    if verdict == "filtered" and lift is None:
        return (), 0
    if lift is not None:
        place = await tries.slot(lift.steps[0])
        if place is not None:
            return (_advice(lift, 0, place, is_besides=False),), tries.number
    base = Changes() if lift is None else lift.steps[0]
    for way in _ways(world, row, fillers):
        steps = [_joined(base, step) for step in way.steps]
        found = await tries.smallest(steps)
        if found is not None:
            given.append(_advice(_Way(way.kind, way.about, tuple(steps)), *found, is_besides=lift is not None))
        if len(given) == MOST_GIVEN or tries.number >= MOST_TRIED:
            break
    return tuple(sorted(given, key=lambda one: (one.number, one.kind))), tries.number


def _advice(way: _Way, step: int, place: int, *, is_besides: bool) -> Advice:
    number = step + 1 if way.kind == "acts" else 1
    return Advice(
        kind=way.kind, changes=way.steps[step], about=way.about, number=number, is_besides=is_besides, slot=place
    )


def _joined(one: Changes, other: Changes) -> Changes:
    """Two changes as one; they never say different things of the same."""
    return Changes(
        add_events=one.add_events + other.add_events,
        remove_acts=one.remove_acts + other.remove_acts,
        add_facts=one.add_facts + other.add_facts,
        consent=one.consent or other.consent,
        available=one.available + other.available,
        unavailable=one.unavailable + other.unavailable,
    )


def _lifting(world: Revisited, row: int, dropped: DropReason | None) -> _Way | None:
    """What would let an item through its filter, where a change of this person or of the stock can do that."""
    situation = world.decided.situation
    item = situation.snapshot.item_ids[row]
    about = Anchor(type="item", value=item)
    gone: dict[DropReason | None, tuple[EventKind, ...]] = {
        DropReason.HIDDEN: (EventKind.HIDE,),
        DropReason.DISLIKED: (EventKind.DISLIKE, EventKind.RATE),
        DropReason.CONSUMED: situation.surface.filters.consumed,
    }
    if dropped in gone and world.decided.key is not None:
        acts = tuple(ActsOn(kind=kind, item=item) for kind in gone[dropped])
        return _Way("without_acts", about, (Changes(remove_acts=acts),))
    if dropped in {DropReason.UNAVAILABLE, DropReason.EXPIRED}:
        return _Way("stock", about, (Changes(available=(item,)),))
    if dropped is DropReason.SENSITIVE and world.decided.key is not None:
        labels = situation.snapshot.sensitive
        owned = labels.by_item.entries_of(np.array([row]))[1]
        topics = {labels.names[code]: True for code in labels.by_item.indices[owned].tolist()}
        return _Way("consent", about, (Changes(consent=ConsentInput(sensitive=topics)),))
    return None


def _ways(world: Revisited, row: int, fillers: Sequence[ItemId]) -> Iterator[_Way]:
    """Ways in, the likeliest and simplest first."""
    scope = world.decided.situation.scope
    for filler in fillers[:2]:
        yield _Way("stock", Anchor(type="item", value=filler), (Changes(unavailable=(filler,)),))
    if world.decided.key is None or not scope.is_profiled:
        return
    if EvidenceGroup.STATED in scope.groups:
        yield from _statements(world.decided.situation.snapshot, row)
    anchors = _anchors(world, row)
    kinds = ((EventKind.VIEW, EvidenceGroup.VIEWS), (EventKind.LIKE, EvidenceGroup.OPINIONS))
    for kind, group in kinds:
        if group in scope.groups and anchors:
            yield _Way("acts", _about(world.decided.situation.snapshot, row), tuple(_acts(kind, anchors)))


def _statements(snapshot: Snapshot, row: int) -> Iterator[_Way]:
    """Interests that the person could state: the item's category, creator, first tag."""
    tables = (
        (FactField.CATEGORY, snapshot.categories),
        (FactField.CREATOR, snapshot.creators),
        (FactField.TAG, snapshot.tags),
    )
    for said, labels in tables:
        entries = labels.by_item.entries_of(np.array([row]))[1]
        codes = labels.by_item.indices[entries].tolist()
        if codes and len(labels.names[codes[0]]) <= FACT_CHARACTERS:
            fact = FactInput(kind=FactKind.INTEREST, field=said, value=labels.names[codes[0]])
            kind: AnchorType = said.value
            yield _Way("fact", Anchor(type=kind, value=fact.value), (Changes(add_facts=(fact,)),))


FACT_CHARACTERS: Final = 120
"""Longest value of a fact."""


def _about(snapshot: Snapshot, row: int) -> Anchor:
    """What further acts are about: the item's category, else the item itself."""
    code = int(snapshot.main_category[row])
    if code < 0:
        return Anchor(type="item", value=snapshot.item_ids[row])
    return Anchor(type="category", value=snapshot.categories.names[code])


def _acts(kind: EventKind, anchors: Sequence[ItemId]) -> Iterator[Changes]:
    for number in range(1, min(len(anchors), MOST_ACTS) + 1):
        yield Changes(add_events=tuple(SupposedEvent(kind=kind, item=item) for item in anchors[:number]))


def _anchors(world: Revisited, row: int) -> list[ItemId]:
    """Items of its category, acts on which speak most for an item; of the whole catalogue where it has no category."""
    situation = world.decided.situation
    snapshot, sources = situation.snapshot, situation.surface.sources
    code = int(snapshot.main_category[row])
    rows = np.flatnonzero(snapshot.main_category == code) if code >= 0 else np.arange(len(snapshot))
    rows = rows[snapshot.offered(rows, situation.now) & (rows != row)]
    target = np.array([row])
    worth = np.zeros(len(rows), np.float64)
    once = np.full(len(rows), PPM)
    if snapshot.has_vector[row] and len(rows):
        weight = sum(sources[name].weight for name in ("content", "because_you_liked") if name in sources)
        worth += likeness(snapshot, rows, target)[:, 0] / LIKENESS * weight
    for name in MODEL_SOURCES & sources.keys():
        worth += linked_units(snapshot.statistics.model(name), rows, once, target)[:, 0] / UNITS * sources[name].weight
    order = np.lexsort((rows, -worth))
    return [snapshot.item_ids[one] for one in rows[order[worth[order] > 0]][:MOST_ANCHORS].tolist()]
