"""Runs the benchmark: a faulty model server, processes that ask, and what came of it all."""

import asyncio
import multiprocessing
import os
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Final

from frankly.bench.faults.asking import AT_ONCE, DEADLINES_MS, ask_all, asker_over
from frankly.bench.faults.tally import Tally, added, figures
from frankly.bench.faults.world import DRIP_S, GOOD, SLOW_S, faulty_server, opened, settings_for
from frankly.bench.replay_world import Data
from frankly.bench.report import Report

WARM_UP: Final = 300
"""Requests of each process whose time is kept apart, a fifth of them at most: they load what is loaded once, and meet
most situations in which sentences are verified for the first time."""

Load = Callable[[], Data]
Say = Callable[[str], None]


def measure(load: Load, requests: int, workers: int, seed: int, say: Say) -> Report:
    """Ask so many requests over all personalities mixed.

    Args:
        load: reads the data set; called in each process.
        requests: how many in all.
        workers: processes that ask.
        seed: of requests and personalities.
        say: told what is going on.
    """
    report = Report(
        config={
            "requests": requests,
            "workers": workers,
            "at_once": AT_ONCE,
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
        jobs = [partial(work, load, server.url, number, seed * 1000 + place) for place, number in enumerate(share)]
        tallies = [jobs[0](say)] if workers == 1 else _beside_each_other(jobs, workers)
    whole = added(tallies)
    report.figures = figures(whole, server.met, time.monotonic() - started)
    report.notes = whole.told
    return report


def _beside_each_other(jobs: "list[partial[Tally]]", workers: int) -> list[Tally]:
    # Spawned and not forked: a fork beside threads of linear algebra may hang.
    with ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context("spawn")) as pool:
        return [future.result() for future in [pool.submit(job) for job in jobs]]


def work(load: Load, url: str, requests: int, seed: int, say: Say | None = None) -> Tally:
    """What one process does: open a world, warm up, ask.

    Args:
        load: reads the data set.
        url: of the model server.
        requests: how many.
        seed: of the requests.
        say: told what is going on.
    """
    with tempfile.TemporaryDirectory(prefix="frankly-bench-", ignore_cleanup_errors=True) as folder, _key():
        return asyncio.run(_work(load(), url, Path(folder) / "data", requests, seed, say or (lambda _: None)))


async def _work(data: Data, url: str, folder: Path, requests: int, seed: int, say: Say) -> Tally:
    tally = Tally()
    warm_up = min(WARM_UP, requests // 5)
    async with opened(data, settings_for(folder, url)) as parts, asker_over(parts, data, seed) as asker:
        await ask_all(asker, iter(range(warm_up)), tally, is_warm_up=True)
        await ask_all(asker, _told(range(warm_up, requests), say), tally)
        await parts.decisions.flush()
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
