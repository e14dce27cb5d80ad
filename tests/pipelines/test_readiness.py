"""What doctor says of the data at hand, over stored acts."""

import numpy as np

from frankly.domain.person.consent import Consent, Purpose
from frankly.domain.person.event import Event
from frankly.domain.person.segment import Segment
from frankly.domain.time import DAY_MS, EpochMs
from frankly.pipelines.examining.readiness import examine_readiness
from frankly.pipelines.index.gathering import Stores, gather
from frankly.stages.snapshot.build import empty_snapshot
from frankly.testing.memory.catalogue import MemoryCatalogue
from frankly.testing.memory.database import MemoryDatabase
from frankly.testing.memory.events import MemoryEvents
from frankly.testing.memory.people import MemoryPeople
from tests.snapshots import NOW, item, snapshot_of

MOMENT = EpochMs(NOW)
ITEMS = 60
SHOPPERS = Segment.model_validate(
    {"name": "shoppers", "title": {"en": "shoppers"}, "when": {"acts": {"kinds": ["purchase"]}}}
)


class Shop:
    def __init__(self, segments: dict[str, Segment] | None = None) -> None:
        database = MemoryDatabase()
        self.events, self.people = MemoryEvents(database), MemoryPeople(database)
        self.stores = Stores(MemoryCatalogue(), self.events, self.people, segments or {})
        self.snapshot = snapshot_of([item(number) for number in range(ITEMS)])

    async def act(self, person: str, number: int, day: int) -> None:
        act = {"id": f"{person}-{day}", "person": person, "kind": "purchase", "item": f"i{number:03}"}
        await self.events.append([Event.model_validate(act | {"at": NOW - (30 - day) * DAY_MS})], MOMENT)

    async def fill(self, people: int) -> None:
        """Everybody buys five of a dozen items that belong together."""
        draw = np.random.default_rng(7)
        for number in range(people):
            group = int(draw.integers(5))
            for day, place in enumerate(draw.choice(12, 5, replace=False).tolist()):
                await self.act(f"p{number:03}", group * 12 + place, day)

    async def findings(self) -> dict[str, str]:
        return {found.code: found.what for found in await examine_readiness(self.stores, self.snapshot, MOMENT)}


async def test_a_shop_whose_people_choose_alike_carries_item_to_item() -> None:
    shop = Shop()
    await shop.fill(200)

    found = await shop.findings()

    assert "on the last acts of 200 people" in found["readiness_item_item"]
    assert "better" in found["readiness_tried_item_item"]
    assert "not tried, nobody who was asked belongs to a segment of 20 people" in found["readiness_tried_segments"]


async def test_too_few_people_are_told_with_the_number_that_it_takes() -> None:
    shop = Shop()
    await shop.fill(12)

    found = await shop.findings()

    assert found == {
        "readiness_editorial": (
            "Do not personalise yet: 12 people have acts at two different times, "
            "and it takes 30 to try whether it would help."
        )
    }


async def test_an_empty_catalogue_is_nothing_to_personalise() -> None:
    shop = Shop()
    shop.snapshot = empty_snapshot()

    assert list(await shop.findings()) == ["readiness_nothing"]


async def test_who_refused_a_profile_is_not_asked() -> None:
    shop = Shop()
    await shop.fill(40)
    for number in range(15):
        await shop.people.put_consent(f"p{number:03}", Consent(purposes={Purpose.PROFILE: False}, at=MOMENT))

    found = await shop.findings()

    assert "25 people have acts" in found["readiness_editorial"]


async def test_members_are_numbered_as_in_the_acts() -> None:
    shop = Shop({"shoppers": SHOPPERS})
    await shop.fill(30)

    gathered = await gather(shop.stores, shop.snapshot, MOMENT, lambda phase, done, total: None)

    assert gathered.members["shoppers"].tolist() == list(range(30))
    assert sorted(set(gathered.acts.person.tolist())) == list(range(30))
