"""A person's private data, planted so that it can be found again: no word of it stands anywhere else.

Names, addresses, ids, exact times and free text are made of syllables that no catalogue has. Whoever reads every byte
that leaves looks for them with `leaks`.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np

from frankly.domain.answering.request import InlineProfile, RecommendationRequest
from frankly.domain.ids import EventId, FactId, ItemId, PersonId
from frankly.domain.person.consent import Consent, ConsentInput, Purpose
from frankly.domain.person.event import Event, EventKind
from frankly.domain.person.history import History, history_of
from frankly.domain.person.profile import Fact, FactField, FactInput, FactKind, PersonRecord
from frankly.domain.saying.message import MessageRequest
from frankly.domain.seed import Seed, below, derive
from frankly.domain.time import DAY_MS, EpochMs, to_iso

_SYLLABLES: Final = ("qwil", "fenx", "ostrum", "blaq", "vyx", "zundr", "kelph", "tworm", "ghyl", "prax", "jorv", "mulq")
_SHAPES: Final[Mapping[str, re.Pattern[str]]] = {
    "e-mail": re.compile(r"[\w.+-]+@[\w-]+\.\w+"),
    "phone": re.compile(r"\+?\d[\d ()/-]{8,}\d"),
    "time": re.compile(r"\d{4}-\d\d-\d\d|\b\d{1,2}:\d\d(?::\d\d)?\b|\b1[5-9]\d{8}(?:\d{3})?\b"),
    "hash": re.compile(r"\b[0-9a-f]{16,}\b"),
    "address": re.compile(r"https?://|\b\d{1,3}(?:\.\d{1,3}){3}\b"),
}
"""Kind → what it looks like, whosever it is."""


@dataclass(frozen=True, slots=True)
class Leak:
    """Something private in what was sent.

    Attributes:
        kind: what sort: name, e-mail, id, phone, time, text …
        what: the words that were found.
        around: what stands around them.
    """

    kind: str
    what: str
    around: str


@dataclass(frozen=True)
class Planted:
    """One person's private data.

    Attributes:
        seed: what all of it is drawn from; another seed, another person.
        now: moment of their requests.
    """

    seed: Seed
    now: EpochMs

    def word(self, name: str) -> str:
        """A word that stands nowhere else."""
        return "".join(_SYLLABLES[below(len(_SYLLABLES), self.seed, name, place)] for place in range(3))

    @cached_property
    def first_name(self) -> str:
        """Their first name."""
        return self.word("first").capitalize()

    @cached_property
    def name(self) -> str:
        """First and last name."""
        return f"{self.first_name} {self.word('last').capitalize()}"

    @cached_property
    def email(self) -> str:
        """An address that delivers nothing."""
        return f"{self.word('first')}.{self.word('last')}@{self.word('host')}.example"

    @cached_property
    def phone(self) -> str:
        """A telephone number."""
        digits = 1_000_000 + below(8_999_999, self.seed, "phone")
        return f"+49 1579 {digits}"

    @cached_property
    def birth_year(self) -> str:
        """When they were born: no item of the demo is as young."""
        return str(1931 + below(28, self.seed, "birth"))

    @cached_property
    def id(self) -> str:
        """Their id, which shops like to make of an e-mail address."""
        return f"cust-{self.email}"

    @cached_property
    def session(self) -> str:
        """Their session."""
        return f"sess-{self.word('session')}-{below(10**9, self.seed, 'session')}"

    @cached_property
    def words(self) -> tuple[str, ...]:
        """What they typed somewhere: into searches, into fields that were meant for labels."""
        return (
            f"gift for my sister {self.first_name}",
            f"{self.name}, {self.word('street')} street 17",
            f"call me at {self.phone}",
            f"write to {self.email}",
            f"after the operation in {self.word('place')}",
        )

    @cached_property
    def moments(self) -> tuple[EpochMs, ...]:
        """When they did something, to the millisecond."""
        return tuple(
            EpochMs(self.now - DAY_MS * (1 + place * 3) - below(DAY_MS, self.seed, "moment", place))
            for place in range(5)
        )

    def secrets(self) -> Iterator[tuple[str, str]]:
        """Kind and text of everything that may not leave, whole and in parts."""
        yield from (("name", part) for part in (self.name, *self.name.split()))
        yield from (("e-mail", part) for part in (self.email, *re.split(r"[.@]", self.email)[:3]))
        yield from (("phone", part) for part in (self.phone, self.phone.replace(" ", ""), self.phone[-7:]))
        yield from (("id", part) for part in (self.id, self.session, *self.session.split("-")[1:]))
        yield "birth year", self.birth_year
        yield from (("text", part) for part in (*self.words, self.word("street"), self.word("place")))
        for moment in self.moments:
            yield from (("time", part) for part in (str(moment), str(moment // 1000), to_iso(moment)[:16]))

    def record(self, base: PersonRecord) -> PersonRecord:
        """A person's record with all this planted: facts, searches, ids, exact times.

        Args:
            base: whose acts it has besides.
        """
        facts = [self._fact(place, text) for place, text in enumerate(self.words)]
        born = facts[0].model_copy(
            update={
                "id": FactId(f"{self.id}-born"),
                "kind": FactKind.BIRTH_YEAR,
                "field": None,
                "value": self.birth_year,
            }
        )
        purposes = dict.fromkeys((Purpose.PROFILE, Purpose.EXPLAIN, Purpose.EMAIL, Purpose.MODEL), True)
        searches = sorted(self.acts(base), key=lambda event: event.at)
        return PersonRecord(
            self.id,
            (*base.facts, *facts, born),
            Consent(purposes=purposes, at=self.moments[0]),
            _together(base.history, history_of(searches)),
            is_known=True,
        )

    def _fact(self, place: int, text: str) -> Fact:
        kinds = (FactKind.INTEREST, FactKind.AVERSION, FactKind.ROLE, FactKind.INTENT, FactKind.INTEREST)
        fields = (FactField.CATEGORY, FactField.TAG, None, None, FactField.CREATOR)
        return Fact(
            id=FactId(f"{self.id}-{place}"),
            kind=kinds[place],
            field=fields[place],
            value=text[:120],
            status="stated",
            origin="person",
            at=self.moments[place],
        )

    def acts(self, base: PersonRecord) -> Iterator[Event]:
        """Searches in their words and looks at items, at exact times.

        Args:
            base: whose items they look at again.
        """
        acted = [ItemId(item) for item in base.history.item_ids if item]
        for place, (text, moment) in enumerate(zip(self.words, self.moments, strict=True)):
            name = EventId(f"{self.id}-act-{place}")
            yield Event(id=name, person=PersonId(self.id), kind=EventKind.SEARCH, query=text, at=moment)
            if acted:
                again = EventId(f"{self.id}-view-{place}")
                item = acted[below(len(acted), self.seed, "again", place)]
                yield Event(id=again, person=PersonId(self.id), kind=EventKind.VIEW, item=item, at=EpochMs(moment + 7))

    def requests(self, items: Sequence[str]) -> Iterator[RecommendationRequest]:
        """What is asked for them, with their words in it.

        Args:
            items: ids of some items.
        """
        item = items[below(len(items), self.seed, "item")]
        who = {"person": self.id, "session": self.session, "deadline_ms": 30_000}
        for place, text in enumerate(self.words[:3]):
            locale = ("en", "de", "en")[place]
            searched = {"surface": "search", "context": {"query": text}, "locale": locale}
            yield RecommendationRequest.model_validate(who | searched)
        for asked in (
            {"surface": "home"},
            {"surface": "home", "locale": "de", "explain": "full"},
            {"surface": "item", "context": {"item": item, "region": "DE-BE", "part_of_day": "night"}},
            {"surface": "email"},
        ):
            yield RecommendationRequest.model_validate(who | asked)
        yield RecommendationRequest(surface="home", profile=self._profile(item), deadline_ms=30_000)

    def _profile(self, item: str) -> InlineProfile:
        """What a shop sends along that keeps its people to itself."""
        facts = [FactInput(kind=FactKind.INTEREST, field=FactField.TAG, value=text[:120]) for text in self.words]
        acts = [
            Event(
                id=EventId(f"{self.id}-{place}"),
                person=PersonId(self.id),
                kind=EventKind.LIKE,
                item=ItemId(item),
                at=moment,
            )
            for place, moment in enumerate(self.moments[:2])
        ]
        agreed = ConsentInput(purposes=dict.fromkeys((Purpose.PROFILE, Purpose.EXPLAIN, Purpose.MODEL), True))
        return InlineProfile(facts=tuple(facts), events=tuple(acts), consent=agreed)

    def letters(self) -> Iterator[MessageRequest]:
        """E-mails to them, by name."""
        for locale, name in (("en", self.first_name), ("de", self.name)):
            person = PersonId(self.id)
            yield MessageRequest(person=person, first_name=name, locale=locale, deadline_ms=30_000)


def planted(number: int, now: EpochMs, seed: int = 1) -> Planted:
    """The person of a number."""
    return Planted(derive("planted", seed, number), now)


def leaks(sent: str, person: Planted) -> list[Leak]:
    """What of a person is in what was sent, and what in it looks like anybody's private data.

    Args:
        sent: every byte of a call, as text.
        person: whose call it was.
    """
    lower = sent.lower()
    found = [
        Leak(kind, what, _around(sent, at)) for kind, what in person.secrets() if (at := lower.find(what.lower())) >= 0
    ]
    shaped = [
        Leak(kind, match[0], _around(sent, match.start()))
        for kind, shape in _SHAPES.items()
        for match in shape.finditer(sent)
    ]
    return found + shaped


def _around(text: str, at: int) -> str:
    return text[max(0, at - 40) : at + 60].replace("\n", " ")


def _together(one: History, other: History) -> History:
    """Acts of both, oldest first."""
    at = np.concatenate([one.at_ms, other.at_ms])
    order = np.argsort(at, kind="stable")

    def column(mine: Sequence[str], yours: Sequence[str]) -> list[str]:
        both = [*mine, *yours]
        return [both[place] for place in order]

    return History(
        event_ids=column(one.event_ids, other.event_ids),
        kinds=np.concatenate([one.kinds, other.kinds])[order],
        item_ids=column(one.item_ids, other.item_ids),
        at_ms=at[order],
        values=np.concatenate([one.values, other.values])[order],
        queries=column(one.queries, other.queries),
        is_truncated=one.is_truncated,
    )
