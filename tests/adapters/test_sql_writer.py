import asyncio
import resource
import sqlite3
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from frankly.adapters.sql.catalogue import SqlCatalogue
from frankly.adapters.sql.engine import writer as sql_writer
from frankly.adapters.sql.engine.database import FILE_NAME, SqlDatabase
from frankly.adapters.sql.engine.deferred import DeferredQueue, Rows
from frankly.adapters.sql.events import SqlEvents
from frankly.domain.item import Item
from frankly.errors import StoreUnavailable
from tests.contract.stores import NOW, gather, view


@pytest.fixture
def database(tmp_path: Path) -> Iterator[SqlDatabase]:
    with SqlDatabase(tmp_path) as opened:
        yield opened


@contextmanager
def held_writer(database: SqlDatabase) -> Iterator[None]:
    """Keep the writing thread busy, so that what is submitted meanwhile waits and forms one group."""
    gate, is_held = threading.Event(), threading.Event()

    def wait(_: sqlite3.Connection) -> None:
        is_held.set()
        gate.wait()

    future = database.writer.submit(wait, alone=True)
    is_held.wait()
    try:
        yield
    finally:
        gate.set()
        future.result()


def put(key: str) -> Callable[[sqlite3.Connection], None]:
    def insert(connection: sqlite3.Connection) -> None:
        connection.execute("INSERT INTO people (key) VALUES (?)", (key,))

    return insert


def keys(database: SqlDatabase) -> list[str]:
    with database.reading() as connection:
        return [key for (key,) in connection.execute("SELECT key FROM people ORDER BY key")]


def counted_commits(database: SqlDatabase) -> list[str]:
    statements: list[str] = []
    database.writer.submit(lambda connection: connection.set_trace_callback(statements.append), alone=True).result()
    return statements


def test_what_waits_is_committed_together(database: SqlDatabase) -> None:
    statements = counted_commits(database)
    with held_writer(database):
        futures = [database.writer.submit(put(f"p{number}")) for number in range(50)]
    for future in futures:
        future.result()
    assert statements.count("COMMIT") == 1
    assert len(keys(database)) == 50


def test_nothing_is_acknowledged_before_the_commit(database: SqlDatabase) -> None:
    seen: list[bool] = []
    with held_writer(database):
        first = database.writer.submit(put("a"))
        database.writer.submit(lambda _: seen.append(first.done()))
    first.result()
    database.writer.submit(put("b")).result()
    assert seen == [False]


def test_one_that_fails_does_not_spoil_its_neighbours(database: SqlDatabase) -> None:
    def half(connection: sqlite3.Connection) -> None:
        put("half")(connection)
        raise ValueError("wrong")

    with held_writer(database):
        futures = [database.writer.submit(work) for work in (put("a"), half, put("a"), put("b"))]
    assert futures[0].result() is None
    with pytest.raises(ValueError, match="wrong"):
        futures[1].result()
    with pytest.raises(StoreUnavailable, match="UNIQUE"):
        futures[2].result()
    assert futures[3].result() is None
    assert keys(database) == ["a", "b"]


async def test_work_given_up_before_its_turn_is_not_done(database: SqlDatabase) -> None:
    with held_writer(database):
        task = asyncio.create_task(database.writer.run(put("a")))
        await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    await database.writer.run(put("b"))
    assert keys(database) == ["b"]


async def test_a_thousand_single_events_of_sixty_four_tasks_share_commits(database: SqlDatabase) -> None:
    statements = counted_commits(database)
    events = SqlEvents(database)
    waiting = iter([view(number) for number in range(1000)])

    async def send() -> None:
        for event in waiting:
            assert list(await events.append([event], NOW)) == [True]

    await asyncio.gather(*(send() for _ in range(64)))
    assert await events.count() == 1000
    assert statements.count("COMMIT") < 250


def test_threads_and_loops_may_write_at_the_same_time(database: SqlDatabase) -> None:
    events = SqlEvents(database)

    async def send(start: int) -> None:
        for number in range(start, start + 100):
            await events.append([view(number)], NOW)

    threads = [threading.Thread(target=asyncio.run, args=(send(start),)) for start in (0, 1000)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert asyncio.run(events.count()) == 200


async def test_a_full_disk_loses_nothing_and_later_writes_work(database: SqlDatabase) -> None:
    events = SqlEvents(database)
    await events.append([view(1)], NOW)
    pages = await database.writer.run(lambda connection: connection.execute("PRAGMA page_count").fetchone()[0])
    await database.writer.run(lambda connection: connection.execute(f"PRAGMA max_page_count = {pages}"))
    with pytest.raises(StoreUnavailable, match="make room") as caught:
        await events.append([view(number) for number in range(2, 2000)], NOW)
    assert FILE_NAME in caught.value.message
    assert await gather(events.stream()) == [view(1)]
    await database.writer.run(lambda connection: connection.execute("PRAGMA max_page_count = 1000000"))
    assert await events.append([view(number) for number in range(2, 2000)], NOW) == [True] * 1998


async def test_a_disk_that_refuses_to_write_is_survived(database: SqlDatabase) -> None:
    """The operating system refuses to let the file grow, as it does when a quota or the disk is full."""
    catalogue = SqlCatalogue(database)
    items = [Item(id=f"i{number}", title="Book", description="words " * 500) for number in range(300)]  # type: ignore[arg-type]
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (256 * 1024, hard))
    try:
        with pytest.raises(StoreUnavailable, match=r"check the disk|make room"):
            await catalogue.upsert(items, NOW)
        assert await catalogue.count() == 0
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert await catalogue.upsert(items, NOW) == 300
    assert await catalogue.count() == 300


