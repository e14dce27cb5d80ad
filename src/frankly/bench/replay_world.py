"""The world that a replay benchmark asks its questions in: other people, other policies, a catalogue that changes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, Protocol

import orjson

from frankly.adapters.files.policy_files import GatheredPolicyFiles, load_gathered
from frankly.domain.answering.request import RecommendationRequest
from frankly.domain.canonical import canonical, hash_bytes
from frankly.domain.item import Item
from frankly.domain.person.consent import Consent, EvidenceGroup, Purpose
from frankly.domain.person.event import Event
from frankly.domain.person.profile import Fact
from frankly.domain.seed import Seed, below
from frankly.domain.time import DAY_MS, EpochMs
from frankly.errors import IndexUnavailable, Misconfigured, StoreUnavailable
from frankly.pipelines.parts import Parts
from frankly.stages.verify.verifier import SentenceVerifier

SESSIONS: Final = 40
"""Sessions that have acts."""


class Data(Protocol):
    """A data set (see `frankly.evals.data_sets.DataSet`)."""

    @property
    def items(self) -> Sequence[Item]:
        """The catalogue."""
        ...

    @property
    def events(self) -> Sequence[Event]:
        """Everyone's acts."""
        ...

    @property
    def people(self) -> Sequence[tuple[str, tuple[Fact, ...], Consent | None]]:
        """What people stated and decided."""
        ...

    @property
    def now(self) -> EpochMs:
        """Moment of the set."""
        ...

    @property
    def asked_at(self) -> Mapping[str, EpochMs]:
        """When each person is asked for."""
        ...

    @property
    def files(self) -> Mapping[str, str]:
        """File → SHA-256."""
        ...


async def refuse(parts: Parts, people: Sequence[str], now: EpochMs) -> None:
    """Some people refuse: a profile, an explanation, a kind of evidence."""
    refusals = [
        Consent(purposes={Purpose.PROFILE: False}, at=now),
        Consent(purposes={Purpose.EXPLAIN: False}, at=now),
        Consent(
            purposes={Purpose.MEASURE: False},
            evidence=dict.fromkeys((EvidenceGroup.VIEWS, EvidenceGroup.OPINIONS), False),
            at=now,
        ),
    ]
    for place, person in enumerate(people):
        await parts.people.put_consent(person, refusals[place % len(refusals)])


async def visit(parts: Parts, data: Data) -> None:
    """Forty people who did not say who they are look at something."""
    acts = [event for event in data.events if event.item is not None]
    visits = [
        acts[below(len(acts), Seed(number), "visit", act)].model_copy(
            update={"id": f"visit-{number}-{act}", "person": None, "session": f"s-{number}", "at": data.now - act}
        )
        for number in range(SESSIONS)
        for act in range(1 + number % 9)
    ]
    await parts.events.append(visits, data.now)


async def change(parts: Parts, data: Data, turn: int) -> None:
    """Another price, one item sold out, another gone for good, another text: requests see a new snapshot."""
    items = data.items
    chosen = [items[below(len(items), Seed(turn), "change", place)] for place in range(4)]
    changed = [
        chosen[0].model_copy(update={"stock": 0}),
        chosen[1].model_copy(update={"title": f"{chosen[1].title} ({turn})"[:500]}),
        chosen[2].model_copy(update={"tags": (*chosen[2].tags[:5], f"turn {turn}")}),
    ]
    await parts.catalogue.upsert(changed, data.now)
    if turn % 2:
        await parts.catalogue.delete([chosen[3].id], data.now)
    await parts.live.refresh(data.now)


def with_other_policies(parts: Parts) -> Parts:
    """The same shop after its editors have changed their minds about the start page and a wording."""
    if parts.policy_files is None:
        raise Misconfigured("The benchmark needs the policy files, which bootstrap gathers.")
    texts: dict[str, str] = orjson.loads(parts.policy_files.data)
    texts["surfaces/home.yaml"] = texts["surfaces/home.yaml"].replace("half_life_days: 60", "half_life_days: 20")
    data = canonical(texts)
    loaded = load_gathered(data)
    return replace(
        parts,
        policies=loaded.policies,
        wordings=loaded.wordings,
        rules=loaded.rules,
        verifier=SentenceVerifier(loaded.lexicons, loaded.rules),
        policy_files=GatheredPolicyFiles(data, hash_bytes(data)),
        # The phrases of the first world would bring its files back.
        phrasing=None,
    )


