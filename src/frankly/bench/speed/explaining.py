"""How long explanations take beside the requests that they explain: why, and why not, of recorded decisions.

Measured in turn with the requests, so that whatever the machine does meets both alike. Each explanation reads the
record, makes the decision again, ranks without each ground, and tries what it says through the whole pipeline.
"""

import asyncio
import tempfile
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import numpy as np

from frankly.bench.filling import fill, people_with
from frankly.bench.report import Report
from frankly.bench.synthetic import Shop
from frankly.bench.timing import percentile
from frankly.bootstrap.service import open_service
from frankly.domain.answering.request import RecommendationRequest
from frankly.domain.time import DAY_MS
from frankly.errors import Misconfigured
from frankly.pipelines.explaining.revisiting import revisit
from frankly.pipelines.explaining.why import why
from frankly.pipelines.explaining.why_not import why_not
from frankly.pipelines.indexing import LiveIndex
from frankly.pipelines.parts import Parts
from frankly.pipelines.recommend import recommend
from frankly.pipelines.request.surfacing import assigned, surface_named
from frankly.settings import Settings

SURFACE: Final = "home"
ACTS: Final = 500
WARM_UP: Final = 10

Say = Callable[[str], None]


@dataclass(slots=True, eq=False)
class _Times:
    """Milliseconds of each call, and how many candidates the decisions had."""

    request: list[float] = field(default_factory=list)
    why: list[float] = field(default_factory=list)
    why_not: list[float] = field(default_factory=list)
    candidates: list[int] = field(default_factory=list)


async def measure(sizes: Sequence[int], requests: int = 100, seed: int = 1, say: Say = lambda line: None) -> Report:
    """Measure every size in a fresh data folder of its own.

    Args:
        sizes: numbers of items.
        requests: how many requests are asked, each explained once in both ways.
        seed: of catalogue, people and acts.
        say: told what is going on.

    Returns:
        Figures `why.…` and `why_not.…`: times, and their ratio to the request itself.
    """
    now = int(time.time() * 1000) // DAY_MS * DAY_MS
    config: dict[str, object] = {"items": list(sizes), "acts": ACTS, "requests": requests, "surface": SURFACE}
    report = Report(config=config | {"seed": seed})
    for size in sizes:
        with tempfile.TemporaryDirectory(prefix="frankly-bench-", ignore_cleanup_errors=True) as folder:
            settings = Settings(data=Path(folder) / "data")
            say(f"{size:,} items: storing a synthetic shop")
            await fill(settings, Shop(size, seed, now))
            async with open_service(settings) as parts:
                say(f"{size:,} items: {requests} requests, each explained")
                report.figures |= _figures(await _explained(parts, requests), size)
    return report


async def _explained(parts: Parts, requests: int) -> _Times:
    live = parts.live
    if not isinstance(live, LiveIndex):
        raise Misconfigured("The benchmark needs the live index, which bootstrap makes.")
    if not live.snapshot.fingerprint or not live.snapshot.statistics.people:
        await live.reindex(parts.clock.now())
    surface = surface_named(parts, SURFACE)
    people = [person for person in people_with(ACTS) if assigned(parts, surface, person) == "personalised"]
    times = _Times()
    for number in range(WARM_UP + requests):
        await _one(parts, people[number % len(people)], number, times if number >= WARM_UP else _Times())
    return times


async def _one(parts: Parts, person: str, number: int, times: _Times) -> None:
    """One request, one why of an item of its slate, one why-not of a candidate outside."""
    request = RecommendationRequest(surface=SURFACE, person=person, seed=number)
    started = time.perf_counter()
    answer = await recommend(parts, request, parts.clock.now())
    times.request.append((time.perf_counter() - started) * 1000)
    await parts.decisions.flush()

    async def explained_why() -> int:
        world = await revisit(parts, await parts.decisions.get(answer.decision) or {})
        await why(world, str(answer.items[number % len(answer.items)].id))
        return len(world.decided.found.candidates)

    async def explained_why_not() -> int:
        world = await revisit(parts, await parts.decisions.get(answer.decision) or {})
        order = world.decided.slate.base_order
        outside = world.decided.situation.snapshot.item_ids[order[len(order) // 2]]
        await why_not(world, str(outside))
        return len(order)

    times.candidates.append(await _timed(explained_why, times.why))
    await _timed(explained_why_not, times.why_not)
    await asyncio.sleep(0)


async def _timed(work: Callable[[], Awaitable[int]], times: list[float]) -> int:
    started = time.perf_counter()
    outcome = await work()
    times.append((time.perf_counter() - started) * 1000)
    return outcome


def _figures(times: _Times, size: int) -> dict[str, float]:
    request = percentile(times.request, 0.5)
    figures = {f"why.request_p50_ms.{size}": request, f"why.candidates.{size}": float(np.median(times.candidates))}
    for name, spent in (("why", times.why), ("why_not", times.why_not)):
        figures |= {
            f"{name}.p50_ms.{size}": percentile(spent, 0.5),
            f"{name}.p95_ms.{size}": percentile(spent, 0.95),
            f"{name}.ratio_to_request.{size}": round(percentile(spent, 0.5) / request, 3),
        }
    return figures
