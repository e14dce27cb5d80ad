from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from frankly.domain.ids import ItemId
from frankly.domain.item import Item
from frankly.domain.money import Money
from frankly.domain.person.event import Event
from frankly.domain.surface import Surface
from frankly.domain.time import DAY_MS, EpochMs
from frankly.pipelines.examining.findings import Finding, Limits, Severity
from frankly.pipelines.examining.health import examine
from frankly.pipelines.indexing import LiveIndex
from frankly.testing.memory.catalogue import MemoryCatalogue
from frankly.testing.memory.database import MemoryDatabase
from frankly.testing.memory.events import MemoryEvents
from frankly.testing.memory.index import MemoryIndex
from frankly.testing.memory.people import MemoryPeople
from frankly.testing.memory.snapshots import MemorySnapshots
from tests.pipelines.test_indexing import FragileEmbedder
from tests.snapshots import NOW, item

MOMENT = EpochMs(NOW)
USUAL = Limits()
PRICE = Money(amount_minor=999, currency="EUR")


class Shop:
    """A healthy shop; each test spoils one thing."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.catalogue, self.index, self.embedder = MemoryCatalogue(), MemoryIndex(), FragileEmbedder()
        database = MemoryDatabase()
        self.events = MemoryEvents(database)
        self.live = LiveIndex(
            self.catalogue, self.events, MemoryPeople(database), self.index, self.embedder, MemorySnapshots(), {}, True
        )

    async def open(self, number: int = 30) -> None:
        await self.catalogue.upsert([item(each, price=PRICE) for each in range(number)], MOMENT)
        acts = [
            {"id": f"{person}-{step}", "person": f"p{person}", "kind": "view", "item": f"i{step:03}", "at": NOW - step}
            for person in range(25)
            for step in range(4)
        ]
        await self.events.append([Event.model_validate(act) for act in acts], MOMENT)
        await self.live.reindex(MOMENT)

    async def act(self, number: int, item: str, now: int) -> None:
        acts = [
            {"id": f"{item}{each}", "person": "p1", "kind": "view", "item": item, "at": now} for each in range(number)
        ]
        await self.events.append([Event.model_validate(act) for act in acts], EpochMs(now))

    async def findings(
        self, now: int = NOW, limits: Limits = USUAL, surfaces: Sequence[Surface] = ()
    ) -> dict[str, Finding]:
        found = await examine(
            self.catalogue,
            self.events,
            self.index,
            self.embedder,
            self.live.snapshot,
            self.folder,
            EpochMs(now),
            limits,
            surfaces,
        )
        assert len({finding.code for finding in found}) == len(found)
        for finding in found:
            assert finding.what
            assert finding.severity is Severity.OK or finding.what_to_do
        return {finding.code: finding for finding in found}

    async def wrong(self, now: int = NOW, limits: Limits = USUAL) -> dict[str, Finding]:
        found = await self.findings(now, limits)
        return {code: finding for code, finding in found.items() if finding.severity is not Severity.OK}


@pytest.fixture
async def shop(tmp_path: Path) -> Shop:
    opened = Shop(tmp_path)
    await opened.open()
    return opened


async def test_a_healthy_shop_has_nothing_wrong(shop: Shop) -> None:
    assert await shop.wrong() == {}
    assert {"items", "acts", "statistics", "vectors", "index_queries", "disk"} <= (await shop.findings()).keys()


async def test_an_empty_shop_is_told_to_import(tmp_path: Path) -> None:
    wrong = await Shop(tmp_path).wrong()
    assert wrong.keys() == {"items_thin", "acts_none"}
    assert "frankly import items" in wrong["items_thin"].what_to_do


async def test_a_shop_that_was_never_indexed_is_told_to(tmp_path: Path) -> None:
    shop = Shop(tmp_path)
    await shop.catalogue.upsert([item(each, price=PRICE) for each in range(30)], MOMENT)
    wrong = await shop.wrong()
    assert {"vectors_absent", "base_missing", "position_behind"} <= wrong.keys()
    assert wrong["vectors_absent"].severity is Severity.ERROR


async def test_items_that_lack_fields_are_counted(shop: Shop) -> None:
    bare = [Item(id=ItemId(f"b{number}"), title=f"Title {number} subject") for number in range(40)]
    await shop.catalogue.upsert(bare, MOMENT)
    await shop.live.reindex(MOMENT)
    wrong = await shop.wrong()
    assert wrong.keys() == {"untagged", "undescribed", "unpriced"}
    assert "40 of 70" in wrong["undescribed"].what


async def test_few_acts_are_noted(shop: Shop) -> None:
    assert (await shop.wrong(limits=Limits(least_acts_per_person=9))).keys() == {"acts_thin"}
    assert (await shop.wrong(limits=Limits(least_people=99))).keys() == {"acts_thin"}


async def test_old_statistics_are_noted(shop: Shop) -> None:
    later = NOW + 30 * DAY_MS
    await shop.act(2, "i001", later)
    wrong = await shop.wrong(later)
    assert wrong.keys() == {"statistics_stale"}
    assert wrong["statistics_stale"].what.startswith("2 of 102 acts came in after they were counted on 20")


async def test_statistics_age_by_what_came_in_since_and_not_by_the_calendar(shop: Shop) -> None:
    later = NOW + 30 * DAY_MS
    assert (await shop.findings(later))["statistics"].what.startswith("All stored acts were counted on 20")
    await shop.act(1, "i001", later)
    assert await shop.wrong(later) == {}  # one act in a hundred and one changes no count that anyone would see


async def test_acts_on_unknown_items_are_counted_with_what_to_do(shop: Shop) -> None:
    await shop.act(7, "nowhere", NOW)
    wrong = await shop.wrong()
    assert wrong.keys() == {"acted_on_unknown"}
    assert wrong["acted_on_unknown"].what == "7 of 107 acts name an item that the catalogue lacks: 'nowhere'."
    assert "frankly import items" in wrong["acted_on_unknown"].what_to_do
    assert wrong["acted_on_unknown"].severity is Severity.NOTE
    await shop.act(60, "elsewhere", NOW + 1)
    assert (await shop.wrong())["acted_on_unknown"].severity is Severity.WARNING


async def test_editors_acts_on_unknown_items_are_listed_once(shop: Shop) -> None:
    editorial = {
        "pins": [{"item": item, "slot": slot, "because": "test"} for item, slot in (("i001", 1), ("gone", 3))],
        "boosts": [{"match": {"item": "lost"}, "weight": 1, "because": "test"}],
        "buries": [{"match": {"item": "i002"}, "because": "test"}, {"match": {"tag": "none"}, "because": "test"}],
    }
    surface = Surface.model_validate({"name": "home", "sources": {"popular": {"weight": 1}}, "editorial": editorial})
    found = (await shop.findings(surfaces=[surface, surface]))["surface_items_unknown"]
    assert found.severity is Severity.WARNING
    assert found.what == (
        "Editors name items that the catalogue lacks: home, pin of slot 3: 'gone'; home, boost: 'lost'."
    )


async def test_nothing_is_said_of_a_snapshot_in_codes(tmp_path: Path, shop: Shop) -> None:
    assert (await Shop(tmp_path).findings())["base"].what.startswith("There is no snapshot yet")
    assert (await shop.findings())["base"].what.startswith("A whole snapshot base is there (")


async def test_acts_that_were_never_counted_are_noticed(tmp_path: Path) -> None:
    shop = Shop(tmp_path)
    await shop.catalogue.upsert([item(each, price=PRICE) for each in range(4)], MOMENT)
    await shop.events.append(
        [Event.model_validate({"id": "e", "person": "p", "kind": "view", "item": "i001", "at": NOW})], MOMENT
    )
    await shop.live.start(MOMENT)
    assert "statistics_absent" in await shop.wrong()


async def test_missing_vectors_are_found_by_looking_for_them(shop: Shop) -> None:
    await shop.index.delete(["i003", "i004"])
    wrong = await shop.wrong()
    assert {"index_lacks", "index_loses"} <= wrong.keys()
    assert wrong["index_lacks"].what.startswith("2 of 30")


async def test_vectors_of_another_text_are_found(shop: Shop) -> None:
    stored = await shop.index.stored(["i003"])
    await shop.index.upsert(["i003"], -stored["i003"][None, :])
    assert (await shop.wrong()).keys() == {"index_stale", "index_loses"}


async def test_items_with_one_and_the_same_text_do_not_count_as_lost(shop: Shop) -> None:
    same = [
        item(each, price=PRICE, title="Twin").model_copy(update={"tags": (), "creators": ()})
        for each in range(100, 130)
    ]
    same = [each.model_copy(update={"categories": (), "description": "One text for all twins."}) for each in same]
    await shop.catalogue.upsert(same, MOMENT)
    await shop.live.reindex(MOMENT)
    assert "index_loses" not in await shop.wrong()


async def test_an_index_of_another_embedder_is_an_error(shop: Shop) -> None:
    await shop.index.recreate("somebody else's", 3)
    assert (await shop.wrong())["index_strange"].severity is Severity.ERROR


async def test_a_missing_index_is_an_error(shop: Shop) -> None:
    shop.index = MemoryIndex()
    assert (await shop.wrong()).keys() == {"index_missing"}


async def test_an_index_that_is_down_is_an_error_and_not_the_end(shop: Shop) -> None:
    shop.index.is_down = True
    assert (await shop.wrong()).keys() == {"index_unavailable"}


async def test_another_embedder_than_that_of_the_snapshot_is_an_error(shop: Shop) -> None:
    shop.embedder = FragileEmbedder()
    assert "vectors_absent" in await shop.wrong()


async def test_a_catalogue_that_outgrew_its_fit_is_told_to_reindex(shop: Shop) -> None:
    await shop.catalogue.upsert([item(each, price=PRICE) for each in range(100, 120)], MOMENT)
    await shop.live.refresh(MOMENT)
    await shop.live.settle()
    wrong = await shop.wrong()
    assert wrong.keys() == {"fit_stale"}
    assert "20 of 50" in wrong["fit_stale"].what


async def test_texts_of_unknown_words_are_noticed(shop: Shop) -> None:
    strange = [
        Item(id=ItemId(f"x{each}"), title=f"qq{each}zz", description=f"vv{each}ww", price=PRICE, tags=(f"yy{each}",))
        for each in range(20)
    ]
    await shop.catalogue.upsert(strange, MOMENT)
    await shop.live.refresh(MOMENT)
    await shop.live.settle()
    assert "words_unknown" in await shop.wrong()


async def test_a_snapshot_behind_the_log_is_noticed(shop: Shop) -> None:
    await shop.catalogue.upsert([item(3, price=PRICE, description="Another subject.")], MOMENT)
    assert (await shop.wrong()).keys() == {"position_behind", "vectors_stale"}


async def test_a_full_disk_and_a_missing_folder_are_noticed(shop: Shop) -> None:
    assert (await shop.wrong(limits=Limits(least_free_mb=10**9))).keys() == {"disk_low"}
    shop.folder = shop.folder / "nowhere"
    assert (await shop.wrong())["disk"].severity is Severity.ERROR


async def test_the_sample_is_spread_over_a_large_catalogue(shop: Shop) -> None:
    many = [item(each, price=PRICE) for each in range(200, 900)]
    await shop.catalogue.upsert(many, MOMENT)
    await shop.live.reindex(MOMENT)
    await shop.index.delete([each.id for each in many[-300:]])
    missing = (await shop.wrong())["index_lacks"].what
    assert 60 <= int(missing.split()[0]) <= 110
    assert np.isclose(int(missing.split()[2]), 200)
