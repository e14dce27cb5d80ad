import asyncio
import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from frankly.adapters.sql.campaigns.store import SqlCampaigns
from frankly.adapters.sql.decisions import SqlDecisions
from frankly.adapters.sql.engine.database import FILE_NAME, SqlDatabase
from frankly.adapters.sql.people import SqlPeople
from frankly.domain.campaign.campaign import Audience, Campaign
from frankly.domain.campaign.recipient import Contact, Recipient
from frankly.domain.time import EpochMs
from tests.contract.stores import NOW, decision
from tests.e2e.terminal import frankly


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Path]:
    """A data folder with ten decisions of long ago, two of them of somebody who was deleted."""
    with SqlDatabase(tmp_path / "data") as database:
        for seed in range(10):
            SqlDecisions(database).record(*decision("gone" if seed in {2, 3} else "ada", seed=seed))
        asyncio.run(SqlPeople(database).delete("gone", EpochMs(NOW)))
    return tmp_path / "data"


def tamper(folder: Path, statement: str) -> None:
    with closing(sqlite3.connect(folder / FILE_NAME, isolation_level=None)) as connection:
        connection.execute(statement)


def test_a_head_that_is_kept_elsewhere_proves_the_chain(shop: Path) -> None:
    kept = shop.parent / "heads.jsonl"
    line = frankly(shop, "audit", "head", "--json").stdout
    assert json.loads(line)["entries"] == 11
    kept.write_text(line + frankly(shop, "audit", "head", "--json", "--all").stdout)
    done = frankly(shop, "audit", "verify", "--head", kept)
    assert (done.returncode, done.stderr) == (0, "")
    assert "held against 1 kept head." in done.stdout
    assert "2 records of deleted people" in done.stdout
    assert "The chain holds." in done.stdout


def test_a_changed_record_is_told_and_the_exit_code_is_one(shop: Path) -> None:
    tamper(shop, "UPDATE records SET payload = zeroblob(99) WHERE no = 6")
    done = frankly(shop, "audit", "verify")
    assert done.returncode == 1
    assert "changed  segment 1, record 6" in done.stdout
    told = frankly(shop, "audit", "verify", "--json")
    assert told.returncode == 1
    report = json.loads(told.stdout)
    assert report["ok"] is False
    assert [(one["code"], one["segment"], one["seq"]) for one in report["findings"]] == [("changed", 1, 6)]


def test_a_rolled_back_database_is_told_by_its_head_alone(shop: Path) -> None:
    before = (shop / FILE_NAME).read_bytes()
    with SqlDatabase(shop) as database:
        SqlDecisions(database).record(*decision(seed=99))
    kept = shop.parent / "heads.jsonl"
    kept.write_text(frankly(shop, "audit", "head", "--json").stdout)
    (shop / FILE_NAME).write_bytes(before)
    without = frankly(shop, "audit", "verify")
    assert without.returncode == 0
    assert "only heads kept elsewhere can show" in " ".join(without.stdout.split())
    done = frankly(shop, "audit", "verify", "--head", kept)
    assert done.returncode == 1
    assert "truncated  segment 1, record 12" in done.stdout


def test_old_days_are_dropped_and_the_rest_is_proved_still(shop: Path) -> None:
    kept = shop.parent / "heads.jsonl"
    kept.write_text(frankly(shop, "audit", "head", "--json").stdout)
    assert "Nothing is that old." in frankly(shop, "audit", "drop", "--before", "2020-01-01").stdout
    assert "Nothing is that old." in frankly(shop, "audit", "drop", FRANKLY_RETENTION_DAYS="0").stdout
    dropped = {"segments": 1, "records": 11, "decisions": 8, "recipients": 0}
    assert json.loads(frankly(shop, "audit", "drop", "--json").stdout) == dropped
    done = frankly(shop, "audit", "verify", "--head", kept)
    assert (done.returncode, done.stderr) == (0, "")
    assert "1 segment was dropped by age" in done.stdout


def test_who_the_recipients_of_old_campaigns_were_is_forgotten(shop: Path) -> None:
    campaign = Campaign(name="spring", title="Spring", author="Ida", audience=Audience(everyone=True))
    with SqlDatabase(shop) as database:
        ledger = SqlCampaigns(database)
        edition = asyncio.run(ledger.begin("spring", campaign.version, campaign.model_dump_json(), EpochMs(NOW)))
        asyncio.run(ledger.add(edition.no, [Recipient(1, "eve", Contact("eve@mail.example", "Evelyn"))]))
    assert "Recipients of old campaigns, forgotten: 1." in frankly(shop, "audit", "drop").stdout
    assert "Nothing is that old." in frankly(shop, "audit", "drop").stdout
    stored = b"".join(file.read_bytes() for file in shop.iterdir() if file.is_file())
    assert b"Evelyn" not in stored


def test_what_is_no_head_and_no_folder_is_told(shop: Path) -> None:
    kept = shop.parent / "heads.jsonl"
    kept.write_text("no head\n")
    done = frankly(shop, "audit", "verify", "--head", kept)
    assert done.returncode == 2
    assert "Line 1 is no head" in done.stderr
    assert "cannot be read" in frankly(shop, "audit", "verify", "--head", shop / "nowhere").stderr
    assert frankly(shop.parent / "nowhere", "audit", "head").returncode == 2
