"""Stores that fail half-way, histories of 10,000 acts, bodies of nonsense: a clear answer, and nothing lost."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from frankly.domain.person.event import Event
from frankly.domain.time import EpochMs
from frankly.errors import StoreUnavailable
from frankly.pipelines.segment_api import take_segment
from frankly.testing.memory.events import MemoryEvents
from tests.pipelines.filling import NOW, counts, memory_shop, put


class FullDisk(MemoryEvents):
    """Takes so many batches, then no more."""

    room = 2

    async def append(self, events: Sequence[Event], now: EpochMs) -> Sequence[bool]:
        if self.room == 0:
            raise StoreUnavailable("The disk is full.")
        self.room -= 1
        return await super().append(events, now)


async def test_an_import_that_a_full_disk_ends_goes_on_where_it_was(tmp_path: Path) -> None:
    rows = [f"p{n % 7},view,i{n % 50},{NOW - n}\n" for n in range(3500)]
    path = put(tmp_path, "e.csv", "person,kind,item,at\n" + "nobody\n" + "".join(rows))
    disk = FullDisk()
    shop = memory_shop()
    shop.events = disk
    with pytest.raises(StoreUnavailable):
        await shop.bring("events", path)
    assert await disk.count() == 2000
    assert (tmp_path / "e.csv.rejects.jsonl").read_text().count("\n") == 1
    disk.room = 100
    assert counts(await shop.bring("events", path)) == {"read": 3501, "stored": 1500, "unchanged": 2000, "rejected": 1}


async def test_events_that_cannot_be_stored_are_not_acknowledged() -> None:
    shop = memory_shop()
    disk = FullDisk()
    disk.room = 0
    object.__setattr__(shop.ingest, "events", disk)
    with pytest.raises(StoreUnavailable):
        await shop.ingest.store_events([{"id": "e1", "person": "ada", "kind": "view", "item": "i", "at": NOW}], NOW)


async def test_a_history_of_10000_items_is_told_whole() -> None:
    shop = memory_shop()
    acts = [{"id": f"e{n}", "person": "ada", "kind": "view", "item": f"i{n}", "at": NOW - n} for n in range(10_000)]
    receipts = await shop.ingest.store_events(acts, NOW)
    assert {receipt.outcome for receipt in receipts} == {"stored"}
    view = await shop.rights.know("ada", NOW)
    assert (len(view.observed), view.is_complete) == (10_000, True)
    assert view.observed[0].receipts == ("e0",)


def nested(depth: int) -> dict[str, object]:
    inner: dict[str, object] = {}
    for _ in range(depth):
        inner = {"a": inner}
    return inner


@pytest.mark.parametrize(
    "event",
    [
        None,
        7,
        [],
        {},
        {"id": "e1", "person": "ada", "kind": "view", "item": nested(5_000), "at": NOW},
        {"id": "e1", "person": "ada", "kind": "purchase", "item": "i", "quantity": 10**5000, "at": NOW},
        {"id": "e1", "person": "ada", "kind": "view", "item": "i", "at": float("nan")},
        {"id": "e1", "person": "ada", "kind": "view", "item": "i", "at": 10**30},
        {"id": "e1", "person": "ada", "kind": "view", "item": "i", "at": NOW, "extra": 1},
        {"id": "e1", "person": "ada\r\nSet-Cookie: x", "kind": "view", "item": "i", "at": NOW},
        {"id": "e1", "person": "\ud800", "kind": "view", "item": "i", "at": NOW},
        {"id": 5, "person": "ada", "kind": "view", "item": "i", "at": NOW},
        {"id": "e1", "person": "ada", "kind": "rate", "item": "i", "rating": 6, "at": NOW},
        {"id": "e1", "person": "ada", "kind": "purchase", "item": "i", "quantity": 0, "at": NOW},
        {"id": "e1", "person": "ada", "kind": "search", "query": "x" * 501, "at": NOW},
    ],
)
async def test_an_event_of_nonsense_gets_a_receipt(event: object) -> None:
    shop = memory_shop()
    [receipt] = await shop.ingest.store_events([event], NOW)
    assert (receipt.outcome, receipt.code) == ("rejected", "invalid_event")
    assert receipt.message
    assert len(receipt.message) < 3000


@pytest.mark.parametrize("depth", [10, 500, 5000])
async def test_a_deep_segment_message_is_refused_or_stored_never_more(depth: int) -> None:
    shop = memory_shop()
    message = {"type": "track", "event": "Product Viewed", "userId": "ada", "timestamp": NOW}
    body = {"batch": [message | {"properties": {"product_id": "i1", "deep": nested(depth)}}]}
    report = await take_segment(body, shop.ingest, shop.rights, NOW)
    assert len(report.events) + len(report.refused) == 1
