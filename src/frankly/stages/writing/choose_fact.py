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

from frankly.domain.evidence import AnchorType, Ground
from frankly.domain.saying.fact import Fact, FactSheet
from frankly.domain.saying.text import ProofLevel

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


@dataclass(frozen=True, slots=True, eq=False)
class PreparedFact:
    """What of a fact is the same for everyone, found once.

    Attributes:
        place: its place on the sheet, counted from 0.
        fact: the fact.
        topics: labels of the item that it mentions.
        words: stems of its words.
        aspects: its aspects, each with the stems of its name.
        level: part of the score.
        length: part of the score.
    """

    place: int
    fact: Fact
    topics: frozenset[Topic]
    words: frozenset[str]
    aspects: tuple[tuple[str, frozenset[str]], ...]
    level: int
    length: int


@lru_cache(maxsize=4096)
def prepared(
    sheet: FactSheet, categories: tuple[str, ...], tags: tuple[str, ...], creators: tuple[str, ...]
) -> tuple[PreparedFact, ...]:
    """The facts of a sheet, made ready to be weighed; kept by the sheet itself.

    Args:
        sheet: facts of one item.
        categories: the item's labels.
        tags: so are these.
        creators: and these.
    """
    return tuple(
        PreparedFact(
            place,
            fact,
            topics_of(fact.text, fact.locale, categories, tags, creators),
            _words(fact.text, fact.locale),
            tuple((aspect, _words(aspect, fact.locale)) for aspect in fact.aspects),
            LEVEL[fact.level],
            _length(fact.text),
        )
        for place, fact in enumerate(sheet.facts)
    )


def weigh(facts: Iterable[PreparedFact], interests: Sequence[Interest], said: SaidFacts) -> list[WeighedFact]:
    """Weigh the facts of an item.

    Args:
        facts: those of levels that are admitted.
        interests: what the item's grounds are about; none for someone unknown.
        said: what the slate has told so far.

    Returns:
        All of them, the one to be told first.
    """
    weighed = [_weighed(fact, interests, said) for fact in facts]
    weighed.sort(key=_in_order)
    return weighed


def _in_order(one: WeighedFact) -> tuple[int, int, str]:
    return -one.parts.score, one.fact.rank, one.fact.id


def _weighed(fact: PreparedFact, interests: Sequence[Interest], said: SaidFacts) -> WeighedFact:
    meets = []
    evidence = 0
    for interest in interests:
        met = _met(fact, interest)
        if met is not None:
            meets.append((interest.ground, met))
            evidence += interest.share_ppm
    novelty = _novelty(fact.fact, said) if said.texts else 0
    return WeighedFact(fact.place, fact.fact, FactParts(evidence, fact.level, novelty, fact.length), tuple(meets))


def _met(fact: PreparedFact, interest: Interest) -> Topic | None:
    """What of a ground a fact speaks of; the first in order of the alphabet."""
    if not fact.topics.isdisjoint(interest.topics):
        return min(fact.topics & interest.topics)
    if not fact.words.isdisjoint(interest.searched):
        return "word", min(fact.words & interest.searched)
    for aspect, words in fact.aspects:
        if words <= interest.words:
            return "aspect", aspect
    return None


def _novelty(fact: Fact, said: SaidFacts) -> int:
    times = sum([said.aspects[aspect] for aspect in fact.aspects])
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
    words = _words(text, locale)
    labels = labels_of(categories, tags, creators)
    return frozenset(topic for topic in labels if _is_mentioned(_words(topic[1], locale), words))


def _is_mentioned(label: frozenset[str], words: frozenset[str]) -> bool:
    return bool(label) and words.issuperset(label)


@lru_cache(maxsize=16384)
def _words(text: str, locale: str) -> frozenset[str]:
    """Stems of a text's words: "walks" and "walking" are one word."""
    algorithm = _ALGORITHMS.get(locale.split("-")[0])
    words = _WORD.findall(_SLOT.sub(" ", text).casefold())
    return frozenset(words if algorithm is None else Stemmer.Stemmer(algorithm, 0).stemWords(words))


def interest_of(name: str, ground: Ground, topics: tuple[Topic, ...], locale: str) -> Interest:
    """What a ground is about.

    Args:
        name: its name, `g1`.
        ground: the ground.
        topics: labels of the item that it hangs on, or that a stated role stands for.
        locale: language of the facts that will be held against it.
    """
    anchor = ground.anchor
    return Interest(name, ground.share_ppm, *_about(anchor.type, anchor.value, topics, locale))


@lru_cache(maxsize=4096)
def _about(
    kind: AnchorType, value: str, topics: tuple[Topic, ...], locale: str
) -> tuple[frozenset[Topic], frozenset[str], frozenset[str]]:
    own = frozenset((*topics, (kind, value)) if kind in {"category", "tag", "creator"} else topics)
    searched = frozenset([word for word in _words(value, locale) if len(word) > 2]) if kind == "query" else NO_WORDS
    return own, NO_WORDS.union(*(_words(label, locale) for _, label in own)), searched


@lru_cache(maxsize=4096)
def labels_of(categories: tuple[str, ...], tags: tuple[str, ...], creators: tuple[str, ...]) -> tuple[Topic, ...]:
    """Labels of an item as topics."""
    return (
        *(("category", one) for one in categories),
        *(("tag", one) for one in tags),
        *(("creator", one) for one in creators),
    )
