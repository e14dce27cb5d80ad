"""Kills a process that ingests events, at a random moment, and looks whether everything it acknowledged is there, once.

Run as a program it is the victim: it appends single events and batches side by side and prints what was acknowledged.
"""

import asyncio
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import count
from pathlib import Path

from frankly.adapters.sql.engine.database import FILE_NAME, SqlDatabase
from frankly.adapters.sql.events import SqlEvents
from frankly.domain.person.event import Event
from frankly.domain.seed import below, derive
from frankly.domain.time import EpochMs
from tests.needs import ROOT
from tests.proofs.harness import Proof

NOW = EpochMs(1_700_000_000_000)
BATCH = 40
TASKS = 6


def call(number: int) -> list[Event]:
    """The events of one call: a batch where the number is odd, else a single one."""
    return [
        Event.model_validate(
            {"id": f"{number}-{place}", "person": f"p{number % 50}", "kind": "view", "item": "i1", "at": NOW + place}
        )
        for place in range(size_of(number))
    ]


def size_of(number: int) -> int:
    return BATCH if number % 2 else 1


async def ingest(folder: Path) -> None:
    """The victim: never ends by itself."""
    with SqlDatabase(folder) as database:
        store, numbers = SqlEvents(database), count()
        print("ready", flush=True)
        await asyncio.gather(*(send(store, numbers) for _ in range(TASKS)))


async def send(store: SqlEvents, numbers: Iterator[int]) -> None:
    for number in numbers:
        await store.append(call(number), NOW)
        # One write below the pipe's atomic size: a line is there whole or not at all.
        print(number, flush=True)


def kill_once(folder: Path, number: int) -> list[int]:
    """Start the victim, kill it, and return which calls it had acknowledged."""
    seed = derive("ingest-kills", number)
    command = [sys.executable, "-m", "tests.proofs.ingest_kills", str(folder)]
    victim = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert victim.stdout is not None
    if below(10, seed, "early") == 0:
        time.sleep(below(1_000, seed, "start") / 1_000)
        lines = []
    else:
        lines = [victim.stdout.readline() for _ in range(1 + below(300, seed, "lines"))]
        time.sleep(below(5_000, seed, "pause") / 1_000_000)
    victim.kill()
    rest, _ = victim.communicate()
    told = "".join(lines) + rest
    return [int(line) for line in told.splitlines() if line != "ready"]


async def look(folder: Path, acknowledged: Sequence[int]) -> dict[str, int]:
    """Count what is lost, torn or doubled; then send everything again, as a client would, and count anew."""
    with SqlDatabase(folder) as database:
        store = SqlEvents(database)
        before = await stored(store)
        calls = sorted({*acknowledged, *(int(key.partition("-")[0]) for key in before)})
        again = [event for number in calls for event in call(number)]
        is_new = dict(zip((event.id for event in again), await store.append(again, NOW), strict=True))
        after = await stored(store)
    sizes = Counter(int(key.partition("-")[0]) for key in before)
    return {
        "kills": 1,
        "acknowledged": sum(size_of(number) for number in acknowledged),
        "lost": sum(size_of(number) - sizes[number] for number in acknowledged),
        "torn": sum(size_of(number) != size for number, size in sizes.items()),
        "doubled": sum(times - 1 for times in after.values()) + sum(is_new[key] for key in before),
        "damaged": damaged(folder),
    }


async def stored(store: SqlEvents) -> Counter[str]:
    return Counter([event.id async for batch in store.stream() for event in batch])


def damaged(folder: Path) -> int:
    connection = sqlite3.connect(folder / FILE_NAME)
    try:
        return int(connection.execute("PRAGMA integrity_check").fetchone()[0] != "ok")
    finally:
        connection.close()


def trial(number: int, folder: Path) -> Mapping[str, int]:
    acknowledged = kill_once(folder, number)
    return asyncio.run(look(folder, acknowledged))


PROOF = Proof(
    name="ingest-kills",
    claim="No acknowledged event is lost, doubled or torn when the ingesting process is killed.",
    rounds=100,
    trial=trial,
    forbidden=("lost", "doubled", "torn", "damaged"),
)

if __name__ == "__main__":
    asyncio.run(ingest(Path(sys.argv[1])))
