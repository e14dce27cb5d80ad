"""Two workers at one campaign, killed one after the other, and each time replaced by a new one."""

import os
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from frankly.domain.seed import Seed, below
from tests.needs import ROOT

FRANKLY = (sys.executable, "-c", "from frankly.cli.main import app; app()")
LOOK_S = 0.02
LONGEST_S = 1800.0
"""A step that takes longer stands still."""


@dataclass
class Worker:
    """One process of `frankly campaign`, with the name under which it claims shards."""

    process: "subprocess.Popen[bytes]"
    said: IO[bytes]
    name: str = ""

    @property
    def is_alive(self) -> bool:
        return self.process.poll() is None

    def last_words(self) -> str:
        self.said.seek(0)
        return self.said.read().decode(errors="replace")[-2000:]


@dataclass
class Crew:
    """Workers at the campaign of one data folder.

    Attributes:
        folder: the data folder.
        environment: of the workers.
        seed: of the moments at which they are killed.
        kills: how many were killed.
        failures: what workers said that ended by themselves and not well.
    """

    folder: Path
    environment: Mapping[str, str]
    seed: Seed
    kills: int = 0
    failures: list[str] = field(default_factory=list)

    def work(self, arguments: Sequence[str], done: Sequence[str], kills: int) -> None:
        """Run a step with two workers until the edition is in one of some states, with so many kills on the way."""
        begun, aim = time.monotonic(), self.kills + kills
        crew = [self._start(arguments), self._start(arguments)]
        while self.state() not in done:
            if time.monotonic() - begun > LONGEST_S:
                self.failures.append(f"{arguments[0]} stands still: {self.state()}")
                break
            for place, worker in enumerate(crew):
                if not worker.is_alive and self.state() not in done:
                    self._note(worker)
                    crew[place] = self._start(arguments)
            if self.kills < aim:
                place = below(2, self.seed, "who", self.kills)
                self._kill(crew[place])
                crew[place] = self._start(arguments)
            time.sleep(LOOK_S)
        for worker in crew:
            # Both see that all is done, and end.
            worker.process.wait(LONGEST_S)
            self._note(worker)

    def kill_while_listing(self, arguments: Sequence[str]) -> None:
        """Start a worker, and kill it when some of the audience is written and not all."""
        process = subprocess.Popen(
            [*FRANKLY, "campaign", *arguments],
            cwd=ROOT,
            env=dict(self.environment),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        while process.poll() is None and not self.rows("SELECT 1 FROM recipients LIMIT 1"):
            time.sleep(LOOK_S / 10)
        self.kills += process.poll() is None
        process.kill()
        process.wait()

    def one(self, arguments: Sequence[str]) -> str:
        """Run one command to its end; returns what it printed."""
        ran = subprocess.run(
            [*FRANKLY, "campaign", *arguments], cwd=ROOT, env=dict(self.environment), capture_output=True, check=False
        )
        if ran.returncode:
            self.failures.append(ran.stderr.decode(errors="replace")[-2000:])
        return ran.stdout.decode()

    def state(self) -> str:
        """State of the newest edition; empty before there is one."""
        found = self.rows("SELECT state FROM editions ORDER BY no DESC LIMIT 1")
        return str(found[0][0]) if found else ""

    def rows(self, sql: str) -> list[tuple[object, ...]]:
        """What a query finds in the database; nothing where it is not there yet."""
        connection = sqlite3.connect(self.folder / "frankly.sqlite3", timeout=30.0)
        try:
            return connection.execute(sql).fetchall()
        except sqlite3.OperationalError:
            return []
        finally:
            connection.close()

    def _start(self, arguments: Sequence[str]) -> Worker:
        """Start a worker and wait until it is at work, or has ended."""
        before = self._names()
        said = tempfile.TemporaryFile()
        command = [*FRANKLY, "campaign", *arguments, "--json"]
        process = subprocess.Popen(
            command, cwd=ROOT, env=dict(self.environment), stdout=subprocess.DEVNULL, stderr=said
        )
        worker = Worker(process, said)
        while worker.is_alive and not worker.name:
            worker.name = next(iter(self._names() - before), "")
            time.sleep(LOOK_S)
        return worker

    def _names(self) -> set[str]:
        found = self.rows("SELECT DISTINCT worker FROM shards WHERE worker <> ''")
        return {str(name) for (name,) in found}

    def _kill(self, worker: Worker) -> None:
        """Kill a worker in the midst of its work, and let its time run out as the clock would in a minute."""
        time.sleep(below(1_500, self.seed, "when", self.kills) / 1000)
        if not worker.is_alive:
            return
        worker.process.kill()
        worker.process.wait()
        self.kills += 1
        connection = sqlite3.connect(self.folder / "frankly.sqlite3", timeout=30.0)
        with connection:
            connection.execute("UPDATE shards SET until_ms = 0 WHERE worker = ? AND is_done = 0", (worker.name,))
            connection.execute("UPDATE cells SET asked_until_ms = 0 WHERE asker = ?", (worker.name,))
        connection.close()

    def _note(self, worker: Worker) -> None:
        """Keep what a worker said that did not end well, save that another one had finished the step before."""
        if worker.process.returncode and b'"conflict"' not in worker.last_words().encode():
            self.failures.append(worker.last_words())


def environment_of(folder: Path, **more: str) -> dict[str, str]:
    """This process's environment with the default settings, the data folder and what is given aside."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("FRANKLY_")}
    return kept | {"FRANKLY_DATA": str(folder)} | more
