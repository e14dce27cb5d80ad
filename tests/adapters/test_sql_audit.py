import secrets
import sqlite3
import tracemalloc
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from frankly.adapters.sql.audit import SqlAudit
from frankly.adapters.sql.decisions import SqlDecisions
from frankly.adapters.sql.engine.database import FILE_NAME, SqlDatabase
from frankly.adapters.sql.people import SqlPeople
from frankly.adapters.sql.records import verifying
from frankly.adapters.sql.records.dropping import mark, remove_some
from frankly.domain.deciding.audit import AuditCode, ChainHead
from frankly.domain.deciding.decision import Decision, Impression, Kept, Served
from frankly.domain.time import DAY_MS, EpochMs
from frankly.errors import StoreUnavailable
from tests.contract.stores import NOW, decision

DAYS = 3
A_DAY = 10


@pytest.fixture
def database(tmp_path: Path) -> Iterator[SqlDatabase]:
    with SqlDatabase(tmp_path) as opened:
        yield opened


def at(moment: int, seed: int, person: str | None = "ada") -> tuple[Decision, list[Served]]:
    """A decision of a moment, which keeps a profile and the policies."""
    made, served = decision(person, seed=seed)
    inputs = replace(made.inputs, now=moment)
    kept = (
        Kept("profile", f"p{person}", person is not None, lambda: b'{"who":"' + str(person).encode() + b'"}'),
        Kept("policies", "v1", False, lambda: b'{"home.yaml":"limit: 10"}'),
    )
    name = inputs.decision_id()
    return replace(made, id=name, inputs=inputs, kept=kept), [replace(one, decision=name) for one in served]


async def fill(database: SqlDatabase, days: int = DAYS) -> None:
    """Ten decisions a day: of ada, ben and somebody unknown."""
    decisions = SqlDecisions(database)
    for number in range(days * A_DAY):
        moment = NOW + number // A_DAY * DAY_MS + number % A_DAY
        decisions.record(*at(moment, number, ("ada", "ben", None)[number % 3]))
    await decisions.flush()


async def found(database: SqlDatabase, heads: Sequence[ChainHead] = ()) -> list[tuple[str, int]]:
    report = await SqlAudit(database).verify(heads)
    return [(str(finding.code), finding.segment) for finding in report.findings]


def tamper(database: SqlDatabase, *statements: str) -> None:
    """Change the file as somebody could who has it in their hands."""
    with closing(sqlite3.connect(database.path, isolation_level=None)) as connection:
        for statement in statements:
            connection.execute(statement)


async def test_an_empty_log_is_intact_and_has_no_heads(database: SqlDatabase) -> None:
    report = await SqlAudit(database).verify()
    assert (report.is_intact, report.records, report.segments) == (True, 0, 0)
    assert list(await SqlAudit(database).heads()) == []


