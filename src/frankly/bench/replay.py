"""Whether recorded decisions come out byte for byte as they were: rendered, made again here, made again elsewhere.

Everything is real: SQLite, Chroma and snapshot bases in a data folder. The requests are as different as they can be:
every surface, both languages, long and short histories, sessions, nobody, opt-outs, the holdout, words, items being
looked at, baskets, second pages, ports that fail. Meanwhile the catalogue changes, and so do the policies.
"""

import asyncio
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from frankly.bench.filling import in_batches
from frankly.bench.replay_world import Data, Questions, change, faulty, refuse, visit, with_other_policies
from frankly.bench.report import Report
from frankly.bootstrap.copies import replayed_apart
from frankly.bootstrap.service import open_frankly
from frankly.bootstrap.stores import open_stores
from frankly.domain.answering.answer import Answer
from frankly.domain.deciding.decision import Impression
from frankly.domain.seed import Seed
from frankly.domain.time import EpochMs
from frankly.errors import Misconfigured
from frankly.pipelines.indexing import LiveIndex
from frankly.pipelines.parts import Parts
from frankly.pipelines.recommend import recommend
from frankly.pipelines.replaying.replay import Replayed, replayed
from frankly.settings import Settings

APART: Final = 500
"""Decisions that one fresh process replays."""

CHANGE_EVERY: Final = 150
"""Requests between two changes of the catalogue."""

MOST_TOLD: Final = 5
"""Differences that are told in the notes."""

Say = Callable[[str], None]


@dataclass(slots=True, eq=False)
class _Moment:
    """A clock that stands still."""

    at: EpochMs

    def now(self) -> EpochMs:
        """The moment."""
        return self.at


@dataclass(slots=True)
class _Count:
    """Decisions of one set, and how many came out as they were, by level."""

    decisions: int = 0
    identical: dict[str, int] = field(default_factory=lambda: {"r0": 0, "r1": 0, "r2": 0})
    told: list[str] = field(default_factory=list)

    def add(self, level: str, found: Sequence[Replayed]) -> None:
        self.identical[level] += sum(one.is_identical for one in found)
        for one in found:
            if not one.is_identical and len(self.told) < MOST_TOLD:
                self.told.append(f"{level} {one.id}: {one.reason or '; '.join(one.differences[:3])}")


async def measure(
    sets: Mapping[str, Callable[[], Data]], decisions: int, seed: int = 1, say: Say = lambda line: None
) -> Report:
    """Record decisions over every set and replay each at every level.

    Args:
        sets: name → reads the data.
        decisions: how many in all.
        seed: of the requests.
        say: told what is going on.

    Returns:
        Figures `replay.r0`, `.r1`, `.r2`: shares of all decisions that came out byte for byte as they were; the same
        by set.
    """
    report = Report(config={"decisions": decisions, "sets": list(sets), "seed": seed, "apart": APART})
    counts: dict[str, _Count] = {}
    for place, (name, load) in enumerate(sets.items()):
        number = decisions // len(sets) + (place < decisions % len(sets))
        data = load()
        report.data |= dict(data.files)
        with tempfile.TemporaryDirectory(prefix="frankly-bench-", ignore_cleanup_errors=True) as folder:
            counts[name] = await _measured(name, data, Path(folder) / "data", number, seed, say)
        report.notes += [f"{name}: {line}" for line in counts[name].told]
    for level in ("r0", "r1", "r2"):
        whole = sum(count.decisions for count in counts.values())
        same = sum(count.identical[level] for count in counts.values())
        report.figures[f"replay.{level}"] = same / max(whole, 1)
        for name, count in counts.items():
            report.figures[f"replay.{level}.{name}"] = count.identical[level] / max(count.decisions, 1)
    for name, count in counts.items():
        report.figures[f"replay.decisions.{name}"] = count.decisions
    return report


async def _measured(name: str, data: Data, folder: Path, number: int, seed: int, say: Say) -> _Count:
    settings = Settings(data=folder)
    say(f"{name}: storing {len(data.items):,} items and {len(data.events):,} acts")
    await _fill(settings, data)
    count = _Count()
    async with open_frankly(settings, clock=_Moment(data.now)) as parts:
        say(f"{name}: fitting and counting")
        if not isinstance(parts.live, LiveIndex):
            raise Misconfigured("The benchmark needs the live index, which bootstrap makes.")
        await parts.live.reindex(data.now)
        await _described(parts, data.now)
        ids = await _decided(name, parts, data, number, seed, say)
        count.decisions = len(ids)
        for level in ("r0", "r1"):
            say(f"{name}: {level} of {len(ids):,} decisions")
            count.add(level, [await replayed(parts, one, level) for one in ids])
        for start in range(0, len(ids), APART):
            say(f"{name}: r2 of {len(ids):,} decisions, {start:,} done")
            count.add("r2", await replayed_apart(settings, parts, ids[start : start + APART]))
    return count


async def _fill(settings: Settings, data: Data) -> None:
    with open_stores(settings) as stores:
        for items in in_batches(data.items):
            await stores.catalogue.upsert(items, data.now)
        for events in in_batches(data.events, 5000):
            await stores.events.append(events, data.now)
        for key, facts, consent in data.people:
            await stores.people.put_facts(key, facts, replace=True, now=data.now)
            if consent is not None:
                await stores.people.put_consent(key, consent)


async def _decided(name: str, parts: Parts, data: Data, number: int, seed: int, say: Say) -> list[str]:
    """Ask for so many decisions, while catalogue and policies change; returns their ids."""
    ids: dict[str, None] = {}
    asking = Questions(data, Seed(seed))
    await visit(parts, data)
    await refuse(parts, asking.people[:: max(len(asking.people) // 20, 1)], data.now)
    worlds = [parts, with_other_policies(parts)]
    turn = 0
    while len(ids) < number:
        if turn % CHANGE_EVERY == 0:
            say(f"{name}: {len(ids):,} of {number:,} decisions")
            await change(parts, data, turn // CHANGE_EVERY)
            await _described(parts, data.now)
        request, now = asking.question(turn)
        world = faulty(worlds[turn * 2 // max(number, 1) % 2], turn)
        answer = await recommend(world, request, now)
        if answer.is_recorded:
            ids[str(answer.decision)] = None
            asking.answered(turn, answer.cursor)
            if turn % 5 == 0:
                await _look(parts, answer)
        await asyncio.sleep(0)
        turn += 1
    await parts.decisions.flush()
    return list(ids)


async def _described(parts: Parts, now: EpochMs) -> None:
    """Make the facts of changed items."""
    if parts.making is not None:
        await parts.making.follow(now)


async def _look(parts: Parts, answer: Answer) -> None:
    """What was seen counts from the next request on."""
    await parts.decisions.add_impressions(
        [Impression(str(answer.decision), str(item.id), item.slot, answer.now) for item in answer.items]
    )
