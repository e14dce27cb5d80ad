"""What decides which constructions are open to a sentence, and what a sentence is made of as they see it."""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Final, NamedTuple, TypeAlias

from frankly.domain.evidence import EvidenceKind
from frankly.stages.verify.vocabulary.lexicon import Lexicon
from frankly.stages.verify.vocabulary.shapes import Entry, words_of

TITLE: Final = "@title"
"""The symbol of the last words of the item's own title."""

FORMS: Final = frozenset({"sie", "du"})
"""Conditions that are forms of address: each of them holds where none is named."""

KINDS: Final = frozenset(kind.value for kind in EvidenceKind)
"""Conditions that are kinds of evidence."""


class Situation(NamedTuple):
    """What decides which constructions are open.

    Attributes:
        start: `reason`, `nudge` or `fact`.
        kinds: kinds of the cited evidence.
        conditions: names of what holds: `necessary`, `crowd`, `recent`, `content` …
    """

    start: str
    kinds: frozenset[str]
    conditions: frozenset[str]


class SlotSymbol(NamedTuple):
    """A slot of a draft as patterns see it.

    Attributes:
        owner: `item`, `e` or `g`.
        kind: kind of its evidence or ground; empty for the item.
        field: which field.
        of_last: whether the slot before has the same owner.
        of_next: whether the slot after has the same owner.
    """

    owner: str
    kind: str
    field: str
    of_last: bool
    of_next: bool


Symbol: TypeAlias = str | SlotSymbol
"""A word (with `^` before it where a capital letter is allowed), a mark, `@title`, or a slot."""


def holds(entry: Entry, kind: str | None, conditions: frozenset[str]) -> bool:
    """Whether patterns are open inside a part of one kind."""
    return all([_is_so(condition, kind, conditions) for condition in entry.conditions])


def _is_so(condition: str, kind: str | None, conditions: frozenset[str]) -> bool:
    if condition in KINDS:
        return condition == kind
    return condition in conditions or (condition in FORMS and FORMS.isdisjoint(conditions))


@lru_cache(maxsize=64)
def forms_of(lexicon: Lexicon) -> dict[str, frozenset[str]]:
    """Forms of address that the constructions of a language tell apart, with the words that give each of them away."""
    entries = [entry for of_name in lexicon.shapes.values() for entry in of_name]
    found = {}
    for form in sorted(FORMS):
        own = [entry for entry in entries if form in entry.conditions]
        if own:
            others = [entry for entry in entries if form not in entry.conditions]
            found[form] = frozenset(_words_in(own)) - frozenset(_words_in(others))
    return found


def _words_in(entries: Iterable[Entry]) -> Iterator[str]:
    for entry in entries:
        for pattern in entry.patterns:
            yield from words_of(pattern)
