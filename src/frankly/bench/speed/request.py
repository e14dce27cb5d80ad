"""How long a request takes: in process, over HTTP on loopback, and against the bare libraries, by size of catalogue.

Everything is real: SQLite with fsync, embedded Chroma, `frankly serve` in a process of its own. No two requests are
alike (other person, other seed), and nothing caches answers.
"""

import asyncio
import shutil
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from importlib import import_module
from pathlib import Path
from typing import Final

import numpy as np
import orjson
from numpy.typing import NDArray

from frankly.bench.filling import PEOPLE, fill, people_with
from frankly.bench.report import Report
from frankly.bench.speed.bare import Questions
from frankly.bench.speed.records import record_figures
from frankly.bench.speed.service import Service, serving, serving_bare
from frankly.bench.speed.wire import Connection, flood
from frankly.bench.synthetic import Shop
from frankly.bench.timing import percentile, stage_times
from frankly.bootstrap.service import open_service
from frankly.domain.answering.request import RecommendationRequest
from frankly.domain.time import DAY_MS
from frankly.errors import Misconfigured
from frankly.pipelines.decide import decide
from frankly.pipelines.indexing import LiveIndex
from frankly.pipelines.parts import Parts
from frankly.pipelines.recommend import recommend
from frankly.pipelines.request.surfacing import assigned, surface_named
from frankly.settings import Settings

SURFACE: Final = "home"
PATH: Final = "/v1/recommendations"
ACTS: Final = 500
"""Acts of the people whose requests make the figures."""

WARM_UP: Final = 40
"""Requests that are asked before any is measured."""

CONNECTIONS: Final = 8
"""Connections of the measured throughput."""

BLOCK: Final = 20
"""Requests that are recorded one after the other, and then as many that are not."""

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True, eq=False)
class Question:
    """One request: the same bytes for the product and for its yardstick, which looks its vectors up by the seed."""

    person: str
    seed: int

    def asked(self) -> RecommendationRequest:
        """As the use case takes it."""
        return RecommendationRequest(surface=SURFACE, person=self.person, seed=self.seed)

    def body(self) -> bytes:
        """As it goes over the wire."""
        return orjson.dumps({"surface": SURFACE, "person": self.person, "seed": self.seed})


@dataclass(slots=True, eq=False)
class Heard:
    """A vector index that writes down what is asked of it, in place of the one that answers."""

    parts: Parts
    vectors: list[NDArray[np.float32]] = field(default_factory=list)
    limit: int = 1

    async def query(self, vectors: NDArray[np.float32], limit: int) -> Sequence[tuple[str, ...]]:
        """Ask the real one."""
        self.vectors.append(vectors)
        self.limit = limit
        return await self.parts.index.query(vectors, limit)


def questions_of(people: Sequence[str], number: int, first_seed: int) -> list[Question]:
    """So many questions, people in turn, a new seed each."""
    return [Question(people[place % len(people)], first_seed + place) for place in range(number)]


async def measure(sizes: Sequence[int], requests: int = 400, seed: int = 1, say: Say = lambda line: None) -> Report:
    """Measure every size in a fresh data folder of its own.

    Args:
        sizes: numbers of items.
        requests: how many are measured, of each kind.
        seed: of catalogue, people and acts.
        say: told what is going on.

    Returns:
        Figures `request.…`; the stages' shares and the people with fewer acts stand in the figures as well.
    """
    now = int(time.time() * 1000) // DAY_MS * DAY_MS
    report = Report(
        config={
            "items": list(sizes),
            "acts": ACTS,
            "people": {str(acts): number for acts, number in PEOPLE.items()},
            "requests": requests,
            "surface": SURFACE,
            "seed": seed,
            "connections": CONNECTIONS,
        }
    )
    for size in sizes:
        with tempfile.TemporaryDirectory(prefix="frankly-bench-", ignore_cleanup_errors=True) as folder:
            await _measure_size(Shop(size, seed, now), Path(folder), requests, report, say)
    return report


async def _measure_size(shop: Shop, folder: Path, requests: int, report: Report, say: Say) -> None:
    settings, questions_file = Settings(data=folder / "data"), folder / "questions.npz"
    say(f"{shop.items:,} items: storing a synthetic shop")
    await fill(settings, shop)
    async with open_service(settings) as parts:
        say(f"{shop.items:,} items: fitting and indexing")
        live = parts.live
        if not isinstance(live, LiveIndex):
            raise Misconfigured("The benchmark needs the live index, which bootstrap makes.")
        # Opening a folder without an index makes one; what it counted is counted again only where it did not.
        if not live.snapshot.fingerprint or not live.snapshot.statistics.people:
            await live.reindex(parts.clock.now())
        questions = questions_of(_measured(parts), WARM_UP + requests, first_seed=0)
        say(f"{shop.items:,} items: {requests} requests in process")
        (await _heard(parts, questions)).save(questions_file)
        report.figures |= await _in_process(parts, questions, shop.items)
    say(f"{shop.items:,} items: {requests} requests over HTTP, in turn with as many bare ones")
    shutil.copytree(folder / "data" / "chroma", folder / "bare" / "chroma")
    with serving(settings.data) as ours, serving_bare(folder / "bare", questions_file) as bare:
        report.figures |= _over_http(ours, bare, questions, shop.items)
        bodies = [question.body() for question in questions_of([q.person for q in questions], requests, 10_000)]
        seconds = await flood(ours.port, PATH, bodies, CONNECTIONS)
        report.figures[f"request.per_s.{shop.items}"] = round(len(bodies) / seconds, 1)
        report.figures[f"request.rss_mb.{shop.items}"] = round(ours.memory_mb(peak=True), 1)
        report.figures[f"request.rss_mb.{shop.items}.bare"] = round(bare.memory_mb(peak=True), 1)