async def test_a_write_waits_for_another_process_and_says_so_when_it_takes_too_long(
    database: SqlDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = sqlite3.connect(database.path, isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    monkeypatch.setattr(sql_writer, "BUSY_S", 0.05)
    with pytest.raises(StoreUnavailable, match="another process"):
        await database.writer.run(put("a"))
    monkeypatch.setattr(sql_writer, "BUSY_S", 30)
    task = asyncio.create_task(database.writer.run(put("b")))
    await asyncio.sleep(0.05)
    assert not task.done()
    other.execute("COMMIT")
    await task
    other.close()
    assert keys(database) == ["b"]


async def test_a_file_that_becomes_read_only_is_said_and_reads_go_on(database: SqlDatabase) -> None:
    await database.writer.run(put("a"))
    await database.writer.run(lambda connection: connection.execute("PRAGMA query_only = ON"), alone=True)
    with pytest.raises(StoreUnavailable, match="read-only"):
        await database.writer.run(put("b"))
    assert keys(database) == ["a"]
    await database.writer.run(lambda connection: connection.execute("PRAGMA query_only = OFF"), alone=True)
    await database.writer.run(put("b"))
    assert keys(database) == ["a", "b"]


def test_closing_writes_what_waits_and_then_refuses(tmp_path: Path) -> None:
    database = SqlDatabase(tmp_path)
    futures = [database.writer.submit(put(f"p{number}")) for number in range(20)]
    database.close()
    assert all(future.done() for future in futures)
    with pytest.raises(StoreUnavailable, match="closed"):
        database.writer.submit(put("late"))
    with pytest.raises(StoreUnavailable), database.reading():
        pass
    database.close()
    with SqlDatabase(tmp_path) as again:
        assert len(keys(again)) == 20


def test_work_can_be_offered_while_what_waits_is_made_ready() -> None:
    queue, before = DeferredQueue(100_000), sys.getswitchinterval()

    def spoiled() -> Rows:
        raise ValueError("never written")

    def offer() -> None:
        for _ in range(20_000):
            queue.offer(spoiled)

    offering = threading.Thread(target=offer)
    sys.setswitchinterval(1e-6)
    try:
        offering.start()
        while offering.is_alive() or queue:
            queue.forget(queue.prepared(32))
    finally:
        sys.setswitchinterval(before)
        offering.join()
    assert len(queue.take_spoiled()) == 20_000


class Counted:
    """Work in two parts that says which thread did which."""

    size = 1

    def __init__(self) -> None:
        self.first_in: list[str] = []
        self.made_in: list[str] = []

    def first(self) -> None:
        self.first_in.append(threading.current_thread().name)

    def __call__(self) -> "Counted":
        self.made_in.append(threading.current_thread().name)
        return self

    def write(self, connection: sqlite3.Connection) -> None:
        put(f"after {len(self.first_in)}")(connection)


async def test_the_first_part_of_deferred_work_is_done_in_the_loop_and_the_rest_by_the_writer(
    database: SqlDatabase,
) -> None:
    work = Counted()
    assert database.writer.defer(work, work.first)
    assert work.first_in == []
    while database.writer.deferred:
        await asyncio.sleep(0.001)
    assert work.first_in == [threading.current_thread().name]
    assert work.made_in == ["sql-writer"]
    assert keys(database) == ["after 1"]


async def test_the_first_part_leaves_the_next_turns_to_the_next_request(
    database: SqlDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("frankly.adapters.sql.engine.writer.FIRST_AFTER_S", 0.2)
    work = Counted()
    database.writer.defer(work, work.first)
    for _ in range(3):
        await asyncio.sleep(0)
    assert work.first_in == []
    # Stands in for a stage that holds the loop until the work is due, and then hands a question over.
    time.sleep(0.3)
    await asyncio.sleep(0)
    assert work.first_in == []
    while not work.first_in:
        await asyncio.sleep(0)
    assert work.first_in == [threading.current_thread().name]


async def test_who_needs_deferred_work_does_not_wait_for_its_first_part(database: SqlDatabase) -> None:
    work = Counted()
    database.writer.defer(work, work.first)
    database.writer.submit(put("b"), after_deferred=True).result()
    assert keys(database) == ["after 0", "b"]


async def test_deferred_work_whose_first_part_is_still_to_come_is_written_at_the_end(tmp_path: Path) -> None:
    work = Counted()
    with SqlDatabase(tmp_path) as database:
        database.writer.defer(work, work.first)
    with SqlDatabase(tmp_path) as again:
        assert keys(again) == ["after 0"]


async def test_ripe_work_waits_for_what_came_before_it(database: SqlDatabase) -> None:
    early, late = Counted(), Counted()
    database.writer.defer(early, early.first)
    database.writer.defer(late)
    with held_writer(database):
        pass
    assert late.made_in == []
    await asyncio.sleep(0.05)
    assert early.made_in == late.made_in == ["sql-writer"]


async def test_work_whose_loop_stands_still_is_written_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("frankly.adapters.sql.engine.writer.RETRY_S", 0.01)
    monkeypatch.setattr("frankly.adapters.sql.engine.writer.FIRST_WITHIN_S", 0.05)
    work = Counted()
    with SqlDatabase(tmp_path) as database:
        database.writer.defer(work, work.first)
        for _ in range(1_000):
            if not database.writer.deferred:
                break
            # Blocks the loop.
            time.sleep(0.005)
        assert not database.writer.deferred
        assert keys(database) == ["after 0"]


def test_without_a_loop_the_writer_does_all_of_it(database: SqlDatabase) -> None:
    work = Counted()
    database.writer.defer(work, work.first)
    while database.writer.deferred:
        time.sleep(0.001)
    assert work.first_in == []
    assert keys(database) == ["after 0"]
