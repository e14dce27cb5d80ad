"""Changes a store as somebody could who has the file in their hands, and looks whether the audit finds it.

Some changes keep to the formulas of the chain, since those are no secret: then only heads that were kept elsewhere can
show them. They are counted by name.
"""
# ruff: noqa: S608  whoever has the file in their hands writes what SQL they like

import asyncio
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from frankly.adapters.aes_gcm import seal
from frankly.adapters.sql.audit import SqlAudit
from frankly.adapters.sql.decisions import SqlDecisions
from frankly.adapters.sql.engine.database import FILE_NAME, SqlDatabase
from frankly.adapters.sql.people import SqlPeople
from frankly.adapters.sql.records.chain import Entry, beginning, link, place_of
from frankly.adapters.sql.records.packing import pack
from frankly.domain.deciding.audit import ChainHead
from frankly.domain.deciding.decision import Kept
from frankly.domain.seed import below, derive
from frankly.domain.time import DAY_MS, EpochMs
from frankly.errors import FranklyError
from tests.contract.stores import NOW, decision
from tests.proofs.harness import Proof

DAYS, A_DAY = 6, 12
PEOPLE = ("ada", "ben", "cem", None, "session:s1")


@dataclass(frozen=True)
class Store:
    """A store that nobody has touched.

    Attributes:
        file: its bytes.
        yesterday: the bytes that it had a day before.
        heads: heads of every day, as they were kept at its end.
    """

    file: bytes
    yesterday: bytes
    heads: tuple[ChainHead, ...]


@cache
def store() -> Store:
    """Six days of decisions: somebody was deleted, a session merged, and two days were dropped by age."""
    with TemporaryDirectory() as folder:
        return asyncio.run(_store(Path(folder)))


async def _store(folder: Path) -> Store:
    kept: list[ChainHead] = []
    for day in range(DAYS):
        yesterday = (folder / FILE_NAME).read_bytes() if day else b""
        with SqlDatabase(folder) as database:
            await live_a_day(database, day)
            kept += (await SqlAudit(database).heads())[-1:]
    return Store((folder / FILE_NAME).read_bytes(), yesterday, tuple(kept))


