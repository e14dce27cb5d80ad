"""Synthetic catalogues and people, by seed: the same seed gives the same items and acts on every machine.

Made-up words, so that nothing is downloaded; topics, so that vectors and co-occurrence have something to find; power
laws, so that a few items, creators and topics draw most acts. Streams: a hundred thousand items are never held at once.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from frankly.domain.deciding.training import ActColumns
from frankly.domain.ids import EventId, ItemId, PersonId
from frankly.domain.item import Item
from frankly.domain.money import Money
from frankly.domain.person.event import Event, EventKind
from frankly.domain.time import DAY_MS, EpochMs

TOPIC_WORDS: Final = 120
"""Words that belong to one topic."""

COMMON_WORDS: Final = 400
"""Words that any text may use."""

TOPIC_TAGS: Final = 24
ITEMS_PER_TOPIC: Final = 400
ITEMS_PER_CREATOR: Final = 12
HISTORY_DAYS: Final = 180
CATALOGUE_DAYS: Final = 1000

KINDS: Final[tuple[tuple[EventKind, float], ...]] = (
    (EventKind.VIEW, 0.58),
    (EventKind.CLICK, 0.14),
    (EventKind.PURCHASE, 0.09),
    (EventKind.ADD_TO_CART, 0.06),
    (EventKind.LIKE, 0.04),
    (EventKind.SAVE, 0.03),
    (EventKind.RATE, 0.03),
    (EventKind.SEARCH, 0.02),
    (EventKind.DISMISS, 0.01),
)
"""How often each act is made."""

REGIONS: Final = ("DE", "FR", "GB", "IT", "PL", "ES")
_SYLLABLES: Final = ("ba", "den", "fo", "gri", "hal", "jun", "ki", "lor", "mes", "na", "pu", "ran", "sil", "tov", "wex")


@dataclass(frozen=True)
class Shop:
    """A made-up shop.

    Attributes:
        items: size of the catalogue.
        seed: of everything.
        now: the moment that acts lead up to, in milliseconds.
    """

    items: int
    seed: int
    now: int

    @property
    def topics(self) -> int:
        """Number of topics: one for some 400 items, eight at least."""
        return max(8, self.items // ITEMS_PER_TOPIC)

    @cached_property
    def topic_of(self) -> NDArray[np.int64]:
        """Topic of each item; a few topics hold most items."""
        return _drawn(self._rng("topics"), self.topics, self.items, power=0.8)

    @cached_property
    def _by_topic(self) -> list[NDArray[np.int64]]:
        """Items of each topic, the most wanted first: an item's place in its topic is its popularity."""
        order = self._rng("popularity").permutation(self.items)
        return [order[self.topic_of[order] == topic] for topic in range(self.topics)]

    def _rng(self, *labels: str | int) -> np.random.Generator:
        """A stream of draws for one purpose, so that the order of purposes changes nothing."""
        numbers = [number for label in labels for number in str(label).encode()]
        return np.random.default_rng([self.seed, self.items, *numbers])

    def catalogue(self) -> Iterator[Item]:
        """Every item, in order of id."""
        rng = self._rng("items")
        for number in range(self.items):
            yield self._item(number, rng)

    def _item(self, number: int, rng: np.random.Generator) -> Item:
        topic = int(self.topic_of[number])
        draws = rng.random(56)
        words = [_topic_word(topic, draw) for draw in draws[:30]]
        common = [_common_word(draw) for draw in draws[30:44]]
        # A neighbouring topic lends a few words: likeness is a matter of degree.
        words[3::6] = [_topic_word((topic + 1) % self.topics, draw) for draw in draws[44:49]]
        creators = max(self.items // ITEMS_PER_CREATOR // self.topics, 1)
        return Item(
            id=item_id(number),
            title=" ".join((*words[:3], str(number))),
            description=f"{_sentence(words[3:16], common[:7])} {_sentence(words[16:], common[7:])}",
            categories=(_category(topic // 4), _category(topic // 4) + " " + _word(topic)),
            tags=tuple(dict.fromkeys(f"{_word(topic)} {_word(900 + int(draw * TOPIC_TAGS))}" for draw in draws[49:53])),
            creators=(f"{_word(topic).title()} {_word(40_000 + int(draws[53] ** 2 * creators)).title()}",),
            price=Money(amount_minor=199 + int(2_000 / (1.02 - draws[54])), currency="EUR"),
            stock=0 if draws[55] < 0.02 else 1 + int(draws[55] * 90),
            available=not 0.02 <= draws[55] < 0.03,
            first_available=EpochMs(self.now - DAY_MS - int(draws[0] * draws[54] * CATALOGUE_DAYS * DAY_MS)),
            age_rating=18 if draws[1] > 0.99 else None,
            url=f"/items/{number}",
        )

    def acts(self, person: str, number: int) -> list[Event]:
        """The acts of one person, oldest first, the newest an hour before `now` at the latest.

        Args:
            person: their id, which is their seed.
            number: how many.
        """
        rng = self._rng("person", person)
        topics = _drawn(rng, self.topics, 6, power=0.4)
        region = REGIONS[int(rng.random() * len(REGIONS))]
        chosen = self._chosen(rng, topics, number)
        names, shares = zip(*KINDS, strict=True)
        kinds = rng.choice(len(names), number, p=np.array(shares))
        # More of the recent than of the old: ages are squares of even draws.
        ages = np.sort(rng.random(number) ** 2)[::-1] * (HISTORY_DAYS * DAY_MS) + DAY_MS // 24
        stars = rng.integers(1, 6, number)
        return [
            self._act(f"{person}-{place}", person, names[kind], item, int(self.now - age), int(star), region)
            for place, (kind, item, age, star) in enumerate(
                zip(kinds.tolist(), chosen.tolist(), ages.tolist(), stars.tolist(), strict=True)
            )
        ]

    def everyones_acts(self, people: int, number: int) -> ActColumns:
        """So many acts for items, of so many people, as models are trained on them; no two of a person at a moment.

        Args:
            people: some are several times as busy as others.
            number: of acts.
        """
        rng = self._rng("everyone", people, number)
        person = np.sort(_drawn(rng, people, number, power=0.3))
        topics = _drawn(rng, self.topics, 6 * people, power=0.4).reshape(people, 6)
        of_topics = topics[person, _drawn(rng, 6, number, power=1.0)]
        strays = rng.random(number) < 0.1
        of_topics[strays] = _drawn(rng, self.topics, int(strays.sum()), power=0.8)
        sizes = np.array([len(items) for items in self._by_topic])
        of_topics[sizes[of_topics] == 0] = int(np.argmax(sizes))
        starts = np.cumsum(sizes) - sizes
        places = (rng.random(number) ** 3 * sizes[of_topics]).astype(np.int64)
        row = np.concatenate(self._by_topic)[starts[of_topics] + places]
        at_ms = self.now - (rng.random(number) ** 2 * HISTORY_DAYS * DAY_MS).astype(np.int64)
        return ActColumns(person.astype(np.int32), row.astype(np.int32), at_ms, np.ones(number, np.bool_))

    def _chosen(self, rng: np.random.Generator, topics: NDArray[np.int64], number: int) -> NDArray[np.int64]:
        """Items acted on: mostly of the person's own topics, the first of them most; the better known the likelier."""
        of_topics = topics[_drawn(rng, len(topics), number, power=1.0)]
        strays = rng.random(number) < 0.1
        of_topics[strays] = _drawn(rng, self.topics, int(strays.sum()), power=0.8)
        places = rng.random(number) ** 3
        sizes = np.array([len(items) for items in self._by_topic])
        # A small catalogue may leave a topic empty; its acts go to the first one, which never is.
        of_topics[sizes[of_topics] == 0] = int(np.argmax(sizes))
        pairs = zip(of_topics.tolist(), places.tolist(), strict=True)
        return np.array([self._by_topic[topic][int(place * sizes[topic])] for topic, place in pairs], np.int64)

    def _act(self, key: str, person: str, kind: EventKind, item: int, at: int, stars: int, region: str) -> Event:
        is_search = kind is EventKind.SEARCH
        return Event(
            id=EventId(key),
            person=PersonId(person),
            kind=kind,
            item=None if is_search else item_id(item),
            at=EpochMs(at),
            query=_word(int(self.topic_of[item])) if is_search else None,
            rating=stars if kind is EventKind.RATE else None,
            region=region,
        )


def item_id(number: int) -> ItemId:
    """Id of an item by its number."""
    return ItemId(f"i{number:07d}")


def _drawn(rng: np.random.Generator, number: int, draws: int, power: float) -> NDArray[np.int64]:
    """Draws among `number`, the n-th with weight `n ** -power`."""
    weights = np.arange(1, number + 1) ** -power
    return np.searchsorted(np.cumsum(weights) / weights.sum(), rng.random(draws)).clip(max=number - 1)


def _topic_word(topic: int, draw: float) -> str:
    return _word(1_000 + topic * TOPIC_WORDS + int(draw * draw * TOPIC_WORDS))


def _common_word(draw: float) -> str:
    return _word(400_000 + int(draw * draw * COMMON_WORDS))


def _category(number: int) -> str:
    return _word(7 + 31 * number)


@lru_cache(maxsize=100_000)
def _word(number: int) -> str:
    """A word of its own for each number."""
    parts = []
    while True:
        number, place = divmod(number, len(_SYLLABLES))
        parts.append(_SYLLABLES[place])
        if not number:
            return "".join(parts)


def _sentence(words: list[str], common: list[str]) -> str:
    mixed = [word for pair in zip(words, common, strict=False) for word in pair] + words[len(common) :]
    return f"{' '.join(mixed).capitalize()}."
