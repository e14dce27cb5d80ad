import random  # noqa: TID251  a test draws its scenery
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from frankly.adapters.sql.campaigns.store import SqlCampaigns
from frankly.adapters.sql.corrections import SqlCorrections
from frankly.adapters.sql.decisions import SqlDecisions
from frankly.adapters.sql.engine import compaction as sql_compaction
from frankly.adapters.sql.engine.compaction import has_residue, is_owed
from frankly.adapters.sql.engine.database import FILE_NAME, SqlDatabase
from frankly.adapters.sql.engine.migrations import migrate
from frankly.adapters.sql.erasure import _DELETE  # noqa: PLC2701  held to the schema
from frankly.adapters.sql.events import SqlEvents
from frankly.adapters.sql.people import SqlPeople
from frankly.adapters.sql.records.packing import unpack
from frankly.domain.campaign.recipient import Contact, Recipient, RecipientState
from frankly.domain.deciding.decision import Impression
from frankly.domain.person.correction import Correction
from tests.contract.stores import NOW, consent, decision, interest, view

ADA = "ada-lovelace-1815"
SECRETS = (
    ADA,
    "secret-interest",
    "secret search words",
    "secret-event",
    "secret-session",
    "secret-order",
    "secret-correction",
    "secret@example.org",
    "Secret-Name",
)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[SqlDatabase]:
    with SqlDatabase(tmp_path) as opened:
        yield opened


async def crowd(database: SqlDatabase, rounds: int = 40) -> None:
    """Many people whose rows are mixed on the same pages, so that pages split and rows move."""
    draw = random.Random(7)  # noqa: S311
    people, events, decisions = SqlPeople(database), SqlEvents(database), SqlDecisions(database)
    names = [f"{draw.getrandbits(48):012x}" for _ in range(400)]
    for number in range(rounds):
        batch = [
            view(person=draw.choice(names), id=f"{draw.getrandbits(64):x}", at=NOW + draw.randrange(10**9))
            for _ in range(200)
        ]
        await events.append(batch, NOW)
        for name in draw.sample(names, 10):
            await people.put_facts(name, [interest(f"{draw.getrandbits(32):x}")], replace=False, now=NOW)
        await leave_traces(database, number)
        decisions.record(*decision(draw.choice(names), seed=number))


async def leave_traces(database: SqlDatabase, number: int) -> None:
    """One of everything about the person who will be erased."""
    search = {"kind": "search", "item": None, "query": "secret search words", "order": "secret-order"}
    event = view(number, ADA, "secret-session", id=f"secret-event-{number}", **search)
    await SqlEvents(database).append([event], NOW)
    people = SqlPeople(database)
    await people.put_facts(ADA, [interest(f"secret-interest-{number}")], replace=False, now=NOW)
    await people.put_consent(ADA, consent(NOW + number, profile=True))
    said = {"id": f"c{number}", "decision": "d", "item": "secret-correction", "kind": "not_me", "at": NOW}
    corrected = Correction.model_validate({**said, "acts": (f"secret-event-{number}",)})
    await SqlCorrections(database).put(ADA, corrected)
    await SqlCorrections(database).undo(ADA, corrected.id, NOW)
    campaigns = SqlCampaigns(database)
    edition = await campaigns.begin(f"c{number % 3}", f"v{number % 5}", "{}", NOW)
    secret = Contact("secret@example.org", "Secret-Name", "de", "Europe/Vienna")
    others = [Recipient(no, f"{no}", Contact(f"{no}@example.org", f"Name {no}")) for no in range(20)]
    await campaigns.add(edition.no, [*others, Recipient(100 + number, ADA, secret)])
    made, served = decision(ADA, seed=number)
    named = Recipient(no=100 + number, person="", state=RecipientState.PLANNED, decision=str(made.id), cell="a cell")
    await campaigns.put(edition.no, [named], of=RecipientState.LISTED)
    SqlDecisions(database).record(made, served)
    await SqlDecisions(database).add_impressions([Impression(made.id, "i1", 1, NOW)])


def stored(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(folder.iterdir()))


