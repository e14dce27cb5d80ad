import asyncio
import hashlib
import hmac
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from frankly.adapters.sql.audit import SqlAudit
from frankly.adapters.sql.decisions import SqlDecisions
from frankly.adapters.sql.engine import deferred as sql_deferred
from frankly.adapters.sql.engine.database import FILE_NAME, SqlDatabase
from frankly.adapters.sql.events import SqlEvents
from frankly.adapters.sql.records.chain import PersonKey, naming, place_of
from frankly.adapters.sql.records.packing import unpack
from frankly.domain.canonical import canonical
from frankly.domain.deciding.decision import Decision, Impression, Kept, Served
from frankly.errors import Invalid, StoreUnavailable
from tests.contract.stores import NOW, decision, view


@pytest.fixture
def database(tmp_path: Path) -> Iterator[SqlDatabase]:
    with SqlDatabase(tmp_path, deferred_limit=20) as opened:
        yield opened


@contextmanager
def full_disk(database: SqlDatabase) -> Iterator[None]:
    """As few pages as there are now; small rows still fit into what is free of them."""
    set_limit = "PRAGMA max_page_count = {}"
    pages = database.writer.submit(lambda one: one.execute("PRAGMA page_count").fetchone()[0]).result()
    database.writer.submit(lambda one: one.execute(set_limit.format(pages)), alone=True).result()
    try:
        yield
    finally:
        database.writer.submit(lambda one: one.execute(set_limit.format(10**6)), alone=True).result()


def large(seed: int) -> tuple[Decision, list[Served]]:
    """A decision of about 50,000 bytes that no compression makes smaller."""
    made, served = decision(seed=seed)
    filling = "".join(hashlib.sha512(b"%d %d" % (seed, part)).hexdigest() for part in range(800))
    return replace(made, make=lambda: {"filling": filling}), served


async def test_a_full_queue_refuses_and_a_flushed_one_takes_again(database: SqlDatabase) -> None:
    decisions = SqlDecisions(database)
    with full_disk(database):
        taken = [decisions.record(*large(seed)) for seed in range(25)]
        assert taken == [True] * 20 + [False] * 5
    await decisions.flush()
    assert await decisions.count() == 20
    assert decisions.record(*large(99))


async def test_the_queue_is_bounded_by_bytes_too(database: SqlDatabase, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sql_deferred, "BYTES_LIMIT", 120_000)
    decisions = SqlDecisions(database)
    with full_disk(database):
        for seed in range(4):
            decisions.record(*large(seed))
            with pytest.raises(StoreUnavailable):
                await decisions.flush()
        assert not decisions.record(*large(50))
    await decisions.flush()
    assert await decisions.count() == 3


async def test_decisions_outlive_a_full_disk_and_hold_up_nobody_else(database: SqlDatabase) -> None:
    decisions, events = SqlDecisions(database), SqlEvents(database)
    await events.append([view(1)], NOW)
    made, served = large(1)
    with full_disk(database):
        assert decisions.record(made, served)
        with pytest.raises(StoreUnavailable, match="make room"):
            await decisions.flush()
        assert "make room" in decisions.fault
        assert list(await events.append([view(2)], NOW)) == [True]
        with pytest.raises(StoreUnavailable):
            await decisions.get(made.id)
    assert await decisions.get(made.id) == made.as_plain()
    assert decisions.fault == ""


async def test_decisions_are_tried_again_without_being_asked(
    database: SqlDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sql_deferred, "RETRY_S", 0.01)
    monkeypatch.setattr("frankly.adapters.sql.engine.writer.RETRY_S", 0.01)
    with full_disk(database):
        SqlDecisions(database).record(*large(1))
        await asyncio.sleep(0.05)
        assert len(database.writer.deferred) == 1
    for _ in range(500):
        if not database.writer.deferred:
            break
        await asyncio.sleep(0.01)
    assert len(database.writer.deferred) == 0


def test_closing_writes_the_queue(tmp_path: Path) -> None:
    with SqlDatabase(tmp_path) as database:
        for seed in range(50):
            SqlDecisions(database).record(*decision(seed=seed))
    with SqlDatabase(tmp_path) as again:
        assert asyncio.run(SqlDecisions(again).count()) == 50


async def test_what_is_named_twice_is_stored_once_and_any_number_of_things_may_be_named(database: SqlDatabase) -> None:
    made, served = decision()
    same = [Kept("facts", "h", False, lambda: b"[]", of=f"i{number}") for number in range(3)]
    others = [Kept("facts", f"h{number}", False, lambda: b"[]", of=f"j{number}") for number in range(1_500)]
    decisions = SqlDecisions(database)
    decisions.record(replace(made, kept=(*same, *others)), served)
    await decisions.flush()
    with database.reading() as connection:
        found = connection.execute("SELECT count(*) FROM records WHERE kind = 'facts'").fetchone()
    assert found == (1 + len(others),)
    assert await decisions.kept("facts", "h", made.id) == b"[]"


