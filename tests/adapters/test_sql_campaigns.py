"""What only the real ledger can show: several processes, room on disk, a stream while others write."""

import subprocess
import sys
from dataclasses import replace
from itertools import chain
from pathlib import Path

import pytest

from frankly.adapters.sql.campaigns.rows import packed, unpacked
from frankly.adapters.sql.campaigns.store import SqlCampaigns
from frankly.adapters.sql.engine.database import SqlDatabase
from frankly.domain.campaign.edition import SHARD, Phase
from frankly.domain.campaign.recipient import Contact, Fate, Recipient, RecipientState
from frankly.domain.time import EpochMs
from tests.contract.stores import NOW
from tests.needs import ROOT

AT = EpochMs(NOW)
WORK = """
import asyncio, sys
from dataclasses import replace
from pathlib import Path
from frankly.adapters.sql.campaigns.store import SqlCampaigns
from frankly.adapters.sql.engine.database import SqlDatabase
from frankly.domain.campaign.edition import Phase
from frankly.domain.campaign.recipient import RecipientState
from tests.contract.stores import NOW

async def main(folder, edition, worker) -> None:
    with SqlDatabase(Path(folder)) as database:
        ledger = SqlCampaigns(database)
        print("ready", flush=True)
        sys.stdin.readline()
        while shard := await ledger.claim(int(edition), Phase.PLAN, worker, NOW, 60_000):
            rows = await ledger.recipients(int(edition), shard.first, shard.last)
            planned = [replace(row, state=RecipientState.PLANNED, detail=worker) for row in rows]
            print(shard.no, await ledger.done(shard, worker, planned), flush=True)

asyncio.run(main(*sys.argv[1:]))
"""


def hash_of(no: int) -> str:
    return f"{no:032x}"


async def filled(ledger: SqlCampaigns, people: int) -> int:
    """An edition with so many recipients; returns its number."""
    edition = await ledger.begin("spring", "v1", "{}", AT)
    for start in range(1, people + 1, 1000):
        batch = range(start, min(start + 1000, people + 1))
        await ledger.add(edition.no, [Recipient(no, f"person-{no:07}", Contact(f"{no}@example.org")) for no in batch])
    await ledger.listed(edition.no, "audience")
    return edition.no


async def test_processes_share_the_shards_and_none_is_done_twice(tmp_path: Path) -> None:
    shards = 40
    with SqlDatabase(tmp_path) as database:
        edition = await filled(SqlCampaigns(database), shards * SHARD)
    command = [sys.executable, "-c", WORK, str(tmp_path), str(edition)]
    workers = [
        subprocess.Popen([*command, name], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for name in ("a", "b")
    ]
    for worker in workers:
        assert worker.stdout is not None
        assert worker.stdout.readline() == "ready\n"
    for worker in workers:
        assert worker.stdin is not None
        worker.stdin.write("go\n")
        worker.stdin.flush()
    told = [worker.communicate(timeout=60)[0].splitlines() for worker in workers]
    assert all(told)
    done = [line.split() for line in chain.from_iterable(told)]
    assert sorted(int(no) for no, _ in done) == list(range(shards))
    assert {is_done for _, is_done in done} == {"True"}
    with SqlDatabase(tmp_path) as database:
        ledger = SqlCampaigns(database)
        assert await ledger.open_shards(edition, Phase.PLAN) == 0
        rows = [row async for batch in ledger.stream(edition) for row in batch]
    assert [(row.no, row.state) for row in rows] == [
        (no, RecipientState.PLANNED) for no in range(1, shards * SHARD + 1)
    ]
    of_worker = {int(no): name for name, lines in zip("ab", told, strict=True) for no, _ in map(str.split, lines)}
    assert all(row.detail == of_worker[(row.no - 1) // SHARD] for row in rows)


async def test_a_recipient_takes_little_room(tmp_path: Path) -> None:
    people = 5000
    with SqlDatabase(tmp_path) as database:
        ledger = SqlCampaigns(database)
        edition = await filled(ledger, people)
        async for batch in ledger.stream(edition):
            written = [
                replace(
                    row,
                    state=RecipientState.HANDED,
                    fate=Fate.WILL_GET,
                    locale="en",
                    variant="short",
                    propensity_ppm=500_000,
                    cell=f"en/warm/viewed/item/book-{row.no % 500}",
                    decision=f"d{hash_of(row.no)}",
                    content=hash_of(row.no),
                    handed=AT,
                )
                for row in batch
            ]
            await ledger.put(edition, written, of=RecipientState.LISTED)
    used = (tmp_path / "frankly.sqlite3").stat().st_size / people
    # The row itself, with address and three hashes, is some 150 bytes; the rest are the four indexes.
    assert used < 400


async def test_a_stream_sees_rows_that_change_while_it_goes_on(tmp_path: Path) -> None:
    with SqlDatabase(tmp_path) as database:
        ledger = SqlCampaigns(database)
        edition = await filled(ledger, 1000)
        seen = []
        async for batch in ledger.stream(edition, states=[RecipientState.LISTED], batch=100):
            seen += [row.no for row in batch]
            ahead = await ledger.recipients(edition, batch[-1].no + 1, batch[-1].no + 50)
            skipped = [replace(row, state=RecipientState.SKIPPED, fate=Fate.CAPPED) for row in ahead]
            await ledger.put(edition, skipped, of=RecipientState.LISTED)
        assert len(seen) == len(set(seen)) < 1000
        assert (await ledger.recipient(edition, 1000)).no == 1000  # type: ignore[union-attr]


@pytest.mark.parametrize("text", ["d" + "0f" * 16, "", "dd", "d", "d0", "D" + "0f" * 16, "decision", "0f" * 16])
def test_a_hash_comes_back_as_it_was(text: str) -> None:
    assert unpacked(packed(text, "d"), "d") == text
    assert unpacked(packed(text)) == text
