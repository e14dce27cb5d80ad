"""Chooses which fact a person is told of an item: by a small additive score whose parts the decision keeps.

The facts are the same for everyone. Personal is which of them is told: the one that speaks of what speaks for the item.
The score is a sum of whole numbers, parts per million of the item's positive score:

- *evidence*: the shares of the grounds that the fact meets. It meets a ground when it mentions a category, tag or
  creator of the item that the ground is about too, or words that were searched for, or when a label that the ground
  is about names one of its aspects.
- *level*: what a person signed comes before what a judge let pass, and that before what is quoted.
- *novelty*: what the slate has said already counts against it: each aspect, and the frame it is put in.
- *length*: characters beyond what is read at a glance count against it, and so do those that a very short one lacks.

Equal scores: the fact that was proposed first when they were made, then the smaller id.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final, NamedTuple, TypeAlias

import Stemmer

from frankly.domain.evidence import Ground
from frankly.domain.fact import Fact
from frankly.domain.item import Item
from frankly.domain.text import ProofLevel

Topic: TypeAlias = tuple[str, str]
"""Type and value of what may be spoken of: `("tag", "ghosts")`, `("word", "winter")`, `("aspect", "plot")`."""

LEVEL: Final[Mapping[ProofLevel, int]] = {"quoted": 0, "rewritten": 50_000, "approved": 100_000}
ASPECT_SAID: Final = 100_000
"""Counts against a fact for each of its aspects that the slate has spoken of."""

MOST_SAID: Final = 300_000
FRAME_SAID: Final = 50_000
"""Counts against a fact each time that the slate has used its frame."""

AT_A_GLANCE: Final = (40, 120)
"""Characters of a sentence that is read at a glance."""

PER_CHARACTER: Final = 1_000
MOST_LENGTH: Final = 100_000

NO_WORDS: Final[frozenset[str]] = frozenset()
_ALGORITHMS: Final = {"en": "english", "de": "german"}
_WORD: Final = re.compile(r"\w+")
_SLOT: Final = re.compile(r"\{[^}]*\}")


class FactParts(NamedTuple):
    """The parts of a fact's score, in millionths of the item's positive score."""

    evidence: int
    level: int
    novelty: int
    length: int

    @property
    def score(self) -> int:
        """Their sum."""
        return sum(self)


@dataclass(frozen=True, slots=True)
class Interest:
    """What one ground of an item is about.

    Attributes:
        ground: its name, `g1`.
        share_ppm: its part of what speaks for the item.
        topics: categories, tags and creators that it hangs on, or that the item it hangs on has.
        words: words of their names.
        searched: words that were searched for.
    """

    ground: str
    share_ppm: int
    topics: frozenset[Topic]
    words: frozenset[str]
    searched: frozenset[str]


@dataclass(frozen=True, slots=True)
class WeighedFact:
    """One fact with its score.

    Attributes:
        place: its place on the sheet, counted from 0.
        fact: the fact.
        parts: of the score.
        meets: ground → what of it the fact speaks of, in order of the grounds.
    """

    place: int
    fact: Fact
    parts: FactParts
    meets: tuple[tuple[str, Topic], ...]


@dataclass(slots=True)
class SaidFacts:
    """What a slate has told so far.

    Attributes:
        texts: sentences as people read them; none is told twice.
        aspects: how often each was spoken of.
        frames: how often each was used.
    """

    texts: set[str] = field(default_factory=set)
    aspects: Counter[str] = field(default_factory=Counter)
    frames: Counter[str] = field(default_factory=Counter)

    def add(self, fact: Fact, text: str) -> None:
        """Take note of what is told."""
        self.texts.add(text)
        self.aspects.update(fact.aspects)
        self.frames[fact.pattern] += 1


def weigh(
    facts: Iterable[tuple[int, Fact]], item: Item, interests: Sequence[Interest], said: SaidFacts
) -> list[WeighedFact]:
    """Weigh the facts of an item.

    Args:
        facts: with their places on the sheet; those of levels that are not admitted are left out.
        item: the item.
        interests: what its grounds are about; none for someone unknown.
        said: what the slate has told so far.

    Returns:
        All of them, the one to be told first.
    """
    weighed = [_weighed(place, fact, item, interests, said) for place, fact in facts]
    weighed.sort(key=lambda one: (-one.parts.score, one.fact.rank, one.fact.id))
    return weighed


def _weighed(place: int, fact: Fact, item: Item, interests: Sequence[Interest], said: SaidFacts) -> WeighedFact:
    topics = topics_of(fact.text, fact.locale, item.categories, item.tags, item.creators)
    meets = []
    evidence = 0
    for interest in interests:
        met = _met(fact, topics, interest)
        if met is not None:
            meets.append((interest.ground, met))
            evidence += interest.share_ppm
    return WeighedFact(
        place, fact, FactParts(evidence, LEVEL[fact.level], _novelty(fact, said), _length(fact.text)), tuple(meets)
    )


def _met(fact: Fact, topics: frozenset[Topic], interest: Interest) -> Topic | None:
    """What of a ground a fact speaks of; the first in order of the alphabet."""
    shared = topics & interest.topics
    if shared:
        return min(shared)
    searched = interest.searched & _words(fact.text, fact.locale) if interest.searched else NO_WORDS
    if searched:
        return "word", min(searched)
    named = (aspect for aspect in fact.aspects if _words(aspect, fact.locale) <= interest.words)
    return next((("aspect", aspect) for aspect in named), None)


def _novelty(fact: Fact, said: SaidFacts) -> int:
    times = sum(said.aspects[aspect] for aspect in fact.aspects)
    return -min(MOST_SAID, ASPECT_SAID * times + FRAME_SAID * said.frames[fact.pattern])


def _length(text: str) -> int:
    least, most = AT_A_GLANCE
    beyond = max(len(text) - most, least - len(text), 0)
    return -min(MOST_LENGTH, PER_CHARACTER * beyond)


@lru_cache(maxsize=16384)
def topics_of(
    text: str, locale: str, categories: tuple[str, ...], tags: tuple[str, ...], creators: tuple[str, ...]
) -> frozenset[Topic]:
    """What of an item's own labels a sentence mentions: every word of the label stands in it, in whatever form."""
    labels = (
        *(("category", one) for one in categories),
        *(("tag", one) for one in tags),
        *(("creator", one) for one in creators),
    )
    words = _words(text, locale)
    return frozenset(topic for topic in labels if _is_mentioned(_words(topic[1], locale), words))


