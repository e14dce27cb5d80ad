"""How long models take to train, and how much memory: each size in a process of its own, so that its peak is its own.

`python -m frankly.bench.speed.training ITEMS EVENTS SEED` is that process; it prints what it measured as JSON.
"""

import importlib
import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence

import orjson
from threadpoolctl import threadpool_limits

from frankly.bench.report import Report
from frankly.bench.speed.service import resident_mb
from frankly.bench.synthetic import Shop
from frankly.domain.deciding.training import MODELS, TrainingPolicy
from frankly.errors import DependencyError
from frankly.stages.models.train import train
from frankly.stages.snapshot.build import SnapshotBuilder

EVENTS_PER_ITEM = 50
EVENTS_PER_PERSON = 50

TOPN = ("item_item", "transitions", "low_rank")
"""Models of a catalogue of any size."""

BATCH = 2000
NOW_MS = 1_790_000_000_000


def measure(items: Sequence[int], seed: int, say: Callable[[str], None]) -> Report:
    """Train on synthetic acts, 50 an item and 50 a person.

    Args:
        items: sizes of catalogues.
        seed: of the synthetic shop.
        say: told what is going on.

    Returns:
        Figures `train.topn_s.<items>`, `train.ease_s.<items>` where the policy trains EASE, `train.rss_mb.<items>`,
        the seconds of each model, and of the processor: these say what a machine with nothing else to do takes.

    Raises:
        DependencyError: when a process failed; with what it said.
    """
    report = Report(config={"items": list(items), "events_per_item": EVENTS_PER_ITEM, "seed": seed})
    for size in items:
        say(f"{size:,} items, {size * EVENTS_PER_ITEM:,} events: training")
        seconds = _in_its_own_process(size, size * EVENTS_PER_ITEM, seed)
        report.figures[f"train.topn_s.{size}"] = sum(seconds[name] for name in TOPN if name in seconds)
        if "ease" in seconds:
            report.figures[f"train.ease_s.{size}"] = seconds["ease"]
        report.figures[f"train.rss_mb.{size}"] = seconds["rss_mb"]
        report.figures[f"train.cpu_s.{size}"] = seconds["cpu"]
        for name in MODELS:
            if name in seconds:
                report.figures[f"train.{name}_s.{size}"] = seconds[name]
    report.notes.append("topn: lists of everyone's items, shrunk cosine, transitions and low rank.")
    report.notes.append("ease: the matrix of people, baskets and content, its inverse, and the pruned weights.")
    report.notes.append("rss: the peak of the process, the catalogue and everyone's acts included.")
    return report


def _in_its_own_process(items: int, events: int, seed: int) -> dict[str, float]:
    command = [sys.executable, "-m", "frankly.bench.speed.training", str(items), str(events), str(seed)]
    done = subprocess.run(command, capture_output=True, check=False)  # noqa: S603  our own command
    if done.returncode:
        raise DependencyError(f"The training of {items} items failed: {done.stderr[-600:].decode(errors='replace')}")
    seconds: dict[str, float] = orjson.loads(done.stdout)
    return seconds


def trained(items: int, events: int, seed: int) -> dict[str, float]:
    """Train in this process; seconds of each model, and the peak of resident memory so far in MB."""
    shop = Shop(items, seed, NOW_MS)
    builder = SnapshotBuilder()
    batch = []
    for item in shop.catalogue():
        batch.append(item)
        if len(batch) == BATCH:
            builder.add(batch)
            batch = []
    builder.add(batch)
    snapshot = builder.finish(items)
    acts = shop.everyones_acts(max(events // EVENTS_PER_PERSON, 1), events)
    seconds: dict[str, float] = {}
    kept = []
    # One thread, as in the product; limits hold for the libraries that are loaded.
    importlib.import_module("scipy.linalg")
    with threadpool_limits(limits=1):
        started, began = time.perf_counter(), time.process_time()
        for name, model in train(acts, snapshot, TrainingPolicy()):
            # Held as the product holds them until they are saved.
            kept.append(model)
            seconds[name] = time.perf_counter() - started
            started = time.perf_counter()
        seconds["cpu"] = time.process_time() - began
    return seconds | {"rss_mb": resident_mb(os.getpid(), peak=True)}


if __name__ == "__main__":
    items, events, seed = (int(argument) for argument in sys.argv[1:])
    sys.stdout.buffer.write(orjson.dumps(trained(items, events, seed)))
