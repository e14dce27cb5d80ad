"""Files that an older release has written are brought up to date, and nothing of them is lost."""

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import pytest

from frankly.adapters.sql.audit import SqlAudit
from frankly.adapters.sql.decisions import SqlDecisions
from frankly.adapters.sql.engine.database import FILE_NAME, SqlDatabase
from frankly.adapters.sql.engine.migrations import MIGRATIONS
from frankly.adapters.sql.people import SqlPeople
from frankly.domain.deciding.decision import Decision, Impression
from frankly.domain.time import DAY_MS, EpochMs
from frankly.ports.decisions import DecisionHead, Seen
from tests.contract.stores import NOW, decision


def written_before(folder: Path, decisions: Sequence[Decision]) -> None:
    """A file as releases before the log of sealed records left it: decisions as plain JSON in their table."""
    with closing(sqlite3.connect(folder / FILE_NAME, isolation_level=None)) as connection:
        connection.execute("CREATE TABLE migrations (version INTEGER PRIMARY KEY) STRICT")
        for version, statements in enumerate(MIGRATIONS[:2], start=1):
            for statement in statements:
                assert isinstance(statement, str)
                connection.execute(statement)
            connection.execute("INSERT INTO migrations VALUES (?)", (version,))
        connection.execute("INSERT INTO people (no, key) VALUES (7, 'ada-lovelace')")
        for place, made in enumerate(decisions):
            person = None if made.inputs.person is None else 7
            row = (10 + 3 * place, made.id, person, made.inputs.now, made.to_bytes().decode())
            connection.execute("INSERT INTO decisions (no, id, person, at_ms, json) VALUES (?, ?, ?, ?, ?)", row)
            connection.execute(
                "INSERT INTO served VALUES (?, 1, 'i1', 1000000000, 'home', ?, 'personalised', ?)",
                (row[0], person, NOW),
            )


@pytest.fixture
def before() -> list[Decision]:
    """Three of ada, one of nobody."""
    return [decision("ada-lovelace", seed=seed)[0] for seed in range(3)] + [decision(None, seed=9)[0]]


async def test_decisions_of_an_older_release_are_carried_over(tmp_path: Path, before: list[Decision]) -> None:
    written_before(tmp_path, before)
    with SqlDatabase(tmp_path) as database:
        decisions = SqlDecisions(database)
        assert [await decisions.get(made.id) for made in before] == [made.as_plain() for made in before]
        assert await decisions.find(person="ada-lovelace", limit=1) == [
            DecisionHead(str(before[2].id), "ada-lovelace", EpochMs(NOW), "home")
        ]
        assert list(await decisions.add_impressions([Impression(before[0].id, "i1", 1, NOW)])) == [Seen.COUNTED]
        report = await SqlAudit(database).verify()
        assert (report.findings, report.records) == ((), 4)


async def test_no_readable_copy_of_what_was_carried_over_stays(tmp_path: Path, before: list[Decision]) -> None:
    written_before(tmp_path, before)
    assert b'"person":"ada-lovelace"' in (tmp_path / FILE_NAME).read_bytes()
    with SqlDatabase(tmp_path) as database:
        await SqlDecisions(database).flush()
        stored = b"".join(path.read_bytes() for path in tmp_path.iterdir())
        assert b'"person":"ada-lovelace"' not in stored
        assert (await SqlPeople(database).delete("ada-lovelace", EpochMs(NOW))).rows["decisions"] == 3
        assert b"ada-lovelace" not in b"".join(path.read_bytes() for path in tmp_path.iterdir())
        assert await SqlDecisions(database).count() == 1


async def test_the_chain_goes_on_after_what_was_carried_over(tmp_path: Path, before: list[Decision]) -> None:
    written_before(tmp_path, before)
    with SqlDatabase(tmp_path) as database:
        await SqlPeople(database).delete("ada-lovelace", EpochMs(NOW + DAY_MS))
        report = await SqlAudit(database).verify(await SqlAudit(database).heads())
        assert (report.findings, report.records, report.segments, report.erased) == ((), 5, 2, 3)


async def test_a_file_is_carried_over_once(tmp_path: Path, before: list[Decision]) -> None:
    written_before(tmp_path, before)
    for _ in range(3):
        with SqlDatabase(tmp_path) as database:
            assert await SqlDecisions(database).count() == 4
            assert (await SqlAudit(database).verify()).records == 4
