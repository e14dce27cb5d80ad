"""Whether anything private leaves in a prompt: every byte sent to a model is read, for people with planted secrets.

Each person has a name, an address, a telephone number, ids, exact times and free text in their profile, their searches
and their sessions, made of words that stand nowhere else. The model replies sentences that the verifier refuses, so
that repairs are asked for too.
"""

import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Final, Protocol, cast

import orjson

from frankly.bench.report import Report
from frankly.domain.model.call import ModelCall
from frankly.domain.person.profile import PersonRecord
from frankly.domain.time import EpochMs
from frankly.pipelines.messaging.write import write_message
from frankly.pipelines.parts import Assistant, Parts
from frankly.pipelines.recommend import recommend
from frankly.ports.people import PeopleStore
from frankly.testing.planted import Leak, Planted, leaks, planted
from frankly.testing.replying_model import ReplyingModel, in_shape, sent

_NAME: Final = re.compile(r"[\w-]+")

LEAST_ACTS: Final = 3
"""Of the people whose acts the planted ones have."""

MOST_TOLD: Final = 8
"""Leaks that are told in the notes."""


class World(Protocol):
    """A running Frankly over a data set, in memory (see `frankly.evals.world`)."""

    @property
    def parts(self) -> Parts:
        """What a request works with."""
        ...

    @property
    def records(self) -> Mapping[str, PersonRecord]:
        """Key → everything stored of a person."""
        ...

    @property
    def now(self) -> EpochMs:
        """Moment of the set."""
        ...


@dataclass(frozen=True, slots=True)
class _OnePerson:
    """Stands in for the store of people: everyone is this one."""

    record: PersonRecord

    async def read(self, key: str, *, history_limit: int, seen_since: EpochMs | None) -> PersonRecord:
        """The record, whoever is asked for."""
        return self.record


async def measure(
    world: World, assistant: Assistant, people: int, seed: int = 1, say: Callable[[str], None] = lambda line: None
) -> Report:
    """Ask for many people, and read everything that is sent.

    Args:
        world: the shop; people of it lend their acts.
        assistant: how a model is asked; its model is replaced by one that keeps every call.
        people: how many.
        seed: of what is planted.
        say: told what is going on.

    Returns:
        Figures `privacy.prompt_leaks` (places where something private was sent), `privacy.prompt_calls`,
        `privacy.prompt_bytes`, `privacy.requests`.
    """
    report = Report(config={"people": people, "seed": seed})
    bases = [one for _, one in sorted(world.records.items()) if len(one.history.event_ids) >= LEAST_ACTS]
    items = [str(item.id) async for batch in world.parts.catalogue.stream() for item in batch]
    # An id that is a word or a number may stand in a text by itself.
    known = {item for item in items if not item.isalpha() and not item.isdecimal()}
    found: list[Leak] = []
    by_prompt: Counter[str] = Counter()
    requests = size = 0
    for number in range(people):
        say(f"{number:,} of {people:,} people")
        who = planted(number, world.now, seed)
        calls = await _asked(world, assistant, who, bases[number % len(bases)], items)
        requests += len(list(who.requests(items))) + len(list(who.letters()))
        for call in calls:
            by_prompt[call.prompt] += 1
            text = sent(call)
            size += len(text.encode())
            found += leaks(text, who)
            found += [Leak("item id", one, text[:80]) for one in sorted(known.intersection(_NAME.findall(text)))]
    report.figures = {
        "privacy.prompt_leaks": len(found),
        "privacy.requests": requests,
        "privacy.prompt_calls": sum(by_prompt.values()),
        **{f"privacy.prompt_calls.{name}": number for name, number in sorted(by_prompt.items())},
        "privacy.prompt_bytes": size,
    }
    report.notes = [f"{one.kind}: “{one.what}” in “{one.around}”" for one in found[:MOST_TOLD]]
    return report


async def _asked(
    world: World, assistant: Assistant, who: Planted, base: PersonRecord, items: list[str]
) -> list[ModelCall]:
    """All calls of all requests for a person."""
    model = ReplyingModel(lambda call: orjson.dumps(in_shape(call)).decode())
    asking = replace(assistant, model=model, is_ready=lambda: True, known_late=frozenset())
    people = cast(PeopleStore, _OnePerson(who.record(base)))
    parts = replace(world.parts, assistant=asking, people=people, variant="personalised", brand=assistant.brand)
    for request in who.requests(items):
        await recommend(parts, request, world.now)
    for letter in who.letters():
        await write_message(parts, letter, world.now)
    return model.calls
