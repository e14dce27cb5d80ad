"""Rows of facts that are damaged cost the facts, and say so."""

import sqlite3
from pathlib import Path

import pytest

from frankly.adapters.sql.engine.database import SqlDatabase
from frankly.adapters.sql.facts.store import SqlFacts
from frankly.domain.saying.fact import ItemFacts
from frankly.errors import StoreUnavailable
from tests.contract.test_facts import made


@pytest.mark.parametrize("left", ["not json", "17", "[17]", '[{"id": "x"}]', '[{"text": "\\ud800"}]', "[["])
async def test_a_damaged_row_is_told_with_the_item_and_what_to_do(tmp_path: Path, left: str) -> None:
    with SqlDatabase(tmp_path) as database:
        facts = SqlFacts(database)
        kept: list[ItemFacts] = [made("It is a comedy."), made("It is sad.", item="ghosts")]
        await facts.keep_made(kept)

        def damage(connection: sqlite3.Connection) -> None:
            connection.execute("UPDATE item_facts SET json = ? WHERE item = 'emma'", (left,))

        await database.writer.run(damage)
        with pytest.raises(StoreUnavailable, match=r"'emma'.*item_facts.*are damaged.*delete it"):
            await facts.of({"emma": "old", "ghosts": "old"}, "en")
        assert list(await facts.of({"ghosts": "old"}, "en")) == ["ghosts"]
