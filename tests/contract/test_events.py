import asyncio
import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frankly.domain.person.event import EVENT_CODES, Event, EventKind
from frankly.domain.time import EpochMs
from frankly.ports.events import EventColumns, EventStore, EventSummary
from frankly.testing import strategies
from tests.contract.stores import KINDS, NOW, Stores, gather, open_stores, view


@pytest.fixture
def events(stores: Stores) -> EventStore:
    return stores.events


async def test_an_empty_log_gives_nothing(events: EventStore) -> None:
    assert await events.append([], NOW) == []
    assert (await events.count(), await gather(events.stream())) == (0, [])
    assert [chunk async for chunk in events.columns()] == []


async def test_each_id_is_stored_once(events: EventStore) -> None:
    assert await events.append([view(1), view(2), view(1)], NOW) == [True, True, False]
    assert await events.append([view(2), view(3)], NOW) == [False, True]
    assert await events.count() == 3


async def test_the_first_of_two_events_with_one_id_stands(events: EventStore) -> None:
    await events.append([view(1, "ada")], NOW)
    assert await events.append([view(1, "ben")], NOW) == [False]
    assert await gather(events.stream()) == [view(1, "ada")]


async def test_the_stream_gives_back_what_was_put_in_by_arrival(events: EventStore) -> None:
    feedback = {"decision": "d1", "sentence": 2, "verdict": "creepy"}
    sent = [
        view(9, kind="purchase", quantity=3, order="o1", region="DE-BY"),
        view(1, None, "s1", kind="search", item=None, query="poems 詩"),
        view(5, "ben", "s2", kind="rate", rating=5, duration_s=4),
        view(2, kind="progress", progress_percent=40),
        view(3, kind="feedback", feedback=feedback),
    ]
    await events.append(sent[:2], NOW)
    await events.append(sent[2:], NOW)
    assert await gather(events.stream(batch=2)) == sent
    assert [len(batch) async for batch in events.stream(batch=2)] == [2, 2, 1]


async def test_what_was_said_of_sentences_is_found_newest_first(events: EventStore) -> None:
    said = [
        view(number, kind="feedback", feedback={"decision": "d1", "sentence": number, "verdict": "creepy"})
        for number in range(3)
    ]
    await events.append([said[2], view(7), said[0], view(8, "ben"), said[1]], NOW)
    assert await events.feedback(10) == [said[1], said[0], said[2]]
    assert await events.feedback(2) == [said[1], said[0]]


async def test_a_summary_counts_acts_by_item_and_those_received_later(events: EventStore) -> None:
    assert await events.summary(NOW) == EventSummary({}, 0)
    await events.append([view(1, item="a"), view(2, item="a"), view(3, kind="search", item=None, query="x")], NOW)
    await events.append([view(4, "ben", item="b"), view(1, item="c")], EpochMs(NOW + 5))
    assert await events.summary(EpochMs(NOW - 1)) == EventSummary({"a": 2, "b": 1}, 4)
    assert await events.summary(NOW) == EventSummary({"a": 2, "b": 1}, 1)
    assert (await events.summary(EpochMs(NOW + 5))).newer == 0


async def test_columns_go_by_person_time_and_id(events: EventStore) -> None:
    await events.append([view(3), view(1, "ben"), view(2), view(7, at=NOW), view(6, at=NOW)], NOW)
    (columns,) = [chunk async for chunk in events.columns()]
    assert list(columns.people) == ["ada"] * 4 + ["ben"]
    assert columns.at_ms.tolist() == [NOW, NOW, NOW + 2000, NOW + 3000, NOW + 1000]
    assert list(columns.items) == ["i0", "i1", "i2", "i0", "i1"]
    assert (columns.at_ms.dtype, columns.kinds.dtype, columns.values.dtype) == ("int64", "int8", "int32")


async def test_columns_hold_what_statistics_need(events: EventStore) -> None:
    bought = view(1, kind="purchase", quantity=4, order="o1", region="DE")
    searched = view(2, None, "s", kind="search", item=None, query="sea")
    await events.append([bought, searched], NOW)
    (columns,) = [chunk async for chunk in events.columns()]
    assert list(columns.people) == ["ada", "session:s"]
    assert columns.kinds.tolist() == [EVENT_CODES[EventKind.PURCHASE], EVENT_CODES[EventKind.SEARCH]]
    assert columns.values.tolist() == [4, 0]
    assert (list(columns.items), list(columns.regions), list(columns.orders)) == (["i1", ""], ["DE", ""], ["o1", ""])


async def test_no_person_is_split_over_two_chunks(events: EventStore) -> None:
    await events.append([view(number, f"p{number % 4}") for number in range(40)], NOW)
    chunks = [list(chunk.people) async for chunk in events.columns(chunk=15)]
    assert [sorted(set(chunk)) for chunk in chunks] == [["p0", "p1"], ["p2", "p3"]]
    assert [len(chunk) for chunk in chunks] == [20, 20]


def rows_of(columns: EventColumns) -> list[tuple[object, ...]]:
    numbers = (columns.kinds.tolist(), columns.at_ms.tolist(), columns.values.tolist())
    return list(zip(columns.people, columns.items, *numbers, columns.regions, columns.orders, strict=True))


@given(
    sent=st.lists(strategies.events(people=st.sampled_from(["ada", "ben", "Ünal", "詩"])), max_size=20),
    chunk=st.integers(1, 10),
)
def test_memory_and_sqlite_agree_and_lose_nothing(sent: list[Event], chunk: int) -> None:
    async def store_and_read(kind: str, folder: Path) -> tuple[object, ...]:
        with open_stores(kind, folder) as stores:
            half = len(sent) // 2
            stored = [*await stores.events.append(sent[:half], NOW), *await stores.events.append(sent[half:], NOW)]
            streamed = await gather(stores.events.stream(batch=3))
            chunks = [rows_of(columns) async for columns in stores.events.columns(chunk)]
            return stored, streamed, chunks

    with tempfile.TemporaryDirectory() as folder:
        memory, sqlite = (asyncio.run(store_and_read(kind, Path(folder))) for kind in KINDS)
    first = {event.id: event for event in reversed(sent)}
    assert memory == sqlite
    assert sorted(sqlite[1], key=str) == sorted(first.values(), key=str)  # type: ignore[call-overload]