def residues(folder: Path) -> list[str]:
    data = stored(folder)
    return [secret for secret in SECRETS if secret.encode() in data]


def keys_of(database: SqlDatabase, person: str) -> list[bytes]:
    sql = "SELECT person_keys.key FROM person_keys JOIN people ON people.no = person WHERE people.key = ?"
    with database.reading() as connection:
        return [key for (key,) in connection.execute(sql, (person,))]


async def test_nothing_of_an_erased_person_stays_in_the_files(database: SqlDatabase, tmp_path: Path) -> None:
    await crowd(database)
    assert residues(tmp_path) == list(SECRETS)
    keys = keys_of(database, ADA)
    assert [key in stored(tmp_path) for key in keys] == [True]
    await SqlPeople(database).delete(ADA, NOW)
    assert residues(tmp_path) == []
    assert [key in stored(tmp_path) for key in keys] == [False]


async def test_nothing_of_a_merged_and_erased_session_stays_in_the_files(database: SqlDatabase, tmp_path: Path) -> None:
    await crowd(database, rounds=5)
    await SqlEvents(database).append([view(1, None, "secret-session")], NOW)
    SqlDecisions(database).record(*decision("session:secret-session", seed=99))
    await SqlPeople(database).merge("session:secret-session", ADA, NOW)
    keys = keys_of(database, ADA)
    assert [key in stored(tmp_path) for key in keys] == [True, True]
    await SqlPeople(database).delete(ADA, NOW)
    assert residues(tmp_path) == []
    assert [key in stored(tmp_path) for key in keys] == [False, False]


async def test_records_of_an_erased_person_stay_and_say_nothing(database: SqlDatabase, tmp_path: Path) -> None:
    await crowd(database, rounds=3)
    await SqlDecisions(database).flush()
    with database.reading() as connection:
        before = connection.execute("SELECT no, ref, payload, link FROM records ORDER BY no").fetchall()
    await SqlPeople(database).delete(ADA, NOW)
    with database.reading() as connection:
        after = connection.execute("SELECT no, ref, payload, link FROM records ORDER BY no").fetchall()
        erased = connection.execute("SELECT kind, key, payload FROM records ORDER BY no DESC LIMIT 1").fetchone()
    assert after[:-1] == before
    assert (erased[0], erased[1], unpack(erased[2])) == ("erasure", None, b'{"keys":[1]}')
    for _, ref, payload, _ in before:
        assert not any(secret.encode() in ref + payload for secret in SECRETS)


async def test_who_comes_back_gets_another_key(database: SqlDatabase) -> None:
    SqlDecisions(database).record(*decision(ADA, seed=1))
    await SqlDecisions(database).flush()
    (before,) = keys_of(database, ADA)
    await SqlPeople(database).delete(ADA, NOW)
    again, served = decision(ADA, seed=2)
    SqlDecisions(database).record(again, served)
    assert await SqlDecisions(database).get(again.id) == again.as_plain()
    (after,) = keys_of(database, ADA)
    assert before != after
    with database.reading() as connection:
        assert connection.execute("SELECT id FROM person_keys").fetchall() == [(2,)]


async def test_forgotten_acts_and_facts_leave_no_residue_either(database: SqlDatabase, tmp_path: Path) -> None:
    await crowd(database, rounds=5)
    await SqlPeople(database).reset(ADA, NOW)
    # Consent, decisions and rows of campaigns stay, and with them the key.
    assert residues(tmp_path) == [ADA, "secret@example.org", "Secret-Name"]


def test_every_table_about_people_is_emptied() -> None:
    connection = sqlite3.connect(":memory:")
    migrate(connection, Path("memory"))
    tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    about_people = {
        table
        for table in tables
        if any(column[1] in {"person", "decision"} for column in connection.execute(f"PRAGMA table_info({table})"))
    }
    connection.close()
    # The keys of their records go too, but they are nothing that a person counts. Of rows of campaigns stubs stay.
    assert about_people == set(_DELETE) | {"person_keys", "recipients"}


