"""Kills a process that builds the phrasebook, at a random moment, and looks whether the next build goes on from there.

Run as a program it is the victim: it builds with a simulated model, which writes each call down before it replies.
"""

import asyncio
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from frankly.bootstrap.stores import open_stores
from frankly.bootstrap.texts import open_phrasebook
from frankly.demo.catalogue import LANTERN_NOW_MS, books
from frankly.domain.model.call import ModelCall
from frankly.domain.model.reply import ModelReply
from frankly.domain.seed import below, derive
from frankly.domain.time import EpochMs
from frankly.pipelines.phrasebook.building import Building
from frankly.pipelines.phrasebook.due import Wanted
from frankly.pipelines.phrasebook.judge import ModelJudge
from frankly.pipelines.phrasebook.metering import Meter, MeteredModel
from frankly.settings import Settings
from frankly.testing.fixed_clock import FixedClock
from frankly.testing.phrase_writer import PhraseWriter
from tests.needs import ROOT
from tests.proofs.harness import Proof

NOW = EpochMs(LANTERN_NOW_MS)
ITEMS = 24
WORKERS = 4
ASKED = "asked"
WANTED = Wanted(frozenset({"facts"}), judges=True)


class Noting(PhraseWriter):
    """Writes each call down, then takes a moment, then replies."""

    def __init__(self, folder: Path, name: str) -> None:
        super().__init__(name=name)
        self._file = (folder / ASKED).open("a", encoding="ascii")

    async def complete(self, call: ModelCall) -> ModelReply:
        self._file.write(f"{call.key(self.name)}\n")
        self._file.flush()
        await asyncio.sleep(0.002)
        return await super().complete(call)


async def build(folder: Path) -> None:
    with open_phrasebook(Settings(data=folder)) as book:
        if __name__ == "__main__":
            print("ready", flush=True)
        meter, clock = Meter(), FixedClock(NOW)
        writer = MeteredModel(Noting(folder, "simulated/writer"), book.phrases, meter, clock)
        judge = MeteredModel(Noting(folder, "simulated/judge"), book.phrases, meter, clock)
        await Building(book, writer, ModelJudge(judge, book.prompts), clock).run(WANTED, concurrency=WORKERS)


async def fill(folder: Path) -> None:
    with open_stores(Settings(data=folder)) as stores:
        await stores.catalogue.upsert(list(books())[:ITEMS], NOW)


async def made(folder: Path) -> dict[str, str]:
    """Every stored fact with what became of it."""
    with open_phrasebook(Settings(data=folder)) as book:
        return {fact.id: fact.status async for texts in book.facts.stream() for text in texts for fact in text.facts}


@cache
def undisturbed() -> Mapping[str, str]:
    """What a build makes that nobody kills."""
    with tempfile.TemporaryDirectory() as name:
        asyncio.run(fill(Path(name)))
        asyncio.run(build(Path(name)))
        return asyncio.run(made(Path(name)))


def kill_once(folder: Path, number: int) -> None:
    seed = derive("phrasebook-kills", number)
    command = [sys.executable, "-m", "tests.proofs.phrasebook_kills", str(folder)]
    victim = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert victim.stdout is not None
    victim.stdout.readline()
    time.sleep(below(500, seed, "pause") / 1_000)
    victim.kill()
    victim.communicate()


def trial(number: int, folder: Path) -> Mapping[str, int]:
    asyncio.run(fill(folder))
    whole = undisturbed()
    kills = 1 + number % 3
    for kill in range(kills):
        kill_once(folder, 10 * number + kill)
    before = asyncio.run(made(folder))
    asyncio.run(build(folder))
    after = asyncio.run(made(folder))
    asked = Counter((folder / ASKED).read_text(encoding="ascii").split())
    # A call that was under way when the process died may be asked again: of each worker one, for each kill.
    twice = sum(times - 1 for times in asked.values())
    asyncio.run(build(folder))
    more = len((folder / ASKED).read_text(encoding="ascii").split()) - sum(asked.values())
    return {
        "kills": kills,
        "asked": sum(asked.values()),
        "under_way": min(twice, WORKERS * kills),
        "asked_twice": max(0, twice - WORKERS * kills) + more,
        "lost": sum(after.get(name) != status for name, status in before.items()),
        "differing": int(after != whole),
    }


PROOF = Proof(
    name="phrasebook-kills",
    claim="A build of the phrasebook that is killed goes on where it stopped: what was stored is not asked for again.",
    rounds=40,
    trial=trial,
    forbidden=("asked_twice", "lost", "differing"),
)

if __name__ == "__main__":
    asyncio.run(build(Path(sys.argv[1])))
