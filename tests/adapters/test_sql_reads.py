"""Reads stay quick and small by their plan: straight from an index, without sorting, in chunks."""

import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pytest

from frankly.adapters.sql import catalogue as sql_catalogue
from frankly.adapters.sql import events as sql_events
from frankly.adapters.sql import people as sql_people
from frankly.adapters.sql.engine.database import SqlDatabase
from frankly.adapters.sql.events import SqlEvents
from tests.contract.stores import NOW, view


@pytest.fixture
def database(tmp_path: Path) -> Iterator[SqlDatabase]:
    with SqlDatabase(tmp_path) as opened:
        yield opened


def plan(database: SqlDatabase, sql: str, *parameters: object) -> str:
    with database.reading() as connection:
        return "\n".join(str(row[3]) for row in connection.execute(f"EXPLAIN QUERY PLAN {sql}", parameters))


@pytest.mark.parametrize(
    ("sql", "parameters"),
    [(sql_people._NEWEST_ACTS, (1, 10)), (sql_events._COLUMNS, ("",)), (sql_people._SEEN, (1, 0))],
)
def test_hot_reads_touch_an_index_only(database: SqlDatabase, sql: str, parameters: tuple[object, ...]) -> None:
    told = plan(database, sql, *parameters)
    assert "COVERING INDEX" in told
    assert "SCAN acts" not in told


@pytest.mark.parametrize(
    ("sql", "parameters"),
    [
        (sql_people._NEWEST_ACTS, (1, 10)),
        (sql_events._COLUMNS, ("",)),
        (sql_events._PAGE, (0, 10)),
        (sql_catalogue._PAGE, ("", 10)),
        (sql_people._PAGE, ("", 10)),
    ],
)
def test_no_page_is_sorted(database: SqlDatabase, sql: str, parameters: tuple[object, ...]) -> None:
    assert "TEMP B-TREE" not in plan(database, sql, *parameters)


def test_changes_are_grouped_within_one_stretch_of_the_log_and_never_sorted(database: SqlDatabase) -> None:
    told = plan(database, sql_catalogue._CHANGES, 0, 10, 10)
    assert "TEMP B-TREE FOR ORDER BY" not in told
    # What is grouped was cut to the limit before.
    assert "SCAN item_log" not in told
    assert told.count("SEARCH item_log USING INTEGER PRIMARY KEY") == 2


async def test_everyones_acts_are_read_in_bounded_memory(database: SqlDatabase) -> None:
    events = SqlEvents(database)
    for start in range(0, 40_000, 4000):
        await events.append([view(number, f"p{number % 999:03}") for number in range(start, start + 4000)], NOW)
    tracemalloc.start()
    rows = 0
    async for columns in events.columns(chunk=2000):
        rows += len(columns.people)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert rows == 40_000
    # Two chunks may be alive at once; all 40,000 acts as columns would take over 3 MB.
    assert peak < 1_000_000
