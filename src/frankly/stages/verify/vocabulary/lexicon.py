"""The closed vocabulary of one language, and which of its words a sentence may hold."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from frankly.domain.evidence import EvidenceKind
from frankly.domain.quoting.quoting import Quoting
from frankly.stages.verify.vocabulary.shapes import Entry, Shapes, read_pattern
from frankly.stages.verify.vocabulary.stems import stem

NO_WORDS: frozenset[str] = frozenset()
_PARTICIPLE: Final = re.compile(r"ge\w{3,}t")
"""A German participle may begin so; the stem of the rest is that of its verb: gereift, reift."""


@dataclass(frozen=True, slots=True, eq=False)
class Lexicon:
    """Words by what they claim. Matched as they stand; at the start of a sentence a capital letter is allowed.

    Attributes:
        locale: language, such as `en`.
        common: words that state nothing by themselves.
        person: words about the reader.
        necessary: words of cause.
        crowd: words that claim many people.
        sources: candidate source → words that say how the effect came about.
        numbers: number words.
        units: `times`, `titles`, `people` → words that may follow such a number.
        pointers: words that point at the recommended item.
        generic: words of which a sentence about an act holds one when it has no slot.
        acts: kind → words that say what was done.
        kinds: kind → all its words, those of act included.
        nudge: further words of nudges.
        fact: further words of facts.
        rewritten: words that a rewritten fact may add to those of its source, since they hold of anything.
        version: hash of all of this.
        exact: words that match only as they stand; every other one stands for its inflections too.
        claims: name of a claim (`urgency`, `health` …) → words, phrases and endings (`*est`) that make it.
        harmless: phrases in which such words claim nothing.
        quoting: how texts in this language may be quoted; None where nothing may.
        shapes: constructions by name; a whole reason, nudge or fact is one of them.
        reason: further words of reasons, those of their constructions.
        recent: words that say that something was not long ago.
        sufficient: words that say that something alone brings the item here.
        title: `before`: words that stand before the end of a title; `stops`: words that end a title's noun;
            `denies`: words that make the noun of a title something else ("faux").
        irregular: form → what all forms of that word have in common, for words that no stem brings together
            ("shot", "shoot").
    """

    locale: str
    common: frozenset[str]
    person: frozenset[str]
    necessary: frozenset[str]
    crowd: frozenset[str]
    sources: Mapping[str, frozenset[str]]
    numbers: frozenset[str]
    units: Mapping[str, frozenset[str]]
    pointers: frozenset[str]
    generic: frozenset[str]
    acts: Mapping[EvidenceKind, frozenset[str]]
    kinds: Mapping[EvidenceKind, frozenset[str]]
    nudge: frozenset[str]
    fact: frozenset[str]
    version: str = ""
    exact: frozenset[str] = NO_WORDS
    claims: Mapping[str, frozenset[str]] = field(default_factory=dict)
    harmless: frozenset[str] = NO_WORDS
    quoting: Quoting | None = None
    shapes: Shapes = field(default_factory=dict)
    reason: frozenset[str] = NO_WORDS
    recent: frozenset[str] = NO_WORDS
    sufficient: frozenset[str] = NO_WORDS
    rewritten: frozenset[str] = NO_WORDS
    title: Mapping[str, frozenset[str]] = field(default_factory=dict)
    irregular: Mapping[str, str] = field(default_factory=dict)
    known: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        """Collect every word, so that an unknown one is told from one that belongs elsewhere."""
        parts = [self.common, self.person, self.necessary, self.crowd, self.numbers, self.nudge, self.fact, self.reason]
        parts += [*self.sources.values(), *self.kinds.values(), self.recent, self.sufficient]
        object.__setattr__(self, "known", frozenset().union(*parts))

    def naming(
        self, words: frozenset[str], many: frozenset[str], pointing: frozenset[str], forms: Mapping[str, str]
    ) -> "Lexicon":
        """The same vocabulary with the nouns for what is sold.

        Args:
            words: every word of them, stating nothing by themselves.
            many: plural nouns, which may follow a number of titles.
            pointing: words that point at the recommended item.
            forms: form → the noun in it; patterns say `<noun.many>`.
        """
        nouns = {f"noun.{name}": (Entry(NO_WORDS, (read_pattern(form),), (form,)),) for name, form in forms.items()}
        units = {**self.units, "titles": self.units.get("titles", NO_WORDS) | many}
        return replace(
            self,
            common=self.common | words,
            units=units,
            generic=self.generic | many,
            pointers=self.pointers | pointing,
            shapes={**self.shapes, **nouns},
            version="+".join((self.version, *sorted(words))),
        )

    def key(self, word: str) -> str:
        """What the forms of one word have in common."""
        word = word.casefold()
        found = self.irregular.get(word)
        if found is None and self.locale.startswith("de") and _PARTICIPLE.fullmatch(word):
            found = self.irregular.get(word[2:]) or stem(word[2:], self.locale)
        return found or stem(word, self.locale)

    def of_kinds(self, kinds: frozenset[EvidenceKind]) -> frozenset[str]:
        """Words that every one of these kinds licenses: what is said must hold of all that is cited."""
        lists = [self.kinds.get(kind, NO_WORDS) for kind in kinds]
        return NO_WORDS if not lists else lists[0].intersection(*lists[1:])

    def of_sources(self, sources: frozenset[str]) -> frozenset[str]:
        """Words that these candidate sources license."""
        return NO_WORDS.union(*(self.sources.get(source, NO_WORDS) for source in sources))