async def test_served_items_are_logged_with_their_propensity(database: SqlDatabase) -> None:
    made, served = decision()
    unmeasured, nobody = decision(seed=2, measured=False)
    decisions = SqlDecisions(database)
    decisions.record(made, [replace(served[0], propensity_ppb=700), served[1]])
    decisions.record(unmeasured, nobody)
    await decisions.add_impressions([Impression(made.id, "i2", 2, NOW)])
    with database.reading() as connection:
        rows = connection.execute(
            """SELECT slot, item, propensity_ppb, surface, variant, person IS NOT NULL FROM served
            ORDER BY decision, slot"""
        ).fetchall()
    assert rows[:2] == [(1, "i1", 700, "home", "personalised", 1), (2, "i2", 10**9, "home", "personalised", 1)]
    assert [row[5] for row in rows] == [1, 1, 0, 0]


async def test_a_queue_of_a_closed_database_takes_nothing(tmp_path: Path) -> None:
    database = SqlDatabase(tmp_path)
    database.close()
    assert not SqlDecisions(database).record(*decision())


async def test_a_row_that_breaks_a_rule_of_the_schema_leaves_the_queue(database: SqlDatabase) -> None:
    class Broken:
        size = 3

        def write(self, connection: sqlite3.Connection) -> None:
            connection.execute("INSERT INTO people (key) VALUES (NULL)")

    made, served = decision()
    decisions = SqlDecisions(database)
    database.writer.defer(Broken)
    decisions.record(made, served)
    await database.writer.run(lambda _: None, after_deferred=True)
    assert database.path.name == FILE_NAME
    (told,) = database.writer.deferred.take_spoiled()
    assert "NOT NULL" in told
    assert await decisions.get(made.id) == made.as_plain()


async def test_what_is_kept_already_is_not_made_again(database: SqlDatabase) -> None:
    made: list[str] = []

    def profile() -> bytes:
        made.append("made")
        return b"{}"

    decisions = SqlDecisions(database)
    for seed in range(5):
        one, _ = decision(seed=seed)
        decisions.record(replace(one, kept=(Kept("profile", "p", True, profile),)), [])
        await decisions.flush()
    assert made == ["made"]
    assert await decisions.kept("profile", "p", one.id) == b"{}"


async def test_what_cannot_be_kept_spoils_only_its_own_decision(database: SqlDatabase) -> None:
    def broken() -> bytes:
        return canonical({"share": 0.5})  # type: ignore[dict-item]

    decisions = SqlDecisions(database)
    good, served = decision(seed=1)
    bad, _ = decision(seed=2)
    decisions.record(replace(bad, kept=(Kept("policies", "v", False, broken),)), [])
    decisions.record(good, served)
    with pytest.raises(Invalid, match="float"):
        await decisions.flush()
    assert await decisions.count() == 1


async def test_two_processes_share_one_chain(database: SqlDatabase, tmp_path: Path) -> None:
    with SqlDatabase(tmp_path) as other:
        for seed in range(20):
            store = SqlDecisions(other if seed % 2 else database)
            store.record(*decision(f"p{seed % 3}", seed=seed))
            await store.flush()
    report = await SqlAudit(database).verify()
    assert (report.findings, report.records, report.segments) == ((), 20, 1)


async def test_nothing_personal_stands_readable_in_the_log(database: SqlDatabase) -> None:
    decisions = SqlDecisions(database)
    made, served = decision("ada-lovelace", seed=1)
    mine = replace(made, make=lambda: {"title": "a most personal matter"})
    decisions.record(replace(mine, kept=(Kept("profile", "p", True, lambda: b'"what she read"'),)), served)
    decisions.record(*decision(None, seed=2))
    await decisions.flush()
    with database.reading() as connection:
        rows = connection.execute("SELECT kind, key, ref, payload FROM records ORDER BY no").fetchall()
    assert [(kind, key) for kind, key, _, _ in rows] == [("profile", 1), ("decision", 1), ("decision", None)]
    for _, _, ref, payload in rows[:2]:
        assert made.id[1:] not in ref.hex()
        with pytest.raises(ValueError, match="cannot"):
            unpack(payload)
    assert "Zoë" in unpack(rows[2][3]).decode()


@pytest.mark.parametrize("key", [b"k" * 32, b"k" * 100, b""])
def test_the_name_of_a_record_is_an_hmac_of_what_it_is(key: bytes) -> None:
    told = hmac.new(key or b"frankly", b'["facts","a",1]', "sha256").digest()[:16]
    assert naming(key, "facts", "a", 1) == told
    assert naming(PersonKey(1, key), "facts", "a", 1) == told


def test_a_place_stands_as_canonical_json() -> None:
    assert place_of(3, 7, "decision", b"\x00\xff") == canonical([3, 7, "decision", "00ff"])
    told = hmac.digest(b"k" * 32, canonical(["decision", "d-ä", 5]), "sha256")[:16]
    assert naming(b"k" * 32, "decision", "d-ä", 5) == told
