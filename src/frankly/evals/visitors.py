"""People who look around a catalogue that comes without acts, by seed: each keeps to a few categories and styles."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from frankly.domain.ids import EventId, FactId, PersonId
from frankly.domain.item import Item
from frankly.domain.person.consent import Consent, Purpose
from frankly.domain.person.event import Event, EventKind
from frankly.domain.person.profile import Fact, FactField, FactKind
from frankly.domain.seed import Seed, below, derive
from frankly.domain.time import DAY_MS, HOUR_MS, EpochMs

ACTS: Final = 30
"""Acts of each of them."""

CATEGORIES: Final = 3
"""Categories that each keeps to."""

DAYS: Final = 40
"""So long ago were their first acts."""

_KINDS: Final = (*[EventKind.VIEW] * 7, EventKind.ADD_TO_CART, EventKind.ADD_TO_CART, EventKind.PURCHASE)


@dataclass(frozen=True, slots=True)
class Visitors:
    """People with what they did and said.

    Attributes:
        events: their acts.
        people: key, stated facts, consent.
    """

    events: tuple[Event, ...]
    people: tuple[tuple[str, tuple[Fact, ...], Consent], ...]


def visitors(items: Sequence[Item], number: int, now: EpochMs, seed: int = 1) -> Visitors:
    """Make some people; the same seed makes the same ones.

    Args:
        items: the catalogue.
        number: how many.
        now: moment that their acts lead up to.
        seed: of everything.
    """
    shelves: dict[str, list[Item]] = defaultdict(list)
    for item in items:
        if item.category:
            shelves[item.category].append(item)
    names = sorted(shelves)
    events: list[Event] = []
    people = []
    for person in range(number):
        draw = derive("visitor", seed, person)
        own = [names[below(len(names), draw, "category", choice)] for choice in range(CATEGORIES)]
        events += [_act(shelves, own, person, act, now, draw) for act in range(ACTS)]
        people.append((f"visitor-{person}", _stated(own, now), _consent(now)))
    return Visitors(tuple(sorted(events, key=lambda event: (event.at, event.id))), tuple(people))


def _act(shelves: dict[str, list[Item]], own: Sequence[str], person: int, act: int, now: EpochMs, draw: Seed) -> Event:
    shelf = shelves[own[below(len(own), draw, "shelf", act)]]
    # What many look at is looked at by more: the lower of two draws.
    place = min(below(len(shelf), draw, "item", act), below(len(shelf), draw, "other item", act))
    return Event(
        id=EventId(f"visit-{person}-{act}"),
        person=PersonId(f"visitor-{person}"),
        kind=_KINDS[below(len(_KINDS), draw, "kind", act)],
        item=shelf[place].id,
        at=EpochMs(now - below(DAYS * DAY_MS // HOUR_MS, draw, "hour", act) * HOUR_MS - HOUR_MS),
    )


def _stated(own: Sequence[str], now: EpochMs) -> tuple[Fact, ...]:
    """Each says of the first of their categories that they like it."""
    return (
        Fact(
            kind=FactKind.INTEREST,
            field=FactField.CATEGORY,
            value=own[0],
            id=FactId(f"likes-{own[0]}"),
            status="stated",
            origin="person",
            at=EpochMs(now - DAY_MS),
        ),
    )


def _consent(now: EpochMs) -> Consent:
    purposes = dict.fromkeys((Purpose.PROFILE, Purpose.EXPLAIN, Purpose.MODEL, Purpose.MEASURE), True)
    return Consent(purposes=purposes, at=EpochMs(now - DAY_MS))
