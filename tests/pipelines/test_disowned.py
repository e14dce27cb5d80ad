"""What was somebody else's counts in no statistics from the next re-index on, and counts again when that is undone."""

from typing import Any

from frankly.domain.person.correction import Correction
from frankly.domain.person.event import Event
from frankly.domain.person.profile import Fact
from frankly.domain.person.segment import Segment
from frankly.testing.memory.corrections import MemoryCorrections
from frankly.testing.memory.events import MemoryEvents
from frankly.testing.memory.people import MemoryPeople
from tests.pipelines.test_indexing import MOMENT, NOW, World


def disowning(**what: Any) -> Correction:
    said = {"id": "c1", "decision": "d1", "item": "i000", "kind": "not_me", "at": NOW}
    return Correction.model_validate(said | what)


async def crowd(world: World) -> MemoryCorrections:
    """Twenty-five people view the first three items."""
    await world.acted()
    return MemoryCorrections(world.database)


def viewers(live: Any) -> list[int]:
    """How many people acted on each of the first three items."""
    found: list[int] = live.snapshot.statistics.popular_people[:3].tolist()
    return found


async def test_disowned_acts_count_for_nobody_until_that_is_undone() -> None:
    world = World()
    live = await world.started()
    corrections = await crowd(world)
    await live.reindex(MOMENT)
    assert viewers(live) == [25, 25, 25]
    await corrections.put("p3", disowning(acts=("e3-0", "e3-1")))
    assert viewers(live) == [25, 25, 25]
    await live.reindex(MOMENT)
    assert viewers(live) == [24, 24, 25]
    await corrections.undo("p3", "c1", MOMENT)
    await live.reindex(MOMENT)
    assert viewers(live) == [25, 25, 25]


async def test_acts_that_are_only_not_to_be_used_still_count_for_everyone() -> None:
    world = World()
    live = await world.started()
    corrections = await crowd(world)
    await corrections.put("p3", disowning(kind="dont_use", acts=("e3-0",)))
    await live.reindex(MOMENT)
    assert viewers(live) == [25, 25, 25]


async def test_a_disowned_statement_puts_nobody_into_a_segment() -> None:
    world = World()
    rule = {"fact": {"kind": "interest", "field": "category", "value": "sea"}}
    world.segments["fans"] = Segment.model_validate({"name": "fans", "title": {"en": "fans"}, "when": rule})
    live = await world.started()
    corrections = await crowd(world)
    people = MemoryPeople(world.database)
    for person in range(22):
        said = {"id": "f1", "kind": "interest", "field": "category", "value": "sea", "status": "stated"}
        fact = Fact.model_validate({**said, "origin": "person", "at": NOW - 9})
        await people.put_facts(f"p{person}", [fact], replace=False, now=MOMENT)
    await live.reindex(MOMENT)
    assert live.snapshot.statistics.by_segment["fans"][2].tolist() == [22, 22, 22]
    await corrections.put("p3", disowning(facts=("f1",)))
    await corrections.put("p4", disowning(kind="dont_use", facts=("f1",)))
    await live.reindex(MOMENT)
    assert live.snapshot.statistics.by_segment["fans"][2].tolist() == [21, 21, 21]


async def test_everyones_acts_are_read_without_those_that_were_disowned() -> None:
    world = World()
    events = MemoryEvents(world.database)
    one = {"id": "e1", "person": "ada", "kind": "view", "item": "i000", "at": NOW}
    await events.append([Event.model_validate(one), Event.model_validate({**one, "id": "e2"})], MOMENT)
    await MemoryCorrections(world.database).put("ada", disowning(acts=("e1", "e2")))
    assert [chunk async for chunk in events.columns()] == []
    assert await events.count() == 2
