"""Runs over many cells: kept as they are made, gone on with after a kill, and no more than a budget allows."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import pytest

from frankly.errors import Invalid, StoreUnavailable
from frankly.evals.cases.case import Cell
from frankly.evals.generating.making import Maker, Opening
from frankly.evals.generating.plan import Plan
from frankly.evals.generating.run import Spending, generate
from frankly.evals.runs.folder import RunFolder
from frankly.evals.runs.output import Called, Output
from tests.unit.evals.generating.conftest import cell

MANY = 60


@dataclass
class CountingMaker:
    """Makes outputs of nothing, and writes down which cells it was asked for."""

    log: Path
    pause_s: float = 0.0
    dies_at: str = ""

    async def make(self, cell: Cell) -> Output:
        if cell.case == self.dies_at:
            os.kill(os.getpid(), signal.SIGKILL)
        time.sleep(self.pause_s)
        with self.log.open("a") as file:
            file.write(f"{cell.name}\n")
        call = Called(prompt="write/v1", key="k", model="m", tokens_in=10, tokens_out=5, cost_nano=7, is_recorded=False)
        return Output(cell=cell, answer={}, calls=(call,))


@dataclass(frozen=True)
class CountingOpening:
    """Opens a maker that counts."""

    log: Path
    pause_s: float = 0.0
    dies_at: str = ""

    @asynccontextmanager
    async def open(self) -> AsyncIterator[Maker]:
        yield cast(Maker, CountingMaker(self.log, self.pause_s, self.dies_at))


def plan(number: int = MANY) -> Plan:
    cells = [cell("value", {"n": place}).model_copy(update={"case": f"c{place}"}) for place in range(number)]
    return Plan({}, cells, is_whole=True)


def run(folder: Path, workers: int, *, number: int = MANY, **more: Any) -> Any:
    opening = CountingOpening(folder / "log", more.pop("pause_s", 0.0), more.pop("dies_at", ""))
    return generate(plan(number), RunFolder(folder), cast(Opening, opening), {}, workers=workers, **more)


def names(folder: Path) -> list[str]:
    return sorted(output.cell.name for output in RunFolder(folder).outputs())


def asked(folder: Path) -> list[str]:
    return sorted((folder / "log").read_text().split())


EVERY = sorted(one.name for one in plan().cells)


def test_every_cell_is_made_once_and_told_as_it_comes(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    ended = run(tmp_path, 1, progress=lambda done, total, name: told.append((done, total)))
    assert ended.is_done
    assert ended.cells == MANY
    assert names(tmp_path) == asked(tmp_path) == EVERY
    assert told == [(done, MANY) for done in range(MANY + 1)]


def test_a_run_that_was_killed_loses_no_cell_and_makes_none_twice(tmp_path: Path) -> None:
    code = f"""
from pathlib import Path
from tests.unit.evals.generating.test_run import run
if __name__ == "__main__":
    run(Path({str(tmp_path)!r}), 1, pause_s=0.02)
"""
    process = subprocess.Popen([sys.executable, "-c", code])
    log = tmp_path / "log"
    while not log.is_file() or len(log.read_text().split()) < 5:
        assert process.poll() is None
        time.sleep(0.01)
    process.kill()
    process.wait()
    before = len(asked(tmp_path))
    assert 5 <= before < MANY
    assert not RunFolder(tmp_path).run().is_done
    assert run(tmp_path, 1).is_done
    assert names(tmp_path) == EVERY
    # The one that was under way when the process was killed may have been asked for without being kept.
    assert sorted(set(asked(tmp_path))) == EVERY
    assert len(asked(tmp_path)) <= MANY + 1


def test_a_process_that_dies_is_told_and_processes_side_by_side_make_the_rest(tmp_path: Path) -> None:
    # Processes that are begun anew read the whole program: seconds, and nothing else shows that they are listened to.
    with pytest.raises(StoreUnavailable, match="code -9"):
        run(tmp_path, 2, dies_at="c30")
    there = names(tmp_path)
    assert 0 < len(there) < MANY
    assert run(tmp_path, 2).is_done
    assert names(tmp_path) == EVERY


def test_no_cell_is_begun_when_the_budget_is_spent_and_more_goes_on(tmp_path: Path) -> None:
    ended = run(tmp_path, 1, number=10, spending=Spending.within("40 tokens"))
    assert (ended.is_done, len(names(tmp_path))) == (False, 3)
    ended = run(tmp_path, 1, number=10, spending=Spending.within("1 usd"))
    assert (ended.is_done, len(names(tmp_path)), len(asked(tmp_path))) == (True, 10, 10)


def test_a_budget_that_cannot_be_read_is_refused() -> None:
    with pytest.raises(Invalid, match="--budget much"):
        Spending.within("much")


def test_recorded_replies_take_nothing_of_a_budget() -> None:
    spending = Spending.within("1 tokens")
    call = Called(prompt="write/v1", key="k", model="m", tokens_in=10, cost_nano=7)
    spending.note(Output(cell=plan(1).cells[0], calls=(call, call.model_copy(update={"is_simulated": True}))))
    assert spending.may()
