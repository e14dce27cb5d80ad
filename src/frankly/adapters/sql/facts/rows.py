"""How an item's facts lie in their rows, and what a request makes of them, kept so that it is made once."""

import sqlite3
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Final

import orjson

from frankly.adapters.sql.keys import as_json_list
from frankly.domain.canonical import canonical
from frankly.domain.saying.fact import Fact, FactSheet, ItemFacts, speaks
from frankly.errors import StoreUnavailable

MOST_KEPT: Final = 4096
"""Texts whose facts are kept as objects."""

_OF_TEXTS = """
    SELECT item_facts.item, item_facts.json FROM json_each(?) AS asked
    JOIN item_facts ON item_facts.item = asked.value ->> 0 AND item_facts.source = asked.value ->> 1
"""
_OF_ITEMS = """
    SELECT item, source, made_with, json FROM item_facts WHERE item IN (SELECT value FROM json_each(?))
    ORDER BY item, source
"""
_MADE_WITH = """
    SELECT item_facts.item, item_facts.made_with FROM json_each(?) AS asked
    JOIN item_facts ON item_facts.item = asked.value ->> 0 AND item_facts.source = asked.value ->> 1
"""
_PUT = """
    INSERT INTO item_facts (item, source, made_with, json) VALUES (?, ?, ?, ?)
    ON CONFLICT (item, source) DO UPDATE SET made_with = excluded.made_with, json = excluded.json
"""


def _pairs(sources: Mapping[str, str]) -> str:
    return orjson.dumps(list(sources.items())).decode()


def texts_asked(connection: sqlite3.Connection, sources: Mapping[str, str]) -> dict[str, str]:
    """Item → JSON of the facts of the text that is asked for."""
    return dict(connection.execute(_OF_TEXTS, (_pairs(sources),)).fetchall())


def versions_asked(connection: sqlite3.Connection, sources: Mapping[str, str]) -> dict[str, str]:
    """Item → version that the facts of the text that is asked for were made with, where code made them."""
    rows = connection.execute(_MADE_WITH, (_pairs(sources),)).fetchall()
    return {item: version for item, version in rows if version}


def texts_of(connection: sqlite3.Connection, items: Iterable[str]) -> list[ItemFacts]:
    """All facts of some items, in order of item and source."""
    return [read(*row) for row in connection.execute(_OF_ITEMS, (as_json_list(items),))]


def read(item: str, source: str, made_with: str, text: str) -> ItemFacts:
    """The facts of one row.

    Raises:
        StoreUnavailable: when the row is damaged.
    """
    try:
        facts = tuple(Fact.model_validate({"item": item, "source": source} | plain) for plain in orjson.loads(text))
    except (ValueError, TypeError) as error:
        raise StoreUnavailable(
            f"The facts of item '{item}' (table item_facts, source '{source}') are damaged. Take that row from a "
            "backup, or delete it: 'frankly facts make --anew' makes its quotations; what people signed is lost."
        ) from error
    return ItemFacts(item, source, facts, made_with)


def write(connection: sqlite3.Connection, texts: Iterable[ItemFacts]) -> None:
    """Write rows whole. Item and source stand in the row already, and what is as it mostly is need not be said."""
    rows = [(one.item, one.source, one.made_with, _written(one.facts)) for one in texts]
    connection.executemany(_PUT, rows)
    connection.execute("UPDATE item_facts_state SET change = change + 1")


def _written(facts: Iterable[Fact]) -> str:
    return canonical(
        [fact.model_dump(mode="json", exclude_defaults=True, exclude={"item", "source"}) for fact in facts]
    ).decode()


@lru_cache(maxsize=MOST_KEPT)
def sheet(item: str, source: str, text: str, locale: str) -> FactSheet | None:
    """What may be shown of one row in a language; kept by the row's text, so that changed facts are others."""
    facts = [fact for fact in read(item, source, "", text).facts if speaks(fact.locale, locale)]
    made = FactSheet.of(facts)
    return made if made.facts else None
