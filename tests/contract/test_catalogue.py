import asyncio
import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frankly.domain.ids import ItemId
from frankly.domain.item import Item
from frankly.domain.time import HOUR_MS, EpochMs
from frankly.ports.catalogue import Catalogue
from frankly.testing import strategies
from tests.contract.stores import KINDS, NOW, Stores, gather, open_stores


@pytest.fixture
def catalogue(stores: Stores) -> Catalogue:
    return stores.catalogue


def book(key: str, **fields: object) -> Item:
    return Item.model_validate({"id": key, "title": f"Book {key}", "first_available": 1} | fields)


async def test_an_empty_catalogue_is_at_position_zero(catalogue: Catalogue) -> None:
    assert (await catalogue.position(), await catalogue.count()) == (0, 0)
    assert await gather(catalogue.stream()) == []
    assert await catalogue.changes(0, 10) == []


async def test_stored_items_are_read_back_in_the_order_asked(catalogue: Catalogue) -> None:
    items = [book("b"), book("a", attributes={"era": "1850s", "pages": 300, "signed": True, "note": None})]
    assert await catalogue.upsert(items, NOW) == 2
    found = await catalogue.get_many(["a", "missing", "b"])
    assert list(found) == ["a", "b"]
    assert found == {"a": items[1], "b": items[0]}


async def test_equal_items_change_nothing(catalogue: Catalogue) -> None:
    items = [book("a", attributes={"x": 1, "y": 2}), book("b")]
    await catalogue.upsert(items, NOW)
    before = await catalogue.position()
    again = [book("a", attributes={"y": 2, "x": 1}), book("b")]
    assert await catalogue.upsert(again, NOW + 1) == 0
    assert await catalogue.position() == before


async def test_only_what_changed_is_logged(catalogue: Catalogue) -> None:
    await catalogue.upsert([book("a"), book("b")], NOW)
    before = await catalogue.position()
    assert await catalogue.upsert([book("a"), book("b", stock=0)], NOW + 5) == 1
    (change,) = await catalogue.changes(before, 10)
    assert (change.id, change.item, change.at) == ("b", book("b", stock=0), NOW + 5)
    assert change.sequence == await catalogue.position() > before


async def test_a_new_item_came_now_and_keeps_that_day(catalogue: Catalogue) -> None:
    await catalogue.upsert([book("a", first_available=None), book("b", first_available=7)], NOW)
    assert await catalogue.upsert([book("a", first_available=None)], NOW + 99) == 0
    await catalogue.upsert([book("a", first_available=None, stock=3)], NOW + 99)
    found = await catalogue.get_many(["a", "b"])
    assert [found[key].first_available for key in "ab"] == [NOW, 7]


async def test_the_last_of_two_in_one_batch_stands(catalogue: Catalogue) -> None:
    assert await catalogue.upsert([book("a", stock=1), book("a", stock=2)], NOW) == 2
    assert (await catalogue.get_many(["a"]))["a"].stock == 2
    assert [change.item.stock for change in await catalogue.changes(0, 10) if change.item] == [2]


async def test_deleted_items_are_gone_and_logged(catalogue: Catalogue) -> None:
    await catalogue.upsert([book("a"), book("b")], NOW)
    assert await catalogue.delete(["a", "a", "missing"], NOW + 1) == 1  # type: ignore[list-item]
    assert await catalogue.get_many(["a", "b"]) == {"b": book("b")}
    assert await catalogue.count() == 1
    assert await gather(catalogue.stream()) == [book("b")]
    newest = (await catalogue.changes(0, 10))[-1]
    assert (newest.id, newest.item, newest.at) == ("a", None, NOW + 1)
    assert await catalogue.delete(["a"], NOW + 2) == 0  # type: ignore[list-item]


async def test_a_deleted_item_may_come_back(catalogue: Catalogue) -> None:
    await catalogue.upsert([book("a")], NOW)
    await catalogue.delete(["a"], NOW)  # type: ignore[list-item]
    assert await catalogue.upsert([book("a")], NOW) == 1
    assert await catalogue.get_many(["a"]) == {"a": book("a")}


async def test_items_are_read_as_they_were_at_a_position(catalogue: Catalogue) -> None:
    positions = [await catalogue.position()]
    for stock in (1, 2, 3):
        await catalogue.upsert([book("a", stock=stock), book("b")], NOW)
        positions.append(await catalogue.position())
    await catalogue.delete(["a"], NOW)  # type: ignore[list-item]
    positions.append(await catalogue.position())
    await catalogue.upsert([book("a", stock=9), book("c")], NOW)
    positions.append(await catalogue.position())
    seen = [await catalogue.get_many(["c", "b", "missing", "a"], at=position) for position in positions]
    assert [found["a"].stock if "a" in found else None for found in seen] == [None, 1, 2, 3, None, 9]
    assert [list(found) for found in seen] == [[], ["b", "a"], ["b", "a"], ["b", "a"], ["b"], ["c", "b", "a"]]
    assert await catalogue.get_many(["a", "b", "c"], at=positions[-1] + 99) == await catalogue.get_many(["a", "b", "c"])


