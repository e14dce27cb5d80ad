"""How fast a running service takes items and events in, and how fast an import reads a file, on real SQLite with fsync.

Everything that is counted was acknowledged, which means that it was durable.
"""

import asyncio
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Final

import orjson

from frankly.bench.filling import in_batches
from frankly.bench.report import Report
from frankly.bench.speed.service import Service, run_frankly, serving
from frankly.bench.speed.wire import flood
from frankly.bench.synthetic import Shop
from frankly.domain.base import Frozen
from frankly.domain.person.event import Event
from frankly.domain.time import DAY_MS

ITEMS: Final = 20_000
ACTS: Final = 500
"""Acts of each person."""

BATCH_CONNECTIONS: Final = 4
SINGLE_CONNECTIONS: Final = 64
ITEMS_PATH: Final = "/v1/items/batch"
EVENTS_PATH: Final = "/v1/events"

Say = Callable[[str], None]


def measure(
    events: int = 200_000, singles: int = 10_000, lines: int = 1_000_000, seed: int = 1, say: Say = lambda line: None
) -> Report:
    """Measure in fresh data folders.

    Args:
        events: sent in batches of 1,000.
        singles: events sent one a call, over 64 connections at once.
        lines: of the file that `frankly import events` reads; 0 leaves that out.
        seed: of catalogue and acts.
        say: told what is going on.

    Returns:
        Figures `ingest.…`.
    """
    shop = Shop(ITEMS, seed, int(time.time() * 1000) // DAY_MS * DAY_MS)
    report = Report(
        config={
            "items": ITEMS,
            "events": events,
            "singles": singles,
            "import_lines": lines,
            "batch": 1000,
            "connections": {"batches": BATCH_CONNECTIONS, "singles": SINGLE_CONNECTIONS},
            "seed": seed,
        }
    )
    with tempfile.TemporaryDirectory(prefix="frankly-bench-", ignore_cleanup_errors=True) as folder:
        data = Path(folder) / "data"
        data.mkdir()
        with serving(data) as service:
            report.figures |= _over_http(service, shop, events, singles, say)
        if lines:
            report.figures |= _by_import(shop, Path(folder), lines, say)
    return report


def _over_http(service: Service, shop: Shop, events: int, singles: int, say: Say) -> dict[str, float]:
    acts = acts_of(shop, events + singles)
    # Events first: while the service fits vectors for the new items, it would be two things that are measured.
    batches = [_batch("events", chunk) for chunk in in_batches(islice(acts, events))]
    say(f"{events:,} events in batches of 1,000")
    in_batches_s = asyncio.run(flood(service.port, EVENTS_PATH, batches, BATCH_CONNECTIONS))
    alone = [_plain(event) for event in acts]
    say(f"{singles:,} single events over {SINGLE_CONNECTIONS} connections")
    single_s = asyncio.run(flood(service.port, EVENTS_PATH, alone, SINGLE_CONNECTIONS))
    say(f"{shop.items:,} items in batches of 1,000")
    items = [_batch("items", chunk) for chunk in in_batches(shop.catalogue())]
    items_s = asyncio.run(flood(service.port, ITEMS_PATH, items, BATCH_CONNECTIONS))
    return {
        "ingest.events_per_s": round(events / in_batches_s, 1),
        "ingest.events_per_s.single": round(singles / single_s, 1),
        "ingest.items_per_s": round(shop.items / items_s, 1),
        "ingest.rss_mb": round(service.memory_mb(peak=True), 1),
    }


def _by_import(shop: Shop, folder: Path, lines: int, say: Say) -> dict[str, float]:
    file = folder / "events.jsonl"
    say(f"writing a file of {lines:,} events")
    with file.open("wb") as out:
        for event in acts_of(shop, lines, stem="f"):
            out.write(_plain(event) + b"\n")
    say(f"importing {lines:,} events")
    started = time.perf_counter()
    peak_mb = run_frankly(["import", "events", str(file), "--json"], folder / "imported")
    elapsed = time.perf_counter() - started
    return {
        "ingest.import_events_per_s": round(lines / elapsed, 1),
        "ingest.import_rss_mb": round(peak_mb, 1),
    }


def acts_of(shop: Shop, number: int, stem: str = "n") -> Iterator[Event]:
    """So many acts, person after person."""
    people = -(-number // ACTS)
    return islice((act for person in range(people) for act in shop.acts(f"{stem}{person}", ACTS)), number)


def _plain(row: Frozen) -> bytes:
    return orjson.dumps(row.model_dump(mode="json", exclude_defaults=True))


def _batch(name: str, rows: Sequence[Frozen]) -> bytes:
    return b'{"%s": [%s]}' % (name.encode(), b",".join(map(_plain, rows)))
