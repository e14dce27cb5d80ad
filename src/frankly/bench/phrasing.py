"""What a built phrasebook costs and saves: requests with it and without it in turn, and calls to build it by size.

The model is simulated: code that writes whole sentences of the source and examples of the rules (see
`frankly.testing.phrase_writer`). What is measured is the way of the phrases, and how many calls there are.
"""

import asyncio
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from frankly.adapters.files.prompts import load_prompts
from frankly.bench.filling import in_batches
from frankly.bench.replay_world import Data
from frankly.bench.report import Report
from frankly.bench.timing import percentile
from frankly.bootstrap.service import open_frankly
from frankly.bootstrap.stores import open_stores
from frankly.bootstrap.texts import open_phrasebook
from frankly.domain.answering.answer import Answer
from frankly.domain.answering.request import RecommendationRequest
from frankly.domain.item import Item
from frankly.domain.model.call import ModelCall
from frankly.domain.model.reply import ModelReply
from frankly.domain.person.consent import Consent, Purpose
from frankly.domain.policies import Policies
from frankly.domain.surface import ModelPolicy
from frankly.domain.time import EpochMs
from frankly.errors import Misconfigured
from frankly.pipelines.indexing import LiveIndex
from frankly.pipelines.parts import Assistant, Parts
from frankly.pipelines.phrasebook.book import Phrasebook
from frankly.pipelines.phrasebook.building import Building
from frankly.pipelines.phrasebook.due import Wanted
from frankly.pipelines.phrasebook.judge import ModelJudge
from frankly.pipelines.phrasebook.metering import Meter, MeteredModel
from frankly.pipelines.recommend import recommend
from frankly.settings import Settings, data_folder
from frankly.testing.phrase_writer import PhraseWriter

SURFACE: Final = "home"
WARM_UP: Final = 300
"""Requests of each kind before any is timed: they open what the first use opens."""

PEOPLE: Final = 100_000
"""The audience that calls are compared for; each person asks once."""

AGREED: Final = 50
"""People who agreed that a model reads what their answer is made of."""

LIVE: Final = 50
"""Requests on the surface as it is shipped, where a model writes for each."""

PHRASED: Final = "phrasebook"
PLAIN: Final = "templates"

Say = Callable[[str], None]


@dataclass(slots=True, eq=False)
class _Moment:
    """A clock that stands still."""

    at: EpochMs

    def now(self) -> EpochMs:
        """The moment."""
        return self.at


class _Counting(PhraseWriter):
    """Counts calls of requests, and replies nothing of use."""

    async def complete(self, call: ModelCall) -> ModelReply:
        """Count."""
        self.calls.append(call)
        return ModelReply(text="{}", model=self.name)


@dataclass(slots=True)
class _Told:
    """What requests said.

    Attributes:
        times_ms: of each request.
        cpu_ms: what this thread worked for each: whatever else the machine does is not in it.
        reasons: origin → reason sentences.
        facts: level → fact sentences.
    """

    times_ms: list[float] = field(default_factory=list)
    cpu_ms: list[float] = field(default_factory=list)
    reasons: Counter[str] = field(default_factory=Counter)
    facts: Counter[str] = field(default_factory=Counter)

    def add(self, answer: Answer) -> None:
        """Count an answer's sentences."""
        for sentence in (sentence for item in answer.items for sentence in item.sentences):
            if sentence.kind == "reason":
                self.reasons[sentence.origin] += 1
            elif sentence.level is not None:
                self.facts[sentence.level] += 1


async def measure(
    data: Data, sizes: Sequence[int], requests: int, audience: int, say: Say = lambda line: None
) -> Report:
    """Build phrasebooks over the first items of a set, then time requests with and without one.

    Args:
        data: the set.
        sizes: numbers of items; the last one is used by the requests.
        requests: timed requests of each kind.
        audience: requests at which calls of a model are counted.
        say: told what is going on.
    """
    report = Report(config={"sizes": list(sizes), "requests": requests, "audience": audience, "surface": SURFACE})
    report.notes.append("The model is simulated; how well models write is not measured here.")
    for size in sizes:
        items = list(data.items)[:size]
        with tempfile.TemporaryDirectory(prefix="frankly-bench-", ignore_cleanup_errors=True) as folder:
            settings = Settings(data=Path(folder) / "data", model=None)
            await _fill(settings, data, items)
            with open_phrasebook(settings) as book:
                say(f"{len(items):,} items: building")
                await _build(book, len(items), data.now, report)
            if size == sizes[-1]:
                await _serve(settings, data, requests, audience, report, say)
    return report


async def _fill(settings: Settings, data: Data, items: Sequence[Item]) -> None:
    known = {item.id for item in items}
    with open_stores(settings) as stores:
        for batch in in_batches(items):
            await stores.catalogue.upsert(batch, data.now)
        for events in in_batches([event for event in data.events if event.item in known or event.item is None], 5000):
            await stores.events.append(events, data.now)
        for key, facts, consent in data.people:
            await stores.people.put_facts(key, facts, replace=True, now=data.now)
            if consent is not None:
                await stores.people.put_consent(key, consent)


