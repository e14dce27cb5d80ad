import sqlite3
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from frankly.adapters.sql.engine import database as sql_database
from frankly.adapters.sql.engine.database import FILE_NAME, SqlDatabase
from frankly.adapters.sql.engine.migrations import MIGRATIONS
from frankly.adapters.sql.events import SqlEvents
from frankly.errors import Misconfigured, StoreUnavailable
from tests.contract.stores import NOW, view


def ask(folder: Path, sql: str) -> list[tuple[object, ...]]:
    connection = sqlite3.connect(folder / FILE_NAME)
    try:
        return connection.execute(sql).fetchall()
    finally:
        connection.close()


def test_the_folder_and_the_file_are_made(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "data"
    with SqlDatabase(folder) as database:
        assert database.path == folder / FILE_NAME
        assert database.path.is_file()


def test_the_file_is_in_wal_mode_and_what_is_acknowledged_is_synced(tmp_path: Path) -> None:
    with SqlDatabase(tmp_path) as database:
        asked = {name: f"PRAGMA {name}" for name in ("journal_mode", "synchronous", "secure_delete", "foreign_keys")}
        said = database.writer.submit(
            lambda connection: {name: connection.execute(sql).fetchone()[0] for name, sql in asked.items()}
        ).result()
    assert said == {"journal_mode": "wal", "synchronous": 2, "secure_delete": 1, "foreign_keys": 1}


def test_each_migration_is_taken_once(tmp_path: Path) -> None:
    for _ in range(2):
        SqlDatabase(tmp_path).close()
    versions = ask(tmp_path, "SELECT version FROM migrations")
    assert versions == [(number,) for number in range(1, len(MIGRATIONS) + 1)]


def test_a_later_migration_brings_an_older_file_up_to_date(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    SqlDatabase(tmp_path).close()
    step = ("CREATE TABLE later (no INTEGER PRIMARY KEY) STRICT",)
    monkeypatch.setattr("frankly.adapters.sql.engine.migrations.MIGRATIONS", (*MIGRATIONS, step))
    SqlDatabase(tmp_path).close()
    assert ask(tmp_path, "SELECT count(*) FROM later") == [(0,)]
    monkeypatch.undo()
    with pytest.raises(Misconfigured, match="newer release") as caught:
        SqlDatabase(tmp_path)
    assert str(tmp_path / FILE_NAME) in caught.value.message


def test_a_migration_that_fails_leaves_the_file_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    SqlDatabase(tmp_path).close()
    broken = ("CREATE TABLE half (no INTEGER) STRICT", "CREATE TABLE acts (no INTEGER) STRICT")
    monkeypatch.setattr("frankly.adapters.sql.engine.migrations.MIGRATIONS", (*MIGRATIONS, broken))
    with pytest.raises(StoreUnavailable, match="already exists"):
        SqlDatabase(tmp_path)
    assert ask(tmp_path, "SELECT name FROM sqlite_master WHERE name = 'half'") == []
    monkeypatch.undo()
    SqlDatabase(tmp_path).close()


def test_two_may_open_a_new_file_at_the_same_moment(tmp_path: Path) -> None:
    failures: list[BaseException] = []

    def open_it() -> None:
        try:
            SqlDatabase(tmp_path).close()
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=open_it) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []


def test_a_folder_that_is_a_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("")
    with pytest.raises(Misconfigured, match="cannot be made") as caught:
        SqlDatabase(tmp_path / "data")
    assert "FRANKLY_DATA" in caught.value.message


@pytest.mark.parametrize(
    "content", [b"not a database at all, but long enough to be read\n" * 40, b"SQLite format 3\0" * 99]
)
def test_a_file_that_is_no_database_is_named_and_left_alone(tmp_path: Path, content: bytes) -> None:
    (tmp_path / FILE_NAME).write_bytes(content)
    with pytest.raises(Misconfigured, match="no SQLite database") as caught:
        SqlDatabase(tmp_path)
    assert str(tmp_path / FILE_NAME) in caught.value.message
    assert (tmp_path / FILE_NAME).read_bytes() == content


def test_a_damaged_file_is_named_at_the_start(tmp_path: Path) -> None:
    SqlDatabase(tmp_path).close()
    path = tmp_path / FILE_NAME
    data = bytearray(path.read_bytes())
    data[100:4000] = b"\xff" * 3900
    path.write_bytes(data)
    with pytest.raises(Misconfigured, match="damaged"):
        SqlDatabase(tmp_path)


async def test_damage_found_while_running_is_said_and_the_rest_still_works(tmp_path: Path) -> None:
    with SqlDatabase(tmp_path) as database:
        await SqlEvents(database).append([view(number) for number in range(2000)], NOW)
    root = ask(tmp_path, "SELECT rootpage FROM sqlite_master WHERE name = 'acts'")[0][0]
    data = bytearray((tmp_path / FILE_NAME).read_bytes())
    start = (int(str(root)) - 1) * 4096
    data[start : start + 4096] = b"\xff" * 4096
    (tmp_path / FILE_NAME).write_bytes(data)
    with SqlDatabase(tmp_path) as database:
        events = SqlEvents(database)
        with pytest.raises(StoreUnavailable, match="damaged"):
            await events.append([view(5000)], NOW)
        with pytest.raises(StoreUnavailable, match="damaged"):
            async for _ in events.stream():
                pass
        with database.reading() as connection:
            assert connection.execute("SELECT count(*) FROM people").fetchone() == (1,)


def test_a_file_locked_for_too_long_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    SqlDatabase(tmp_path).close()
    monkeypatch.setattr(sql_database, "OPENING_S", 0.05)
    other = sqlite3.connect(tmp_path / FILE_NAME, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreUnavailable, match="another process"):
        SqlDatabase(tmp_path)
    other.close()
    SqlDatabase(tmp_path).close()


# The superuser may write anywhere, so that one becomes nobody first.
OPEN_IT = """
import os, sys
from pathlib import Path
from frankly.adapters.sql.engine.database import SqlDatabase
from frankly.errors import FranklyError
if os.geteuid() == 0:
    os.setuid(65534)
try:
    SqlDatabase(Path(sys.argv[1])).close()
except FranklyError as error:
    print(type(error).__name__, error.message)
"""


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that every user of the machine can reach."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


@pytest.mark.parametrize("has_file", [False, True])
def test_a_read_only_folder_is_a_matter_of_configuration(open_folder: Path, has_file: bool) -> None:
    if has_file:
        SqlDatabase(open_folder).close()
    open_folder.chmod(0o555)
    done = subprocess.run(
        [sys.executable, "-c", OPEN_IT, str(open_folder)], capture_output=True, text=True, check=False
    )
    open_folder.chmod(0o755)
    assert done.stdout.startswith(f"Misconfigured The database {open_folder / FILE_NAME} cannot be used"), done
    assert "write" in done.stdout


@pytest.mark.parametrize("table", ["users (name)", "migrations (name)", "items (a, b)"])
def test_another_programs_database_is_left_as_it_is(tmp_path: Path, table: str) -> None:
    connection = sqlite3.connect(tmp_path / FILE_NAME)
    connection.execute(f"CREATE TABLE {table}")
    connection.commit()
    connection.close()
    before = (tmp_path / FILE_NAME).read_bytes()
    with pytest.raises(Misconfigured, match=f"another program: it holds the tables {table.split()[0]}"):
        SqlDatabase(tmp_path)
    assert (tmp_path / FILE_NAME).read_bytes() == before


def test_a_file_in_place_of_the_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file")
    for folder in (tmp_path / "data", tmp_path / "data" / "below"):
        with pytest.raises(Misconfigured, match="a file stands in its place"):
            SqlDatabase(folder)
