"""Fills a data folder with a synthetic shop and its people, through the product's own stores."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Final, TypeVar

from frankly.bench.synthetic import Shop
from frankly.bootstrap.stores import Stores
from frankly.bootstrap.texts import open_making
from frankly.domain.person.event import Event
from frankly.domain.time import EpochMs
from frankly.settings import Settings

T = TypeVar("T")

BATCH: Final = 1000

PEOPLE: Final = {500: 240, 50: 120, 5: 1200, 0: 60}
"""Acts of a person → number of such people. Those without any are unknown to the store, as newcomers are."""


def in_batches(rows: Iterable[T], size: int = BATCH) -> Iterator[list[T]]:
    """Rows in lists of a size, the last one shorter."""
    waiting = iter(rows)
    while batch := list(islice(waiting, size)):
        yield batch


def people_with(acts: int) -> list[str]:
    """Ids of the people with so many acts."""
    return [f"p{acts}-{number}" for number in range(PEOPLE[acts])]


def acts_of_all(shop: Shop) -> Iterator[Event]:
    """The acts of everyone."""
    for acts in PEOPLE:
        for person in people_with(acts):
            yield from shop.acts(person, acts)


async def fill(settings: Settings, shop: Shop) -> None:
    """Store the shop and everyone's acts, and make the facts of its items, as an import does."""
    with open_making(settings) as (stores, making):
        await _fill(stores, shop)
        await making.follow(EpochMs(shop.now))


async def _fill(stores: Stores, shop: Shop) -> None:
    now = EpochMs(shop.now)
    for items in in_batches(shop.catalogue()):
        await stores.catalogue.upsert(items, now)
    for events in in_batches(acts_of_all(shop)):
        await stores.events.append(events, now)
