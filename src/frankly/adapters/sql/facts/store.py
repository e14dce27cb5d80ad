"""Port `FactStore` over SQLite."""

import sqlite3
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from functools import partial
from typing import Final

from frankly.adapters.sql.engine.database import SqlDatabase
from frankly.adapters.sql.facts.rows import MOST_KEPT, read, sheet, texts_asked, texts_of, versions_asked, write
from frankly.domain.saying.fact import Fact, FactId, FactSheet, ItemFacts, MadeUpTo
from frankly.domain.saying.fact_review import left_of, made_anew, reviewed, settled, with_new
from frankly.errors import NotFound

_CHANGE = "SELECT change FROM item_facts_state"
_UPTO = "SELECT position, made_with FROM item_facts_state"
_PAGE = """
    SELECT item, source, made_with, json FROM item_facts WHERE (item, source) > (?, ?) ORDER BY item, source LIMIT ?
"""
_DROP: Final = "DELETE FROM item_facts WHERE item = ? AND source = ?"


class SqlFacts:
    """Facts by item and source; what requests ask for again and again is kept until anything is written."""

    def __init__(self, database: SqlDatabase) -> None:
        """Work on an open database."""
        self._database = database
        self._change = -1
        self._kept: dict[tuple[str, str, str], FactSheet | None] = {}

    async def of(self, sources: Mapping[str, str], locale: str) -> dict[str, FactSheet]:
        """Facts that may be shown of some items."""
        if not sources:
            return {}
        language = locale.split("-")[0]
        with self._database.reading() as connection:
            # Another process may have written: one number tells, and mostly nothing else has to be read.
            (change,) = connection.execute(_CHANGE).fetchone()
            if change != self._change or len(self._kept) > MOST_KEPT:
                self._kept.clear()
                self._change = change
            new = {item: source for item, source in sources.items() if (item, source, language) not in self._kept}
            found = texts_asked(connection, new) if new else {}
        for item, source in new.items():
            made = sheet(item, source, found[item], language) if item in found else None
            self._kept[item, source, language] = made
        told = {item: self._kept[item, source, language] for item, source in sources.items()}
        return {item: one for item, one in told.items() if one is not None}

    async def texts_of(self, item: str) -> Sequence[ItemFacts]:
        """All facts of an item, by each of its texts."""
        with self._database.reading() as connection:
            return texts_of(connection, [item])

    async def put(self, facts: Sequence[Fact]) -> int:
        """Store facts; one that is there already stays as it is. Returns how many were new."""
        return await self._database.writer.run(lambda connection: _put(connection, facts))

    async def settle(self, facts: Sequence[Fact]) -> int:
        """Store what a judge said of facts that wait for it."""
        return await self._database.writer.run(lambda connection: _settle(connection, facts))

    async def review(
        self, item: str, fact: FactId, *, reviewer: str, approves: bool, at: int, because: str = ""
    ) -> Fact:
        """Sign a fact or refuse it for good."""
        sign = partial(reviewed, reviewer=reviewer, approves=approves, at=at, because=because)
        return await self._database.writer.run(lambda connection: _review(connection, item, fact, sign))

    async def keep_made(
        self, made: Sequence[ItemFacts], *, gone: Sequence[str] = (), upto: MadeUpTo | None = None
    ) -> None:
        """Store what code made of texts, in place of what code made of the same texts before."""
        await self._database.writer.run(lambda connection: _keep_made(connection, made, gone, upto))

    async def made_upto(self) -> MadeUpTo:
        """How far facts were made, and with which version."""
        with self._database.reading() as connection:
            return _upto(connection)

    async def made_with(self, sources: Mapping[str, str]) -> dict[str, str]:
        """Version that facts of some texts were made with."""
        with self._database.reading() as connection:
            return versions_asked(connection, sources)

    async def stream(self, batch: int = 1000) -> AsyncIterator[Sequence[ItemFacts]]:
        """All facts in order of item and source; each batch is read anew, so that no reader holds up the log."""
        last = ("", "")
        while rows := await self._database.read_aside(partial(_page, last=last, batch=batch)):
            yield [read(*row) for row in rows]
            last = rows[-1][0], rows[-1][1]


def _page(connection: sqlite3.Connection, last: tuple[str, str], batch: int) -> list[tuple[str, str, str, str]]:
    return connection.execute(_PAGE, (*last, batch)).fetchall()


def _upto(connection: sqlite3.Connection) -> MadeUpTo:
    return MadeUpTo(*connection.execute(_UPTO).fetchone())


def _by_text(texts: Iterable[ItemFacts]) -> dict[tuple[str, str], ItemFacts]:
    return {(one.item, one.source): one for one in texts}


def _put(connection: sqlite3.Connection, facts: Sequence[Fact]) -> int:
    known = _by_text(texts_of(connection, sorted({fact.item for fact in facts})))
    new = 0
    for fact in facts:
        place = fact.item, fact.source
        before = known.get(place, ItemFacts(*place, ()))
        known[place] = with_new(before, [fact])
        new += len(known[place].facts) - len(before.facts)
    if new:
        touched = {(fact.item, fact.source) for fact in facts}
        write(connection, [known[place] for place in sorted(touched)])
    return new


def _settle(connection: sqlite3.Connection, facts: Sequence[Fact]) -> int:
    changed, number = [], 0
    for text in texts_of(connection, sorted({str(fact.item) for fact in facts})):
        after = settled(text, facts)
        differing = sum(one != other for one, other in zip(text.facts, after.facts, strict=True))
        if differing:
            changed.append(after)
            number += differing
    if changed:
        write(connection, changed)
    return number


def _review(connection: sqlite3.Connection, item: str, fact: FactId, sign: partial[Fact]) -> Fact:
    for text in texts_of(connection, [item]):
        for one in text.facts:
            if one.id == fact:
                after = sign(one)
                others = tuple(after if other.id == fact else other for other in text.facts)
                write(connection, [ItemFacts(text.item, text.source, others, text.made_with)])
                return after
    raise NotFound(f"Item '{item}' has no fact '{fact}'. 'frankly facts show {item}' lists its facts.")


def _keep_made(
    connection: sqlite3.Connection, made: Sequence[ItemFacts], gone: Sequence[str], upto: MadeUpTo | None
) -> None:
    known: dict[str, list[ItemFacts]] = {}
    for text in texts_of(connection, [*(one.item for one in made), *gone]):
        known.setdefault(text.item, []).append(text)
    write(connection, [made_anew(one, known.get(one.item, ())) for one in made])
    _forget(connection, [text for item in gone for text in known.get(item, ())])
    if upto is not None:
        before = _upto(connection)
        # Two processes may make facts at once: the one that is behind takes nothing back.
        if upto.made_with != before.made_with or upto.position > before.position:
            connection.execute(
                "UPDATE item_facts_state SET position = ?, made_with = ?", (upto.position, upto.made_with)
            )


def _forget(connection: sqlite3.Connection, texts: Sequence[ItemFacts]) -> None:
    connection.executemany(_DROP, [(text.item, text.source) for text in texts if left_of(text) is None])
    write(connection, [left for text in texts if (left := left_of(text)) is not None])
