"""Runs the benchmark: a faulty model server, processes that ask, and what came of it all."""

import asyncio
import multiprocessing
import os
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Final

from frankly.adapters.spared_memory import spared_memory
from frankly.bench.faults.asking import AT_ONCE, DEADLINES_MS, Asker, ask_all, asker_over
from frankly.bench.faults.tally import Tally, added, figures
from frankly.bench.faults.world import DRIP_S, GOOD, SLOW_S, faulty_server, opened, settings_for
from frankly.bench.replay_world import Data, Questions
from frankly.bench.report import Report
from frankly.domain.seed import Seed

WARM_UP: Final = 300
"""Requests of each process whose time is kept apart, a fifth of them at most: they load what is loaded once, and meet
most situations in which sentences are verified for the first time."""

Load = Callable[[], Data]
Say = Callable[[str], None]


def measure(load: Load, requests: int, workers: int, seed: int, say: Say, at_once: int = AT_ONCE) -> Report:
    """Ask so many requests over all personalities mixed.

    Args:
        load: reads the data set; called in each process.
        requests: how many in all.
        workers: processes that ask.
        seed: of requests and personalities.
        say: told what is going on.
        at_once: requests under way at once in each process.
    """
    report = Report(
        config={
            "requests": requests,
            "workers": workers,
            "at_once": at_once,
            "deadlines_ms": list(DEADLINES_MS),
            "warm_up": WARM_UP,
            "seed": seed,
            "good": GOOD,
            "slow_s": SLOW_S,
            "drip_s": DRIP_S,
        }
    )
    report.data |= dict(load().files)
    started = time.monotonic()
    with faulty_server(seed) as server:
        say(f"{requests:,} requests in {workers} processes")
        share = [requests // workers + (place < requests % workers) for place in range(workers)]
        jobs = [
            partial(work, load, server.url, number, seed * 1000 + place, at_once=at_once)
            for place, number in enumerate(share)
        ]
        tallies = [jobs[0](say)] if workers == 1 else _beside_each_other(jobs, workers)
    whole = added(tallies)
    report.figures = figures(whole, server.met, time.monotonic() - started)
    report.notes = whole.told
    return report


def _beside_each_other(jobs: "list[partial[Tally]]", workers: int) -> list[Tally]:
    # Spawned and not forked: a fork beside threads of linear algebra may hang.
    with ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context("spawn")) as pool:
        return [future.result() for future in [pool.submit(job) for job in jobs]]


def work(load: Load, url: str, requests: int, seed: int, say: Say = lambda _: None, *, at_once: int = AT_ONCE) -> Tally:
    """What one process does: open a world, warm up, ask.

    Args:
        load: reads the data set.
        url: of the model server.
        requests: how many.
        seed: of the requests.
        say: told what is going on.
        at_once: requests under way at once.
    """
    with open_asking(load, url) as asking:
        return asking.ask(requests, seed, say, at_once=at_once)


@dataclass(frozen=True, slots=True, eq=False)
class Asking:
    """An open world in which requests are asked.

    Attributes:
        runner: its event loop.
        asker: what asks.
        data: the set.
    """

    runner: asyncio.Runner
    asker: Asker
    data: Data

    def ask(self, requests: int, seed: int, say: Say = lambda _: None, *, at_once: int = AT_ONCE) -> Tally:
        """Ask so many requests, the first of them as a warm-up.

        Args:
            requests: how many.
            seed: of the requests.
            say: told what is going on.
            at_once: requests under way at once.
        """
        asker = replace(self.asker, questions=Questions(self.data, Seed(seed)))
        return self.runner.run(_ask(asker, requests, say, at_once))


@contextmanager
def open_asking(load: Load, url: str) -> Iterator[Asking]:
    """Open a world whose model is a faulty server.

    Args:
        load: reads the data set.
        url: of the model server.
    """
    data = load()
    with (
        tempfile.TemporaryDirectory(prefix="frankly-bench-", ignore_cleanup_errors=True) as folder,
        _key(),
        asyncio.Runner() as runner,
    ):
        opening = opened(data, settings_for(Path(folder) / "data", url))
        parts = runner.run(opening.__aenter__())
        try:
            yield Asking(runner, runner.run(asker_over(parts, data)), data)
        finally:
            runner.run(opening.__aexit__(None, None, None))


async def _ask(asker: Asker, requests: int, say: Say, at_once: int) -> Tally:
    tally = Tally()
    warm_up = min(WARM_UP, requests // 5)
    await ask_all(asker, range(warm_up), tally, at_once=at_once, is_warm_up=True)
    # As a service does for as long as it runs.
    with spared_memory():
        began, processor = time.perf_counter(), time.process_time()
        await ask_all(asker, _told(range(warm_up, requests), say), tally, at_once=at_once)
        tally.asking_s, tally.processor_s = time.perf_counter() - began, time.process_time() - processor
    await asker.parts.decisions.flush()
    return tally


def _told(numbers: range, say: Say) -> Iterator[int]:
    for number in numbers:
        if number % 100 == 0:
            say(f"{number:,} of {numbers.stop:,} requests")
        yield number


@contextmanager
def _key() -> Iterator[None]:
    """The provider's key, for as long as it is needed: on loopback any word will do."""
    before = os.environ.get("OPENAI_API_KEY")
    os.environ["OPENAI_API_KEY"] = before or "any"
    try:
        yield
    finally:
        if before is None:
            del os.environ["OPENAI_API_KEY"]
