"""Asks for advice on drawn items for drawn readers of the demo shop, does what is advised for real, and asks again.

What is done goes through the stores that a service writes to: acts are appended, facts stated, stock changed. Then the
item has to stand at the very place that was advised. Afterwards everything is put back.
"""

import asyncio
from collections import Counter
from collections.abc import Mapping, Sequence
from copy import deepcopy
from functools import cache
from pathlib import Path

from frankly.domain.answering.request import RecommendationRequest
from frankly.domain.ids import PersonId
from frankly.domain.item import Item
from frankly.domain.person.event import Event
from frankly.domain.seed import below, derive
from frankly.pipelines.explaining.changes import Changes
from frankly.pipelines.explaining.revisiting import present
from frankly.pipelines.explaining.views import Advice
from frankly.pipelines.explaining.why_not import why_not
from frankly.pipelines.parts import Parts
from frankly.pipelines.people.consent_rules import decided
from frankly.pipelines.people.fact_rules import joined, stated
from frankly.pipelines.recommend import recommend
from frankly.testing.memory.database import MemoryDatabase
from tests.pipelines.lantern import NOW, open_lantern
from tests.proofs.harness import Proof

PEOPLE = 480
SURFACES = ("home", "home", "item")


@cache
def shop() -> tuple[asyncio.AbstractEventLoop, Parts]:
    """The demo shop, opened once for all rounds."""
    loop = asyncio.new_event_loop()
    return loop, loop.run_until_complete(open_lantern())


def trial(number: int, _folder: Path) -> Mapping[str, int]:
    """One item, one reader: everything that is advised is done."""
    loop, parts = shop()
    return loop.run_until_complete(_tried(parts, number))


async def _tried(parts: Parts, number: int) -> Mapping[str, int]:
    seed = derive("advice", number)
    items = parts.live.snapshot.item_ids
    person = PersonId(f"reader-{below(PEOPLE, seed, 'person'):04}")
    item = items[below(len(items), seed, "item")]
    context = {"item": items[below(len(items), seed, "looked at")]}
    surface = SURFACES[below(len(SURFACES), seed, "surface")]
    asked = {"surface": surface, "person": person} | ({"context": context} if surface == "item" else {})
    request = RecommendationRequest.model_validate(asked)
    found = await why_not(await present(parts, request, NOW), item, advice=True)
    counts: Counter[str] = Counter(asked=1, changes=found.tried, untrue=0)
    for advice in found.advice or ():
        counts[f"advised_{advice.kind}"] += 1
        counts["advices"] += 1
        counts["untrue"] += not await _holds(parts, request, advice, item)
    return counts


async def _holds(parts: Parts, request: RecommendationRequest, advice: Advice, item: str) -> bool:
    """Whether the item stands where it was said, once the advice is taken."""
    database: MemoryDatabase = parts.people._database  # type: ignore[attr-defined]  # put back below
    person = PersonId(request.person or "")
    before = (dict(database.acts), dict(database.received), deepcopy(database.facts), deepcopy(database.consent))
    await _taken(parts, database, person, advice.changes)
    items = await parts.catalogue.get_many([*advice.changes.available, *advice.changes.unavailable])
    await _stored(parts, [stocked(items[name], is_there=True) for name in advice.changes.available])
    await _stored(parts, [stocked(items[name], is_there=False) for name in advice.changes.unavailable])
    answer = await recommend(parts, request, NOW)
    database.acts, database.received, database.facts, database.consent = before
    await _stored(parts, list(items.values()))
    return {str(one.id): one.slot for one in answer.items}.get(item) == advice.slot


async def _taken(parts: Parts, database: MemoryDatabase, person: PersonId, changes: Changes) -> None:
    """Acts, facts and consent, as the service would store them."""
    gone = {(acts.kind, acts.item) for acts in changes.remove_acts}
    for name, (key, event) in list(database.acts.items()):
        if key == person and (event.kind, event.item) in gone:
            del database.acts[name]
    acts: list[Event] = []
    for number, supposed in enumerate(changes.add_events):
        acts += [
            supposed.event(f"done-{number}-{time}", NOW).model_copy(update={"person": person, "session": None})
            for time in range(supposed.times)
        ]
    if acts:
        await parts.events.append(acts, NOW)
    record = await parts.people.read(person, history_limit=1, seen_since=None)
    if changes.add_facts:
        facts = joined(record.facts, [stated(said, "person", NOW) for said in changes.add_facts])
        await parts.people.put_facts(person, list(facts), replace=True, now=NOW)
    if changes.consent is not None:
        consent = decided(record.consent, changes.consent, "person", NOW)
        assert consent is not None
        await parts.people.put_consent(person, consent)


def stocked(item: Item, *, is_there: bool) -> Item:
    """An item as its owner would put it when it can be had, or cannot."""
    had = {"available": True, "stock": None, "available_from": None, "available_until": None}
    return item.model_copy(update=had if is_there else {"available": False})


async def _stored(parts: Parts, items: Sequence[Item]) -> None:
    if items:
        await parts.catalogue.upsert(items, NOW)
        await parts.live.refresh(NOW)


PROOF = Proof(
    name="advice",
    claim="What would bring an item into a slate does so, at the place that was said, when it is done.",
    rounds=450,
    trial=trial,
    forbidden=("untrue",),
)
