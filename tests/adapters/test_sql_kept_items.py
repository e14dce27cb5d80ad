"""Items that are kept in memory are those that the log says."""

from pathlib import Path

import pytest

from frankly.adapters.sql import kept_items
from frankly.adapters.sql.catalogue import SqlCatalogue
from frankly.adapters.sql.engine.database import SqlDatabase
from frankly.domain.item import Item
from frankly.domain.seed import Seed, below
from frankly.domain.time import EpochMs

IDS = [f"item-{number}" for number in range(12)]
NOW = EpochMs(1)


def some(number: int, step: int) -> list[str]:
    return sorted(IDS, key=lambda key: below(1000, Seed(step + 1000), key))[:number]


def book(key: str, stock: int) -> Item:
    return Item.model_validate({"id": key, "title": key, "stock": stock, "first_available": 1})


@pytest.mark.parametrize("most", [4096, 5])
async def test_reads_at_any_position_in_any_order_are_those_of_a_reader_who_keeps_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    monkeypatch.setattr(kept_items, "MOST", most)
    with SqlDatabase(tmp_path) as database:
        catalogue = SqlCatalogue(database)
        for step in range(300):
            ids = some(4, step)
            await catalogue.upsert([book(key, step) for key in ids[:2]], NOW)
            if step % 3 == 0:
                await catalogue.delete(ids[2:], NOW)  # type: ignore[arg-type]
            position = await catalogue.position()
            # Mostly now; sometimes the past, or what is yet to come.
            at = (position, position, position, position + 3, below(position + 1, Seed(step), "past"))[step % 5]
            asked = some(6, -1 - step)
            found = await catalogue.get_many(asked, at=at)
            assert found == await SqlCatalogue(database).get_many(asked, at=at)
            assert list(found) == [key for key in asked if key in found]
