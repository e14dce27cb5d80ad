"""Visitors decide about their data: answers must obey at once, and nothing may be left of those who leave."""

import asyncio
import tempfile
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from frankly.domain.person.event import SESSION_PREFIX, Event
from frankly.domain.seed import derive
from frankly.errors import Invalid
from frankly.evals.data_sets import DataSet
from frankly.evals.report import Report
from frankly.evals.rights.residues import files_with
from frankly.evals.rights.shop import Shop, open_shop
from frankly.evals.rights.steps import STEPS, Step, leave, start_afresh
from frankly.evals.rights.traces import Visitor, leave_traces, visitor_like, write_to

Say = Callable[[str], None]

LEAST_ACTS: Final = 5
"""Acts of a reader that a visitor is like."""

GOES: Final = "zq-goes"
STAYS: Final = "zq-stays"
"""Marks of those who leave, and of those who do not: letters that no other data holds."""


@dataclass(slots=True)
class Found:
    """What came of it.

    Attributes:
        tried: name of a right → how often it was used.
        failed: name of a right → keys of those whom the next answer did not obey.
        unlisted: keys of those who were not shown everything that is stored of them.
        residues: files that hold something of those who left.
        kept: files that hold something of those who stayed: shows that the search finds what is there.
        changed: keys of those who stayed and of whom something else is known than before the others left.
    """

    tried: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    failed: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    unlisted: list[str] = field(default_factory=list)
    residues: set[str] = field(default_factory=set)
    kept: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)


def run_rights(sets: Sequence[DataSet], people: int, seed: int, locales: Sequence[str], say: Say) -> Report:
    """Have visitors use every right.

    Args:
        sets: shops with their readers; the first is used.
        people: visitors; a third starts afresh, a third leaves, a third stays.
        seed: which readers they are like.
        locales: not used: what is decided holds in every language.
        say: told what is going on.

    Raises:
        Invalid: when no reader has acts enough.
    """
    data = sets[0]
    readers = _readers(data, seed)
    if not readers:
        raise Invalid(f"Nobody in '{data.name}' has {LEAST_ACTS} acts or more.")
    categories = {str(item.id): item.categories[0] for item in data.items if item.categories}
    visitors = [
        visitor_like(readers[number % len(readers)], categories, GOES if number % 3 == 1 else STAYS, number)
        for number in range(people)
    ]
    with tempfile.TemporaryDirectory(prefix="frankly-rights-") as folder:
        found = asyncio.run(_tried(data, visitors, Path(folder) / "data", say))
    report = Report(config={"people": people, "seed": seed, "set": data.name}, data=dict(data.files))
    report.figures = _figures(found, people)
    report.notes = _notes(found)
    return report


def _readers(data: DataSet, seed: int) -> list[list[Event]]:
    acts: dict[str, list[Event]] = defaultdict(list)
    known = {str(item.id) for item in data.items if item.categories}
    for event in data.events:
        if str(event.item) in known and not event.actor.startswith(SESSION_PREFIX):
            acts[event.actor].append(event)
    drawn = sorted((derive("rights", seed, key), key) for key, made in acts.items() if len(made) >= LEAST_ACTS)
    return [acts[key] for _, key in drawn]


async def _tried(data: DataSet, visitors: Sequence[Visitor], folder: Path, say: Say) -> Found:
    found = Found()
    async with open_shop(data, folder, say) as shop:
        await write_to(shop, visitors, shop.clock.now())
        for number, one in enumerate(visitors):
            say(f"{number:,} of {len(visitors):,} people")
            await leave_traces(shop, one)
            if not await _is_listed(shop, one):
                found.unlisted.append(one.key)
            for name, step in STEPS.items():
                await _use(shop, one, name, step, found)
        afresh = [one for number, one in enumerate(visitors) if number % 3 == 2]
        stay = [one for number, one in enumerate(visitors) if number % 3 == 0]
        before = {one.key: await shop.rights.know(one.key, shop.clock.now()) for one in stay}
        for one in afresh:
            await _use(shop, one, "start_afresh", start_afresh, found)
        for one in visitors:
            if one.mark == GOES:
                say(f"{one.key} leaves")
                await _use(shop, one, "leave", leave, found)
        await shop.parts.decisions.flush()
        found.residues.update(files_with(folder, GOES))
        now = shop.clock.now()
        found.changed = [
            one.key
            for one in stay
            if (await shop.rights.know(one.key, now)).model_dump(exclude={"inferred"})
            != before[one.key].model_dump(exclude={"inferred"})
        ]
    # A second time when all is closed: what waited in memory is written then.
    found.residues.update(files_with(folder, GOES))
    found.kept = files_with(folder, STAYS)
    return found


async def _use(shop: Shop, one: Visitor, name: str, step: Step, found: Found) -> None:
    obeyed = await step(shop, one)
    if obeyed is None:
        return
    found.tried[name] += 1
    if not obeyed:
        found.failed[name].append(one.key)


async def _is_listed(shop: Shop, one: Visitor) -> bool:
    """Whether they are shown every act and fact, what they saw, and the campaign that has their address."""
    known = await shop.rights.know(one.key, shop.clock.now())
    acts = {receipt for group in known.observed for receipt in group.receipts}
    is_whole = acts == {str(act.id) for act in one.acts} and len(known.stated) == len(one.facts)
    return is_whole and bool(known.shown) and [each.campaign for each in known.campaigns] == ["letter"]


def _figures(found: Found, people: int) -> dict[str, float]:
    figures: dict[str, float] = {"rights.people": people}
    for name in (*STEPS, "start_afresh", "leave"):
        figures[f"rights.tried.{name}"] = found.tried[name]
    tried = sum(found.tried.values())
    failed = sum(map(len, found.failed.values()))
    figures |= {
        "rights.used": tried,
        "rights.not_obeyed": failed,
        "rights.not_listed": len(found.unlisted),
        "rights.residues": len(found.residues),
        "rights.files_of_others": len(found.kept),
        "rights.others_changed": len(found.changed),
    }
    return figures


def _notes(found: Found) -> list[str]:
    notes = [
        f"{name}: the next answer did not obey {', '.join(keys[:5])}" for name, keys in found.failed.items() if keys
    ]
    notes += [f"not shown everything that is stored: {', '.join(found.unlisted[:5])}"] if found.unlisted else []
    notes += [f"something of those who left is in: {', '.join(sorted(found.residues))}"] if found.residues else []
    notes += [f"something else is known of those who stayed: {', '.join(found.changed[:5])}"] if found.changed else []
    return notes