def plant(folder: Path, text: str | bytes) -> None:
    """Leave bytes in the unallocated middle of a page, as SQLite does when it moves a row to another page."""
    connection = sqlite3.connect(folder / FILE_NAME)
    (root,) = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'facts'").fetchone()
    connection.close()
    with (folder / FILE_NAME).open("r+b") as file:
        file.seek((root - 1) * 4096 + 2000)
        file.write(text if isinstance(text, bytes) else text.encode())


def test_a_stale_copy_in_the_gap_of_a_page_is_found(tmp_path: Path) -> None:
    SqlDatabase(tmp_path).close()
    assert not has_residue(tmp_path / FILE_NAME, ADA.encode())
    plant(tmp_path, ADA)
    assert has_residue(tmp_path / FILE_NAME, ADA.encode())


async def test_what_is_stored_is_no_residue(tmp_path: Path) -> None:
    with SqlDatabase(tmp_path) as database:
        await crowd(database, rounds=3)
    assert residues(tmp_path) == list(SECRETS)
    assert not any(has_residue(tmp_path / FILE_NAME, secret.encode()) for secret in SECRETS)


@pytest.mark.parametrize(
    ("small_bytes", "planted", "is_written_anew"), [(0, ADA, True), (0, "x", False), (9**9, "x", True)]
)
async def test_a_large_file_is_written_anew_only_where_a_residue_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, small_bytes: int, planted: str, is_written_anew: bool
) -> None:
    monkeypatch.setattr(sql_compaction, "SMALL_BYTES", small_bytes)
    SqlDatabase(tmp_path).close()
    plant(tmp_path, planted)
    statements: list[str] = []
    with SqlDatabase(tmp_path) as database:
        await database.writer.run(lambda one: one.set_trace_callback(statements.append), alone=True)
        await SqlEvents(database).append([view(1, ADA)], NOW)
        await SqlPeople(database).delete(ADA, NOW)
        assert residues(tmp_path) == []
    assert ("VACUUM" in statements) is is_written_anew


async def test_a_stale_copy_of_a_record_key_makes_a_large_file_be_written_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sql_compaction, "SMALL_BYTES", 0)
    with SqlDatabase(tmp_path) as database:
        SqlDecisions(database).record(*decision(ADA))
        await SqlDecisions(database).flush()
        (key,) = keys_of(database, ADA)
    plant(tmp_path, key)
    with SqlDatabase(tmp_path) as database:
        await SqlPeople(database).delete(ADA, NOW)
        assert key not in stored(tmp_path)


async def test_a_stale_copy_of_an_address_makes_a_large_file_be_written_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sql_compaction, "SMALL_BYTES", 0)
    with SqlDatabase(tmp_path) as database:
        edition = await SqlCampaigns(database).begin("spring", "v1", "{}", NOW)
        await SqlCampaigns(database).add(edition.no, [Recipient(1, ADA, Contact("secret@example.org"))])
    plant(tmp_path, "secret@example.org")
    with SqlDatabase(tmp_path) as database:
        assert (await SqlPeople(database).delete(ADA, NOW)).rows["recipients"] == 1
        assert residues(tmp_path) == []


async def test_compaction_that_readers_hold_up_stays_owed_until_it_can_be_done(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sql_compaction, "BUSY_MS", 20)
    with SqlDatabase(tmp_path) as database:
        await crowd(database, rounds=3)
        reader = sqlite3.connect(database.path, isolation_level=None)
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM acts").fetchone()
        assert (await SqlPeople(database).delete(ADA, NOW)).rows["acts"] == 3
        with database.reading() as connection:
            assert is_owed(connection)
        reader.close()
    with SqlDatabase(tmp_path) as again, again.reading() as connection:
        assert not is_owed(connection)
    assert residues(tmp_path) == []


async def test_what_is_owed_after_a_crash_is_done_at_the_next_start(tmp_path: Path) -> None:
    with SqlDatabase(tmp_path) as database:
        await database.writer.run(sql_compaction.owe)
        database.writer.close()  # not the database: that would do it before it closes
    with SqlDatabase(tmp_path) as again:
        await again.writer.run(lambda _: None)
        with again.reading() as reading:
            assert not is_owed(reading)