async def test_what_was_written_is_intact_and_has_a_head_a_day(database: SqlDatabase) -> None:
    await fill(database)
    heads = await SqlAudit(database).heads()
    assert [(head.segment, head.day) for head in heads] == [(n + 1, NOW // DAY_MS + n) for n in range(DAYS)]
    # Each day: ten decisions, three profiles, and the policies once.
    assert [head.entries for head in heads] == [14, 14, 14]
    report = await SqlAudit(database).verify(heads)
    assert (report.findings, report.records, report.heads, report.erased) == ((), 42, 3, 0)


async def test_heads_of_yesterday_hold_today(database: SqlDatabase) -> None:
    await fill(database, days=1)
    decisions, heads = SqlDecisions(database), await SqlAudit(database).heads()
    decisions.record(*at(NOW + 50, 99))
    decisions.record(*at(NOW + DAY_MS, 100))
    assert await found(database, heads) == []
    assert (await SqlAudit(database).heads())[0].entries == heads[0].entries + 1


async def test_progress_is_told_to_the_end(database: SqlDatabase, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verifying, "BATCH", 10)
    await fill(database)
    told: list[tuple[int, int]] = []
    assert (await SqlAudit(database).verify(advance=lambda done, total: told.append((done, total)))).is_intact
    assert told == [(10, 42), (20, 42), (30, 42), (40, 42), (42, 42)]


TAMPERED = [
    ("changed", "UPDATE records SET payload = zeroblob(length(payload)) WHERE segment = 2 AND seq = 5"),
    ("changed", "UPDATE records SET kind = 'profile' WHERE segment = 2 AND seq = 5"),
    ("changed", "UPDATE records SET ref = zeroblob(16) WHERE segment = 2 AND seq = 5"),
    ("changed", "UPDATE records SET key = 77 WHERE segment = 2 AND seq = 5"),
    ("changed", "UPDATE records SET link = zeroblob(32) WHERE segment = 2 AND seq = 5"),
    ("removed", "DELETE FROM records WHERE segment = 2 AND seq = 5"),
    ("truncated", "DELETE FROM records WHERE segment = 2 AND seq > 12"),
    ("truncated", "DELETE FROM records WHERE segment = 2"),
    (
        "inserted",
        "INSERT INTO records SELECT 99, segment, 15, kind, ref, key, payload, link FROM records WHERE no = 42",
    ),
    ("inserted", "UPDATE records SET segment = 9 WHERE no = 42"),
    ("reordered", "UPDATE records SET no = 1000 WHERE segment = 2 AND seq = 5"),
    ("segment_changed", "UPDATE segments SET head = zeroblob(32) WHERE no = 2"),
    ("segment_changed", "UPDATE segments SET previous = zeroblob(32) WHERE no = 2"),
    ("segment_changed", "UPDATE segments SET writer = 'other' WHERE no = 2"),
    ("changed", "UPDATE segments SET day = day + 1 WHERE no = 2"),
    ("truncated", "UPDATE segments SET entries = entries + 1 WHERE no = 2"),
    ("inserted", "UPDATE segments SET entries = entries - 1 WHERE no = 2"),
    ("inserted", "UPDATE segments SET is_dropped = 1 WHERE no = 2"),
    ("removed", "DELETE FROM segments WHERE no = 2"),
    ("index_changed", "UPDATE decisions SET surface = 'email' WHERE no = 3"),
    ("index_changed", "UPDATE decisions SET at_ms = at_ms + 1 WHERE no = 3"),
    ("index_changed", "UPDATE decisions SET id = 'd0' WHERE no = 3"),
    ("index_changed", "UPDATE decisions SET person = NULL WHERE person IS NOT NULL"),
    ("index_changed", "PRAGMA foreign_keys = OFF; DELETE FROM decisions WHERE no = 3"),
    ("index_changed", "UPDATE person_keys SET key = zeroblob(32) WHERE id = 1"),
    ("index_changed", "UPDATE person_keys SET person = 3 - person"),
    ("key_lost", "DELETE FROM person_keys WHERE id = 1"),
]


@pytest.mark.parametrize(("code", "statements"), TAMPERED, ids=[f"{code}-{n}" for n, (code, _) in enumerate(TAMPERED)])
async def test_a_change_is_found_without_heads(database: SqlDatabase, code: str, statements: str) -> None:
    await fill(database)
    tamper(database, *statements.split("; "))
    assert code in {name for name, _ in await found(database)}


async def test_one_changed_record_is_one_finding(database: SqlDatabase) -> None:
    await fill(database)
    tamper(database, "UPDATE records SET payload = zeroblob(length(payload) + 1) WHERE segment = 2 AND seq = 5")
    assert await found(database) == [("changed", 2)]


async def test_swapped_records_are_found(database: SqlDatabase) -> None:
    await fill(database)
    swap = "UPDATE records SET payload = (SELECT payload FROM records AS other WHERE other.no = {}) WHERE no = {}"
    tamper(database, "CREATE TABLE aside AS SELECT payload FROM records WHERE no = 6", swap.format(8, 6))
    tamper(database, "UPDATE records SET payload = (SELECT payload FROM aside) WHERE no = 8", "DROP TABLE aside")
    report = await SqlAudit(database).verify()
    assert [(finding.code, finding.seq) for finding in report.findings] == [(AuditCode.CHANGED, 6)]
    assert report.findings[0].detail.startswith("2 records between 6 and 8")


async def test_thousands_of_findings_are_counted_not_kept(
    database: SqlDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("frankly.adapters.sql.records.findings.MOST_FINDINGS", 5)
    await fill(database)
    tamper(database, "UPDATE decisions SET at_ms = at_ms + 1")
    report = await SqlAudit(database).verify()
    assert (len(report.findings), report.more) == (5, 25)


async def test_heads_show_that_the_end_is_missing(database: SqlDatabase, tmp_path: Path) -> None:
    await fill(database, days=2)
    backup = (await back_up(database), tmp_path / FILE_NAME)
    SqlDecisions(database).record(*at(NOW + DAY_MS + 99, 1000))
    heads = await SqlAudit(database).heads()
    database.close()
    backup[1].write_bytes(backup[0])
    with SqlDatabase(tmp_path) as rolled_back:
        assert await found(rolled_back) == []
        assert await found(rolled_back, heads) == [("truncated", 2)]


async def back_up(database: SqlDatabase) -> bytes:
    await database.writer.run(lambda one: one.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall(), alone=True)
    return database.path.read_bytes()


async def test_heads_of_another_database_are_foreign(database: SqlDatabase, tmp_path: Path) -> None:
    await fill(database)
    with SqlDatabase(tmp_path / "other") as other:
        await fill(other)
        heads = await SqlAudit(other).heads()
    assert await found(database, heads) == [("foreign", 1), ("foreign", 2), ("foreign", 3)]


async def test_heads_show_that_the_chain_was_made_anew(database: SqlDatabase) -> None:
    await fill(database)
    heads = await SqlAudit(database).heads()
    another = [replace(head, head="00" * 32) for head in heads[:1]]
    assert await found(database, another) == [("rewritten", 1)]
    assert await found(database, [*heads, *another]) == [("rewritten", 1)]
    assert await found(database, [replace(heads[2], segment=4)]) == [("truncated", 4)]
    assert await found(database, [replace(heads[0], entries=15)]) == [("truncated", 1)]
    assert await found(database, [replace(heads[0], day=1)]) == [("segment_changed", 1)]


async def test_erasing_and_merging_leave_the_chain_intact(database: SqlDatabase) -> None:
    await fill(database, days=2)
    SqlDecisions(database).record(*at(NOW + DAY_MS, 77, "session:s1"))
    heads = await SqlAudit(database).heads()
    people = SqlPeople(database)
    await people.merge("session:s1", "ada", EpochMs(NOW))
    await people.delete("ada", EpochMs(NOW + DAY_MS))
    report = await SqlAudit(database).verify(heads)
    # Seven decisions of ada and one of her session, with a profile of each day and of the session.
    assert (report.findings, report.erased) == ((), 11)
    assert await SqlDecisions(database).find(person="ada") == []


async def test_a_key_that_was_thrown_away_unseen_is_told_from_a_deletion(database: SqlDatabase) -> None:
    await fill(database, days=1)
    await SqlPeople(database).delete("ada", EpochMs(NOW))
    tamper(database, "DELETE FROM decisions WHERE person = 2", "DELETE FROM person_keys WHERE person = 2")
    assert await found(database) == [("key_lost", 1)]


async def test_what_is_too_old_goes_and_its_head_stays(database: SqlDatabase) -> None:
    await fill(database)
    decisions, audit = SqlDecisions(database), SqlAudit(database)
    old, new = at(NOW, 0)[0], at(NOW + 2 * DAY_MS, 20, None)[0]
    await decisions.add_impressions([Impression(at(NOW, 0)[0].id, "i1", 1, NOW)])
    heads = await audit.heads()
    dropped = await audit.drop_before(EpochMs((NOW // DAY_MS + 2) * DAY_MS), EpochMs(NOW + 2 * DAY_MS))
    assert (dropped.segments, dropped.records, dropped.decisions) == (2, 28, 20)
    assert await decisions.get(old.id) is None
    assert await decisions.get(new.id) == new.as_plain()
    assert await decisions.count() == 10
    with database.reading() as connection:
        counts = "SELECT (SELECT count(*) FROM served), (SELECT count(*) FROM impressions)"
        assert connection.execute(counts).fetchone() == (20, 0)
    assert list(await audit.heads())[:2] == heads[:2]
    report = await audit.verify(heads)
    assert (report.findings, report.dropped, report.records, report.unchecked) == ((), 2, 15, 0)
    assert await found(database, [replace(heads[0], entries=3, head="00" * 32)]) == []
    assert await found(database, [replace(heads[0], entries=3)]) == [("segment_changed", 1)]
    assert await found(database, [replace(heads[0], head="00" * 32)]) == [("rewritten", 1)]


async def test_dropping_again_finds_nothing_and_the_newest_segment_stays(database: SqlDatabase) -> None:
    await fill(database)
    audit, late = SqlAudit(database), EpochMs(NOW + 900 * DAY_MS)
    assert (await audit.drop_before(late, EpochMs(NOW + 2 * DAY_MS))).segments == 2
    assert (await audit.drop_before(late, EpochMs(NOW + 2 * DAY_MS))).segments == 0
    assert (await audit.drop_before(EpochMs(0), EpochMs(NOW + 2 * DAY_MS))).segments == 0
    assert await found(database) == []


async def test_people_of_whom_nothing_else_is_stored_go_with_their_last_decision(database: SqlDatabase) -> None:
    decisions = SqlDecisions(database)
    for person, moment in (("ada", NOW), ("ben", NOW), ("ben", NOW + DAY_MS)):
        decisions.record(*at(moment, moment, person))
    await SqlAudit(database).drop_before(EpochMs(NOW + DAY_MS), EpochMs(NOW + DAY_MS))
    with database.reading() as connection:
        assert connection.execute("SELECT key FROM people").fetchall() == [("ben",)]
        assert connection.execute("SELECT count(*) FROM person_keys").fetchone() == (1,)
    assert await found(database) == []


async def test_a_dropping_that_was_interrupted_is_ended_by_the_next(database: SqlDatabase) -> None:
    await fill(database)
    moment = (NOW // DAY_MS + 2) * DAY_MS
    await database.writer.run(lambda one: mark(one, moment, NOW))
    await database.writer.run(remove_some)
    assert await found(database) == []
    dropped = await SqlAudit(database).drop_before(EpochMs(moment), EpochMs(NOW))
    assert dropped.segments == 0
    with database.reading() as connection:
        assert connection.execute("SELECT count(*) FROM upkeep").fetchone() == (0,)
    assert await found(database) == []


async def test_a_late_decision_joins_the_newest_segment_and_a_mended_clock_begins_another(
    database: SqlDatabase,
) -> None:
    decisions = SqlDecisions(database)
    for number, days in enumerate((0, 1, 0, 400, 399, 1, 0, 2)):
        decisions.record(*at(NOW + days * DAY_MS, number))
    heads = await SqlAudit(database).heads()
    assert [head.day - NOW // DAY_MS for head in heads] == [0, 1, 400, 1, 2]
    assert await found(database, heads) == []


async def test_what_decisions_share_is_kept_once_a_segment_and_person(database: SqlDatabase) -> None:
    await fill(database, days=2)
    with database.reading() as connection:
        counts = connection.execute(
            "SELECT segment, kind, count(*) FROM records GROUP BY segment, kind ORDER BY segment, kind"
        ).fetchall()
    assert counts == [
        (1, "decision", 10),
        (1, "policies", 1),
        (1, "profile", 3),
        (2, "decision", 10),
        (2, "policies", 1),
        (2, "profile", 3),
    ]


async def test_a_changed_record_is_not_given_out(database: SqlDatabase) -> None:
    await fill(database, days=1)
    tamper(database, "UPDATE records SET payload = zeroblob(length(payload))")
    with pytest.raises(StoreUnavailable, match="audit verify"):
        await SqlDecisions(database).get(at(NOW, 0)[0].id)


async def test_the_last_day_of_a_shop_that_stands_still_goes_too(database: SqlDatabase) -> None:
    await fill(database)
    later = EpochMs(NOW + 500 * DAY_MS)
    assert (await SqlAudit(database).drop_before(EpochMs(NOW + 100 * DAY_MS), later)).decisions == DAYS * A_DAY
    assert await found(database) == []
    assert [head.entries for head in await SqlAudit(database).heads()] == [14, 14, 14, 1]


async def test_a_long_log_is_verified_in_bounded_memory(database: SqlDatabase, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verifying, "BATCH", 10)
    filling = "".join(f"{number:x}" for number in range(40_000))
    for seed in range(80):
        made, served = decision(seed=seed)
        kept = (Kept("profile", f"p{seed}", True, lambda: bytes(secrets.token_bytes(60_000))),)
        SqlDecisions(database).record(replace(made, make=lambda: {"filling": filling}, kept=kept), served)
    await SqlDecisions(database).flush()
    tracemalloc.start()
    assert (await SqlAudit(database).verify()).records == 160
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 4_000_000