async def test_changes_come_oldest_first_each_item_once(catalogue: Catalogue) -> None:
    for stock in range(3):
        await catalogue.upsert([book("a", stock=stock), book("b", stock=stock), book("c")], NOW)
    changes = await catalogue.changes(0, 10)
    assert [change.id for change in changes] == ["c", "a", "b"]
    assert await catalogue.changes(changes[-1].sequence, 10) == []


async def test_changes_in_parts_end_where_their_rows_of_the_log_end(catalogue: Catalogue) -> None:
    for stock in range(3):
        await catalogue.upsert([book("a", stock=stock), book("b", stock=stock)], NOW)
    await catalogue.delete(["a"], NOW)  # type: ignore[list-item]

    async def told(after: int, limit: int, upto: int | None = None) -> list[tuple[int, str, int | None]]:
        changes = await catalogue.changes(after, limit, upto)
        return [(change.sequence, change.id, change.item and change.item.stock) for change in changes]

    assert await told(0, 3) == [(2, "b", 0), (3, "a", 1)]
    assert await told(3, 3) == [(5, "a", 2), (6, "b", 2)]
    assert await told(6, 3) == [(7, "a", None)]
    assert await told(0, 100, 5) == [(4, "b", 1), (5, "a", 2)]
    assert await told(5, 100, 5) == await told(6, 100, 5) == []


async def test_the_stream_of_a_position_shows_the_items_of_that_time(catalogue: Catalogue) -> None:
    await catalogue.upsert([book(f"{number:03}") for number in range(9)], NOW)
    await catalogue.delete([f"{number:03}" for number in range(5)], NOW)  # type: ignore[misc]
    position, then = await catalogue.position(), await gather(catalogue.stream())
    await catalogue.upsert([book("001"), book("007", stock=0), book("00x")], NOW)
    assert [item.id for item in then] == ["005", "006", "007", "008"]
    for batch in (2, 1000):
        assert await gather(catalogue.stream(batch, at=position)) == then


async def test_the_stream_goes_by_id_in_batches(catalogue: Catalogue) -> None:
    await catalogue.upsert([book(f"{number:03}") for number in reversed(range(25))], NOW)
    batches = [[item.id for item in batch] async for batch in catalogue.stream(10)]
    assert [len(batch) for batch in batches] == [10, 10, 5]
    assert [key for batch in batches for key in batch] == [f"{number:03}" for number in range(25)]


@pytest.mark.parametrize("kind", KINDS)
@given(items=st.lists(strategies.items(), max_size=8))
def test_any_item_comes_back_as_it_was(kind: str, items: list[Item]) -> None:
    async def store_and_read(folder: Path) -> None:
        with open_stores(kind, folder) as stores:
            await stores.catalogue.upsert(items, NOW)
            last = {item.id: item for item in items}
            found = await stores.catalogue.get_many(list(last))
        for key, item in last.items():
            assert found[key].model_copy(update={"first_available": item.first_available}) == item

    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(store_and_read(Path(folder)))


async def test_items_that_could_be_had_again_are_told_with_when_they_came_back(catalogue: Catalogue) -> None:
    def at(hours: int) -> EpochMs:
        return EpochMs(NOW + hours * HOUR_MS)

    await catalogue.upsert([book("sold", stock=3), book("delisted"), book("gone"), book("steady"), book("late")], at(0))
    await catalogue.upsert([book("sold", stock=0), book("delisted", available=False), book("late", stock=0)], at(1))
    await catalogue.delete([ItemId("gone")], at(1))
    await catalogue.upsert([book("steady", stock=9), book("first", stock=0)], at(2))
    await catalogue.upsert([book("sold", stock=2), book("delisted"), book("gone"), book("new")], at(3))
    await catalogue.upsert([book("sold", stock=0), book("first", stock=1)], at(4))
    await catalogue.upsert([book("sold", stock=1)], at(5))
    await catalogue.upsert([book("late", stock=1)], at(9))
    expected = {"sold": at(5), "delisted": at(3), "gone": at(3), "first": at(4)}
    assert await catalogue.returned(at(0), at(8)) == expected
    assert await catalogue.returned(at(2), at(4)) == {"sold": at(3), "delisted": at(3), "gone": at(3), "first": at(4)}
    assert await catalogue.returned(at(5), at(8)) == {"sold": at(5)}
    assert await catalogue.returned(at(6), at(8)) == {}
