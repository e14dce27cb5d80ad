"""The use case over memory stores: a shop where people keep to their group of items."""

import asyncio
from collections.abc import Sequence

import numpy as np
import pytest

from frankly.domain.deciding.training import TrainingPolicy
from frankly.domain.ids import EventId, ItemId, PersonId
from frankly.domain.person.consent import Consent, Purpose
from frankly.domain.person.event import Event
from frankly.domain.surface import Surface
from frankly.domain.time import DAY_MS, EpochMs
from frankly.errors import Invalid
from frankly.pipelines.tuning.learning import numbers
from frankly.pipelines.tuning.training import Stored
from frankly.pipelines.tuning.tune import tune
from frankly.testing.memory.database import MemoryDatabase
from frankly.testing.memory.events import MemoryEvents
from frankly.testing.memory.people import MemoryPeople
from tests.snapshots import NOW, items, snapshot_of

ITEMS = 120
GROUPS = 6

BAD = {"popular": {"weight": 50}, "item_item": {"weight": 0.01}, "transitions": {"weight": 0.01}}
"""What everybody likes drowns what is known of a person."""


def surface(**sources: object) -> Surface:
    return Surface.model_validate({"name": "page", "sources": sources or BAD})


def acts(people: int, seed: int = 3) -> list[Event]:
    """Each person walks through the items of one group, in its order, with gaps."""
    draws = np.random.default_rng(seed)
    found = []
    for person in range(people):
        place = int(draws.integers(0, ITEMS // GROUPS))
        for step, day in enumerate(np.sort(draws.choice(240, 9, replace=False)).tolist()):
            place = (place + int(draws.integers(1, 3))) % (ITEMS // GROUPS)
            item = place * GROUPS + person % GROUPS
            found.append(
                Event(
                    id=EventId(f"e{person}-{step}"),
                    person=PersonId(f"p{person:04}"),
                    kind="purchase",  # type: ignore[arg-type]
                    item=ItemId(f"i{item:03}"),
                    at=EpochMs(NOW - (240 - day) * DAY_MS),
                )
            )
    return found


async def stored(events: Sequence[Event], refused: Sequence[str] = (), purpose: Purpose = Purpose.PROFILE) -> Stored:
    database = MemoryDatabase()
    log, people = MemoryEvents(database), MemoryPeople(database)
    await log.append(events, EpochMs(NOW))
    for key in refused:
        await people.put_consent(key, Consent(purposes={purpose: False}, at=EpochMs(NOW)))
    return Stored(log, people, snapshot_of(items(ITEMS)), TrainingPolicy(rank=20), EpochMs(NOW))


async def test_weights_that_drown_what_is_known_of_people_are_replaced() -> None:
    tuned = await tune(await stored(acts(500)), surface(), people=1200)
    assert tuned.learned.is_better, tuned.verdict()
    assert tuned.has_times
    new = tuned.learned.new
    assert new["item_item"].weight + new["transitions"].weight > 3 * new["popular"].weight
    assert set(numbers(tuned.learned.old, new)) <= {"popular", "item_item", "transitions"}
    assert tuned.verdict().startswith("The new weights are better on people they were not learned from")
    note = "\n".join(tuned.note(EpochMs(NOW)))
    assert f"{tuned.acts} acts of 500 people, hash {tuned.digest}; seed 0" in note
    assert "learned by 'frankly tune' on 2023-11-14" in note


async def test_the_same_data_and_seed_give_the_same_report() -> None:
    first, second = [(await tune(await stored(acts(250)), surface(), people=500)).as_plain() for _ in range(2)]
    assert first == second
    other = (await tune(await stored(acts(250)), surface(), people=500, seed=1)).as_plain()
    assert other["pooled"] != first["pooled"]
    assert other["data"] == first["data"]


@pytest.mark.parametrize("purpose", [Purpose.PROFILE, Purpose.MEASURE])
async def test_people_who_refused_change_nothing(purpose: Purpose) -> None:
    events = acts(250)
    refused = [f"p{person:04}" for person in range(220, 250)]
    kept = [event for event in events if event.person not in refused]
    with_them = await tune(await stored(events, refused, purpose), surface(), people=800)
    without = await tune(await stored(kept), surface(), people=800)
    assert with_them.as_plain() == without.as_plain()


async def test_too_little_data_is_refused() -> None:
    with pytest.raises(Invalid, match="Stored are 90 acts of 10 people"):
        await tune(await stored(acts(10)), surface())


async def test_a_surface_without_sources_to_teach_is_refused() -> None:
    with pytest.raises(Invalid, match="Surface 'page' has no source that acts can teach"):
        await tune(await stored([]), surface(editorial={"weight": 1}))


async def test_a_search_that_is_broken_off_stops_its_thread() -> None:
    told: list[str] = []
    work = asyncio.create_task(
        tune(await stored(acts(300)), surface(), people=800, progress=lambda phase, done, total: told.append(phase))
    )
    while "search" not in told:
        await asyncio.sleep(0.01)
    work.cancel()
    with pytest.raises(asyncio.CancelledError):
        await work
    seen = len(told)
    await asyncio.get_running_loop().shutdown_default_executor()
    assert len(told) <= seen + 1