async def _build(book: Phrasebook, size: int, now: EpochMs, report: Report) -> None:
    meter, clock = Meter(), _Moment(now)
    writer = MeteredModel(PhraseWriter(), book.phrases, meter, clock)
    judge = ModelJudge(MeteredModel(PhraseWriter(name="simulated/judge"), book.phrases, meter, clock), book.prompts)
    built = await Building(book, writer, judge, clock).run(Wanted(judges=True), concurrency=4)
    calls = sum(meter.calls.values())
    again = await Building(book, writer, judge, clock).run(Wanted(judges=True), concurrency=4)
    in_force = [phrase for phrase in await book.phrases.all() if book.is_in_force(phrase)]
    report.figures |= {
        f"phrasebook.build_calls.{size}": calls,
        f"phrasebook.build_calls.{size}.write": meter.calls["phrase/v1"],
        f"phrasebook.build_calls.{size}.judge": meter.calls["judge/v1"],
        f"phrasebook.build_calls.{size}.again": sum(meter.calls.values()) - calls + again.units,
        f"phrasebook.build_tokens.{size}": meter.spent.tokens,
        f"phrasebook.facts.{size}": built.facts["admitted"],
        "phrasebook.cells": len({phrase.cell for phrase in in_force}),
        "phrasebook.cells.of": len(book.cells),
        "phrasebook.phrases": len(in_force),
        # Each person would cost one call at least, had somebody to write for them.
        "phrasebook.calls_saved_ratio": round(1 - calls / PEOPLE, 4),
    }


async def _serve(settings: Settings, data: Data, requests: int, audience: int, report: Report, say: Say) -> None:
    async with open_frankly(settings, clock=_Moment(data.now)) as parts:
        if not isinstance(parts.live, LiveIndex) or parts.making is None:
            raise Misconfigured("The benchmark needs what bootstrap makes: a live index, and facts.")
        say("fitting, counting and describing")
        await parts.live.reindex(data.now)
        await parts.making.make_all(data.now)
        people = [key for key, _, _ in data.people]
        plain, phrased = _ways(parts)
        say(f"{requests} requests of each kind, in turn")
        told = await _timed({PLAIN: plain, PHRASED: phrased}, people, requests, data.now)
        _add_times(report, told)
        say(f"{audience:,} requests beside a model that counts")
        report.figures |= await _asked(parts, phrased, people, audience, data.now)


def _ways(parts: Parts) -> tuple[Parts, Parts]:
    """Templates with quoted facts; and phrases, with rewritten facts admitted on the surface."""
    surface = parts.policies.surfaces[SURFACE]
    text = surface.text.model_copy(update={"levels": ("quoted", "rewritten", "approved")})
    quiet = ModelPolicy(vote="off", write=False)
    admitting = surface.model_copy(update={"text": text, "model": quiet})
    policies: Policies = replace(parts.policies, surfaces={**parts.policies.surfaces, SURFACE: admitting}, _merged={})
    return replace(parts, phrasing=None), replace(parts, policies=policies)


async def _timed(ways: dict[str, Parts], people: Sequence[str], requests: int, now: EpochMs) -> dict[str, _Told]:
    """Each request both ways, one after the other, first the one and then the other first."""
    told = {name: _Told() for name in ways}
    for number in range(WARM_UP + requests):
        asked = _question(people, number)
        for name in sorted(ways, reverse=bool(number % 2)):
            started, worked = time.perf_counter(), time.thread_time()
            answer = await recommend(ways[name], asked, now)
            spent, work = (time.perf_counter() - started) * 1000, (time.thread_time() - worked) * 1000
            await asyncio.sleep(0)
            if number >= WARM_UP:
                told[name].times_ms.append(spent)
                told[name].cpu_ms.append(work)
                told[name].add(answer)
        if number % 20 == 0:
            # What waits to be written is written now, and not while the next one is timed.
            await ways[PLAIN].decisions.flush()
    return told


def _question(people: Sequence[str], number: int) -> RecommendationRequest:
    return RecommendationRequest(surface=SURFACE, person=people[number % len(people)], seed=number)


def _add_times(report: Report, told: dict[str, _Told]) -> None:
    plain, phrased = told[PLAIN], told[PHRASED]
    middle = {name: percentile(one.times_ms, 0.5) for name, one in told.items()}
    work = {name: percentile(one.cpu_ms, 0.5) for name, one in told.items()}
    report.figures |= {
        "phrasebook.request_ratio": round(middle[PHRASED] / middle[PLAIN], 3),
        "phrasebook.request_ratio.cpu": round(work[PHRASED] / work[PLAIN], 3),
        f"phrasebook.request_p50_ms.{PHRASED}": middle[PHRASED],
        f"phrasebook.request_p50_ms.{PLAIN}": middle[PLAIN],
        "phrasebook.reasons_share": _share(phrased.reasons, PHRASED),
        "phrasebook.facts_share": _share(phrased.facts, "rewritten"),
        "phrasebook.reasons_share.templates": _share(plain.reasons, PHRASED),
    }


def _share(counts: Counter[str], name: str) -> float:
    return round(counts[name] / max(1, sum(counts.values())), 4)


async def _asked(parts: Parts, quiet: Parts, people: Sequence[str], audience: int, now: EpochMs) -> dict[str, float]:
    """Calls of requests where a model is configured: with the surface that leaves text to the phrasebook, and live.

    Everybody asked agreed to a model, and the live ones show that the counter counts.
    """
    agreed = people[:AGREED]
    for person in agreed:
        await parts.people.put_consent(person, Consent(purposes={Purpose.MODEL: True}, at=now))
    book = load_prompts(data_folder("prompts"))
    counted: dict[str, float] = {}
    for name, way, number in (("", quiet, audience), (".live", parts, LIVE)):
        model = _Counting()
        beside = replace(way, assistant=Assistant(model, book, is_ready=lambda: True))
        for place in range(number):
            await recommend(beside, _question(agreed, place), now)
            if place % 50 == 0:
                await parts.decisions.flush()
        counted |= {f"phrasebook.model_calls{name}": len(model.calls), f"phrasebook.model_calls{name}.requests": number}
    return counted