def _is_mentioned(label: frozenset[str], words: frozenset[str]) -> bool:
    return bool(label) and words.issuperset(label)


@lru_cache(maxsize=16384)
def _words(text: str, locale: str) -> frozenset[str]:
    """Stems of a text's words: "walks" and "walking" are one word."""
    algorithm = _ALGORITHMS.get(locale.split("-")[0])
    words = _WORD.findall(_SLOT.sub(" ", text).casefold())
    return frozenset(words if algorithm is None else Stemmer.Stemmer(algorithm, 0).stemWords(words))


def interest_of(name: str, ground: Ground, topics: Iterable[Topic], locale: str) -> Interest:
    """What a ground is about.

    Args:
        name: its name, `g1`.
        ground: the ground.
        topics: labels of the items that it hangs on.
        locale: language of the facts that will be held against it.
    """
    anchor = ground.anchor
    own: list[Topic] = list(topics)
    if anchor.type in {"category", "tag", "creator"}:
        own.append((anchor.type, anchor.value))
    searched = _words(anchor.value, locale) if anchor.type == "query" else NO_WORDS
    words = NO_WORDS.union(*(_words(label, locale) for _, label in own))
    return Interest(name, ground.share_ppm, frozenset(own), words, frozenset(w for w in searched if len(w) > 2))