def _measured(parts: Parts) -> list[str]:
    """People with the full number of acts who get the policy and not the holdout's cheaper baseline."""
    surface = surface_named(parts, SURFACE)
    return [person for person in people_with(ACTS) if assigned(parts, surface, person) == "personalised"]


async def _heard(parts: Parts, questions: Sequence[Question]) -> Questions:
    """What each request asks of the index, for the yardstick to ask the same."""
    starts, limits, vectors = [0], [], []
    for question in questions:
        heard = Heard(parts)
        # Where requests scan exactly and ask no index, the yardstick asks it all the same: what the sources wanted.
        await recommend(replace(parts, index=heard, exact_items=0), question.asked(), parts.clock.now())  # type: ignore[arg-type]  # asked for neighbours only
        vectors += heard.vectors
        starts.append(starts[-1] + sum(len(rows) for rows in heard.vectors))
        limits.append(heard.limit)
    return Questions(np.concatenate(vectors), np.array(starts, np.int64), np.array(limits, np.int64))


async def _in_process(parts: Parts, questions: Sequence[Question], items: int) -> dict[str, float]:
    await _timed(parts, questions[:WARM_UP])
    times = await _timed(parts, questions[WARM_UP:])
    figures = _spread(times, items, "in_process")
    with stage_times(import_module("frankly.pipelines.decide")) as stages:
        whole = await _timed(parts, [replace(question, seed=question.seed + 5_000) for question in questions[WARM_UP:]])
    shares = {name: round(sum(spent) / len(whole), 3) for name, spent in stages.items()}
    # The other sources propose while the index answers, so that their time is inside that of `ask_index`.
    in_turn = sum(spent for name, spent in shares.items() if name != "propose_unasked")
    shares["rest"] = round(sum(whole) / len(whole) - in_turn, 3)
    figures |= {f"request.stage_ms.{items}.{name}": spent for name, spent in shares.items()}
    for acts in (few for few in PEOPLE if few != ACTS):
        fewer = await _timed(parts, questions_of(people_with(acts), max(len(times) // 4, 1), first_seed=20_000))
        figures |= _spread(fewer, items, f"in_process.acts_{acts}")
    figures |= await record_figures(parts, [question.asked() for question in questions], items)
    return figures | await _recording(parts, questions, items)


async def _recording(parts: Parts, questions: Sequence[Question], items: int) -> dict[str, float]:
    """What recording costs: requests that are recorded, and the same that are only decided, in turn by blocks.

    One by one in turn would be no comparison: a record is written while the next request is already being answered.
    Each block that records is ended by a wait for its last record, which counts in the share of the whole time only.
    """
    times: dict[str, list[float]] = {"with": [], "without": []}
    whole = {"with": 0.0, "without": 0.0}
    for start in range(0, len(questions), BLOCK):
        for shift, way in enumerate(("with", "without")):
            block = [replace(one, seed=one.seed + 30_000 + shift) for one in questions[start : start + BLOCK]]
            started = time.perf_counter()
            times[way] += await _timed(parts, block, is_recorded=way == "with")
            await parts.decisions.flush()
            whole[way] += time.perf_counter() - started
    half = {way: percentile(spent, 0.5) for way, spent in times.items()}
    return {
        f"request.recording_share.{items}": round(half["with"] / half["without"] - 1, 4),
        f"request.recording_whole_share.{items}": round(whole["with"] / whole["without"] - 1, 4),
    }


async def _timed(parts: Parts, questions: Sequence[Question], *, is_recorded: bool = True) -> list[float]:
    times = []
    answer = recommend if is_recorded else decide
    for question in questions:
        asked = question.asked()
        started = time.perf_counter()
        await answer(parts, asked, parts.clock.now())
        # A turn of the loop, as between two requests of the service: what is done there after an answer keeps the next
        # request waiting and counts, as does what is due while that one is answered, such as laying out the record.
        await asyncio.sleep(0)
        times.append((time.perf_counter() - started) * 1000)
    return times


def _over_http(ours: Service, bare: Service, questions: Sequence[Question], items: int) -> dict[str, float]:
    """In turn, one request each, so that whatever the machine does meets both alike."""
    times: dict[str, list[float]] = {"http": [], "bare": []}
    with Connection(ours.port) as to_ours, Connection(bare.port) as to_bare:
        for number, question in enumerate(questions):
            body = question.body()
            pair = {"http": to_ours.post(PATH, body)[0], "bare": to_bare.post(PATH, body)[0]}
            if number >= WARM_UP:
                for name, spent in pair.items():
                    times[name].append(spent)
    figures = _spread(times["http"], items, "http") | _spread(times["bare"], items, "bare")
    ratio = percentile(times["http"], 0.5) / percentile(times["bare"], 0.5)
    return figures | {f"request.ratio_to_bare.{items}": round(ratio, 3)}


def _spread(times: Sequence[float], items: int, way: str) -> dict[str, float]:
    return {
        f"request.p50_ms.{items}.{way}": percentile(times, 0.5),
        f"request.p95_ms.{items}.{way}": percentile(times, 0.95),
    }
