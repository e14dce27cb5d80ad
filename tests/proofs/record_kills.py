"""Kills a process that records decisions, at a random moment, and looks what is there and whether the chain holds.

Run as a program it is the victim: it records decisions of several people, waits for some of them to be durable, and
prints what was acknowledged.
"""

import asyncio
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import replace
from itertools import count
from pathlib import Path

from frankly.adapters.sql.audit import SqlAudit
from frankly.adapters.sql.decisions import SqlDecisions
from frankly.adapters.sql.engine.database import SqlDatabase
from frankly.domain.deciding.decision import Decision, Kept, Served
from frankly.domain.seed import below, derive
from frankly.domain.time import DAY_MS
from frankly.ports.decisions import MOST_FOUND
from tests.contract.stores import NOW, decision
from tests.needs import ROOT
from tests.proofs.harness import Proof

BATCH = 20
"""Decisions between two that are waited for."""

PAUSE_S = 0.002
"""Time between two decisions: some 500 a second, more than a service answers on two cores."""


def made_of(number: int) -> tuple[Decision, list[Served]]:
    """Decision `number`: of one of seven people, some 30 KB, on a day that changes now and then."""
    made, served = decision(f"p{number % 7}", seed=number)
    inputs = replace(made.inputs, now=NOW + number // 300 * DAY_MS + number)
    filling = [derive("filling", number, place) for place in range(1500)]
    kept = (Kept("profile", f"profile {number % 7}", True, lambda: b'{"acts":[1,2,3]}'),)
    name = inputs.decision_id()
    made = replace(made, id=name, inputs=inputs, make=lambda: {"units": filling}, kept=kept)
    return made, [replace(one, decision=name) for one in served]


async def work(folder: Path) -> None:
    """The victim: never ends by itself. Prints each decision as it is answered, and how many are durable."""
    with SqlDatabase(folder) as database:
        decisions = SqlDecisions(database)
        print("ready", flush=True)
        for number in count():
            decisions.record(*made_of(number))
            print(f"answered {number}", flush=True)
            if number % BATCH == BATCH - 1:
                await decisions.flush()
                print(f"durable {number}", flush=True)
            await asyncio.sleep(PAUSE_S)


def kill_once(folder: Path, number: int) -> tuple[int, int]:
    """Start the victim and kill it; returns how many decisions were answered and how many acknowledged as durable."""
    seed = derive("record-kills", number)
    command = [sys.executable, "-m", "tests.proofs.record_kills", str(folder)]
    victim = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert victim.stdout is not None
    lines = [victim.stdout.readline() for _ in range(1 + below(500, seed, "lines"))]
    time.sleep(below(5_000, seed, "pause") / 1_000_000)
    victim.kill()
    rest, _ = victim.communicate()
    told = [line.split() for line in ("".join(lines) + rest).splitlines() if line != "ready"]
    return tuple(  # type: ignore[return-value]  # two of them
        max((int(at) + 1 for word, at in told if word == kind), default=0) for kind in ("answered", "durable")
    )


async def look(folder: Path, answered: int, durable: int) -> dict[str, int]:
    """Count what is lost, and hold the chain against itself; then go on recording where it ended."""
    with SqlDatabase(folder) as database:
        decisions, audit = SqlDecisions(database), SqlAudit(database)
        known = {head.id for head in await decisions.find(limit=MOST_FOUND)}
        there = [str(made_of(number)[0].id) in known for number in range(answered)]
        before = await audit.verify()
        heads = await audit.heads()
        for number in range(answered):
            decisions.record(*made_of(number))
        after = await audit.verify(heads)
        stored = await decisions.count()
    lost = there.count(False)
    return {
        "kills": 1,
        "answered": answered,
        "durable": durable,
        "lost_though_durable": there[:durable].count(False),
        # What is written is written in order: what a crash takes is the end of what was answered.
        "holes": int(False in there and True in there[there.index(False) :]),
        "broken_chains": int(not before.is_intact) + int(not after.is_intact),
        "lost_answered": lost,
        f"kills_that_lost.{min(lost, 9)}": 1,
        "doubled": int(stored not in {answered, answered + 1}),
    }


def trial(number: int, folder: Path) -> Mapping[str, int]:
    return asyncio.run(look(folder, *kill_once(folder, number)))


PROOF = Proof(
    name="record-kills",
    claim="No decision that was acknowledged as durable is lost when the process is killed, and the chain holds.",
    rounds=100,
    trial=trial,
    forbidden=("lost_though_durable", "holes", "broken_chains", "doubled"),
)

if __name__ == "__main__":
    asyncio.run(work(Path(sys.argv[1])))