def faulty(parts: Parts, turn: int) -> Parts:
    """Now and then a store fails, or the index; every third request asks the index and scans nothing."""
    parts = replace(parts, exact_items=0) if turn % 3 == 0 else parts
    if turn % 50 == 17:
        return replace(parts, people=_Failing(StoreUnavailable))
    if turn % 50 == 27:
        return replace(parts, catalogue=_Failing(StoreUnavailable))
    if turn % 50 == 37:
        return replace(parts, index=_Failing(IndexUnavailable), exact_items=0)
    if turn % 50 == 47:
        return replace(parts, facts=_Failing(StoreUnavailable))
    return parts


@dataclass(frozen=True, slots=True)
class _Failing:
    """A port that cannot answer."""

    error: type[Exception]

    def __getattr__(self, name: str) -> Any:
        async def failing(*_: object, **__: object) -> None:
            raise self.error("as the benchmark wants it")

        return failing


class Questions:
    """Requests as different as they can be, each from its number alone."""

    def __init__(self, data: Data, seed: Seed) -> None:
        """Take the people of a set.

        Args:
            data: the set.
            seed: of all draws.
        """
        acts: dict[str, int] = {}
        for event in data.events:
            acts[event.actor] = acts.get(event.actor, 0) + 1
        by_length = sorted(acts, key=lambda person: (acts[person], person))
        # Half of the draws fall on the longest and the shortest histories.
        self.people = [person for person in by_length if not person.startswith("session:")]
        self._data, self._seed = data, seed
        self._cursors: dict[int, str] = {}

    def answered(self, turn: int, cursor: str | None) -> None:
        """Keep a cursor for a later question."""
        if cursor is not None and turn % 10 == 3:
            self._cursors[turn] = cursor

    def question(self, turn: int) -> tuple[RecommendationRequest, EpochMs]:
        """The request of a turn, and its moment."""
        if turn % 10 == 4 and turn - 1 in self._cursors:
            before, now = self.question(turn - 1)
            return before.model_copy(update={"cursor": self._cursors.pop(turn - 1)}), now
        person = self._person(turn)
        asked = {
            "surface": self._one(turn, "surface", ("home", "home", "item", "search", "email")),
            "locale": self._one(turn, "locale", (None, "en", "de", "de-AT", "fr")),
            "explain": self._one(turn, "explain", ("short", "short", "full", "none")),
            "limit": self._one(turn, "limit", (None, None, 3, 20)),
            "fields": self._one(turn, "fields", (("title",), ("title", "price", "call_to_action", "creators"), ())),
            "seed": turn,
            "context": self._context(turn),
        }
        who = self._one(turn, "who", ("person", "person", "person", "person", "session", "newcomer", "nobody"))
        whom = {"person": {"person": person}, "session": {"session": f"s-{turn % 40}"}, "nobody": {}}
        asked |= whom.get(who, {"person": f"new-{turn}"})
        at = self._data.asked_at.get(person, self._data.now) + below(3, self._seed, "day", turn) * DAY_MS
        return RecommendationRequest.model_validate(asked), EpochMs(at)

    def _person(self, turn: int) -> str:
        number = len(self.people)
        which = below(4, self._seed, "length", turn)
        place = below(number, self._seed, "person", turn)
        shortest, longest = place // 10, number - 1 - place // 20
        return self.people[{0: shortest, 1: longest}.get(which, place)]

    def _context(self, turn: int) -> dict[str, object]:
        items = self._data.items
        chosen = [items[below(len(items), self._seed, "item", turn, place)] for place in range(3)]
        words = (chosen[0].title.split() or ["nothing"])[0]
        return {
            "item": self._one(turn, "seen", (None, chosen[0].id, chosen[0].id, "no such item")),
            "query": self._one(turn, "query", (None, words, chosen[1].title[:100], "zzz")),
            "basket": self._one(turn, "basket", ((), (), tuple(item.id for item in chosen))),
            "part_of_day": self._one(turn, "part", (None, "morning", "evening")),
            "device": self._one(turn, "device", (None, "phone", "desktop")),
            "region": self._one(turn, "region", (None, "DE", "DE-BE")),
            "market": self._one(turn, "market", (None, None, "DE")),
        }

    def _one(self, turn: int, what: str, choices: Sequence[Any]) -> Any:
        return choices[below(len(choices), self._seed, what, turn)]