async def live_a_day(database: SqlDatabase, day: int) -> None:
    decisions, people, now = SqlDecisions(database), SqlPeople(database), EpochMs(NOW + day * DAY_MS)
    for number in range(day * A_DAY, (day + 1) * A_DAY):
        made, served = decision(PEOPLE[number % len(PEOPLE)], seed=number)
        inputs = replace(made.inputs, now=now + number)
        profile = Kept("profile", f"profile {number % 7}", inputs.person is not None, lambda: b'{"acts":[1,2,3]}')
        policies = Kept("policies", "v1", False, lambda: b'{"home.yaml":"limit: 10"}')
        made = replace(made, id=inputs.decision_id(), inputs=inputs, kept=(profile, policies))
        decisions.record(made, [replace(one, decision=made.id) for one in served])
    if day == 3:
        await people.merge("session:s1", "ada", now)
    if day == 4:
        await people.delete("cem", now)
        await SqlAudit(database).drop_before(EpochMs((NOW // DAY_MS + 2) * DAY_MS), now)
    await decisions.flush()


class Hand:
    """Somebody's hand in the file; what it draws depends on the round alone."""

    def __init__(self, connection: sqlite3.Connection, number: int) -> None:
        self.connection = connection
        self.seed = derive("tampering", number)

    def draw(self, limit: int, what: str) -> int:
        return below(limit, self.seed, what)

    def pick(self, values: Sequence[Any], what: str) -> Any:
        return values[self.draw(len(values), what)]

    def rows(self, sql: str, *given: Any) -> list[Any]:
        return self.connection.execute(sql, given).fetchall()

    def a_record(self, what: str = "record") -> int:
        return int(self.pick(self.rows("SELECT no FROM records ORDER BY no"), what)[0])

    def open_segments(self) -> list[int]:
        return [no for (no,) in self.rows("SELECT no FROM segments WHERE NOT is_dropped ORDER BY no")]


CELLS = (
    ("records", ("segment", "seq", "kind", "ref", "key", "payload", "link")),
    ("segments", ("writer", "day", "previous", "head", "entries", "is_dropped")),
    ("decisions", ("id", "person", "at_ms", "surface", "no")),
    ("person_keys", ("id", "person", "key")),
)


def change_a_cell(hand: Hand) -> str:
    """One bit, letter or number of one cell."""
    table, columns = hand.pick(CELLS, "table")
    column = hand.pick(columns, "column")
    rowid, value = hand.pick(hand.rows(f"SELECT rowid, {column} FROM {table} ORDER BY rowid"), "row")
    hand.connection.execute(f"UPDATE {table} SET {column} = ? WHERE rowid = ?", (other(hand, value, column), rowid))
    # Of a dropped segment, only a kept head knows the day and the number of records.
    is_bare = table == "segments" and rowid not in hand.open_segments() and column in {"day", "entries"}
    return "row_of_a_dropped_segment" if is_bare else ""


def other(hand: Hand, value: Any, column: str) -> Any:
    if column == "is_dropped":
        return 1 - value
    if isinstance(value, bytes):
        changed = bytearray(value)
        changed[hand.draw(len(changed), "byte")] ^= 1 << hand.draw(8, "bit")
        return bytes(changed)
    if isinstance(value, str):
        place = hand.draw(len(value), "letter")
        return value[:place] + ("x" if value[place] != "x" else "y") + value[place + 1 :]
    # Numbers of rows are given once: another one is far from all of them.
    lowest = 12 if column in {"id", "no"} else 0
    return 1 if value is None else value ^ (1 << (lowest + hand.draw(12, "bit")))


def delete_a_row(hand: Hand) -> str:
    table = hand.pick(("records", "records", "decisions", "person_keys", "segments"), "table")
    (rowid,) = hand.pick(hand.rows(f"SELECT rowid FROM {table} ORDER BY rowid"), "row")
    hand.connection.execute(f"DELETE FROM {table} WHERE rowid = ?", (rowid,))
    return ""


def delete_several(hand: Hand) -> str:
    """A run of records, with what the index says of them, as if they had never been."""
    first, count = hand.a_record(), 1 + hand.draw(8, "count")
    for table in ("decisions", "records"):
        hand.connection.execute(f"DELETE FROM {table} WHERE no >= ? AND no < ?", (first, first + count))
    return ""


def throw_a_key_away(hand: Hand) -> str:
    """A person's key and their decisions in the index, as a deletion would, but without one on record."""
    (person,) = hand.pick(hand.rows("SELECT DISTINCT person FROM person_keys ORDER BY person"), "person")
    hand.connection.execute("DELETE FROM decisions WHERE person = ?", (person,))
    hand.connection.execute("DELETE FROM person_keys WHERE person = ?", (person,))
    return ""


def drop_a_segment(hand: Hand) -> str:
    """A day, as if by age, but without a dropping on record."""
    segment = hand.pick(hand.open_segments(), "segment")
    hand.connection.execute("UPDATE segments SET is_dropped = 1 WHERE no = ?", (segment,))
    hand.connection.execute("DELETE FROM decisions WHERE no IN (SELECT no FROM records WHERE segment = ?)", (segment,))
    hand.connection.execute("DELETE FROM records WHERE segment = ?", (segment,))
    return ""


def insert_a_copy(hand: Hand) -> str:
    """A record once more, at the end of the file, under the next number of its segment or its own."""
    seq = hand.pick(("seq", "1 + (SELECT max(seq) FROM records AS o WHERE o.segment = records.segment)"), "seq")
    hand.connection.execute(
        f"""INSERT INTO records (segment, seq, kind, ref, key, payload, link)
        SELECT segment, {seq}, kind, ref, key, payload, link FROM records WHERE no = ?""",
        (hand.a_record(),),
    )
    return ""


def swap(hand: Hand) -> str:
    """Two records: their content, or their places."""
    one, two = hand.a_record("one"), hand.a_record("two")
    if one == two:
        two = hand.rows("SELECT no FROM records WHERE no <> ? ORDER BY no DESC LIMIT 1", one)[0][0]
    columns = hand.pick((("payload",), ("kind", "ref", "key", "payload"), ("no",), ("seq",), ("link",)), "columns")
    if columns == ("no",):
        for before, after in ((one, -1), (two, one), (-1, two)):
            hand.connection.execute("UPDATE records SET no = ? WHERE no = ?", (after, before))
        return ""
    names = ", ".join(columns)
    first, second = (hand.rows(f"SELECT {names} FROM records WHERE no = ?", no)[0] for no in (one, two))
    if first == second:
        return change_a_cell(hand)
    for no, values in ((one, second), (two, first)):
        marks = ", ".join("?" * len(values))
        hand.connection.execute(f"UPDATE records SET ({names}) = ({marks}) WHERE no = ?", (*values, no))
    return ""


def relink(hand: Hand) -> None:
    """Make the whole chain anew over what is there, as the formulas say."""
    head: bytes | None = None
    sql = "SELECT no, writer, day, previous, head, is_dropped FROM segments ORDER BY no"
    for no, writer, day, previous, old, is_dropped in hand.rows(sql):
        head = previous if head is None else head
        if is_dropped:
            head = old
            continue
        at = beginning(writer, no, day, head)
        rows = hand.rows("SELECT no, kind, ref, key, payload FROM records WHERE segment = ? ORDER BY seq", no)
        for seq, (row, kind, ref, key, payload) in enumerate(rows, start=1):
            at = link(at, Entry(no, seq, kind, ref, key, payload))
            hand.connection.execute("UPDATE records SET seq = ?, link = ? WHERE no = ?", (seq, at, row))
        hand.connection.execute(
            "UPDATE segments SET previous = ?, head = ?, entries = ? WHERE no = ?", (head, at, len(rows), no)
        )
        head = at


def rewrite_a_record(hand: Hand) -> str:
    """Another story about somebody, sealed with their own key, and the whole chain made anew."""
    sql = """SELECT records.no, segment, seq, kind, ref, person_keys.key FROM records
    LEFT JOIN person_keys ON person_keys.id = records.key WHERE records.key IS NULL OR person_keys.id IS NOT NULL"""
    rows = [row for row in hand.rows(sql + " ORDER BY records.no") if row[3] in {"decision", "profile", "policies"}]
    no, segment, seq, kind, ref, key = hand.pick(rows, "row")
    story = pack(b'{"told":"another story"}')
    payload = story if key is None else seal(story, key, place_of(segment, seq, kind, ref))
    hand.connection.execute("UPDATE records SET payload = ? WHERE no = ?", (payload, no))
    relink(hand)
    return "rewritten"


def rewrite_without_a_record(hand: Hand) -> str:
    """One decision less, in the index too, and the whole chain made anew."""
    rows = hand.rows("SELECT no FROM records WHERE kind = 'decision' ORDER BY no")
    (no,) = hand.pick(rows[:-1], "row")
    hand.connection.execute("DELETE FROM decisions WHERE no = ?", (no,))
    hand.connection.execute("DELETE FROM records WHERE no = ?", (no,))
    relink(hand)
    return "rewritten"


def rewrite_the_order(hand: Hand) -> str:
    """Two records of one day change places, and the whole chain is made anew."""
    segment = hand.pick(hand.open_segments()[:-1], "segment")
    rows = hand.rows("SELECT no FROM records WHERE segment = ? AND key IS NULL ORDER BY no", segment)
    one, two = rows[0][0], rows[-1][0]
    for before, after in ((one, -1), (two, one), (-1, two)):
        for table in ("records", "decisions"):
            hand.connection.execute(f"UPDATE {table} SET no = ? WHERE no = ?", (after, before))
    hand.connection.execute(
        "UPDATE records SET seq = (SELECT count(*) FROM records AS o WHERE o.segment = records.segment"
        " AND o.no <= records.no) WHERE segment = ?",
        (segment,),
    )
    relink(hand)
    return "rewritten"


def truncate(hand: Hand) -> str:
    """The last records, as if they had never been written: index and segments agree."""
    count = 1 + hand.draw(10, "count")
    (first,) = hand.rows("SELECT no FROM records ORDER BY no DESC LIMIT 1 OFFSET ?", count - 1)[0]
    hand.connection.execute("DELETE FROM decisions WHERE no >= ?", (first,))
    hand.connection.execute("DELETE FROM records WHERE no >= ?", (first,))
    hand.connection.execute(
        "DELETE FROM segments WHERE NOT is_dropped AND no NOT IN (SELECT DISTINCT segment FROM records)"
    )
    hand.connection.execute(
        """UPDATE segments SET entries = (SELECT max(seq) FROM records WHERE segment = segments.no),
        head = (SELECT link FROM records WHERE segment = segments.no ORDER BY seq DESC LIMIT 1)
        WHERE no = (SELECT max(no) FROM segments)"""
    )
    return "truncated"


def cut_off(hand: Hand) -> str:
    """The last records alone; nothing else is made to agree."""
    (first,) = hand.rows("SELECT no FROM records ORDER BY no DESC LIMIT 1 OFFSET ?", hand.draw(10, "count"))[0]
    hand.connection.execute("DELETE FROM records WHERE no >= ?", (first,))
    return ""


def roll_back(hand: Hand) -> str:
    """The whole file of a day before; done outside."""
    return "rolled_back"


WAYS: tuple[Callable[[Hand], str], ...] = (
    change_a_cell,
    change_a_cell,
    change_a_cell,
    delete_a_row,
    delete_several,
    throw_a_key_away,
    drop_a_segment,
    insert_a_copy,
    swap,
    cut_off,
    rewrite_a_record,
    rewrite_without_a_record,
    rewrite_the_order,
    truncate,
    roll_back,
)


def tamper(path: Path, number: int) -> str:
    """Change a file; returns the name of the class, where only heads can show it."""
    way = WAYS[number % len(WAYS)]
    if way is roll_back:
        path.write_bytes(store().yesterday)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        return way(Hand(connection, number))


async def is_found(folder: Path, heads: Sequence[ChainHead]) -> bool:
    """Whether the audit says that something is wrong, or cannot even read the file."""
    try:
        with SqlDatabase(folder) as database:
            return not (await SqlAudit(database).verify(heads)).is_intact
    except FranklyError:
        return True


def trial(number: int, folder: Path) -> Mapping[str, int]:
    path = folder / FILE_NAME
    path.write_bytes(store().file)
    is_alarm = asyncio.run(is_found(folder, store().heads))
    path.write_bytes(store().file)
    hidden = tamper(path, number)
    with_heads = asyncio.run(is_found(folder, store().heads))
    without = asyncio.run(is_found(folder, ()))
    shown = {} if without or not hidden else {f"only_heads_show.{hidden}": 1}
    return shown | {
        "changes": 1,
        "found_with_heads": int(with_heads),
        "missed_with_heads": int(not with_heads),
        "found_without_heads": int(without),
        "missed_without_heads_unnamed": int(not without and not hidden),
        "false_alarms": int(is_alarm),
    }


PROOF = Proof(
    name="tampering",
    claim="Every change of records, their order, keys and index is found with kept heads; without, all but named ones.",
    rounds=1_000,
    trial=trial,
    forbidden=("missed_with_heads", "missed_without_heads_unnamed", "false_alarms"),
)
