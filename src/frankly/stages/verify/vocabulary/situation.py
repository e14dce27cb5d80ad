"""What decides which constructions are open to a sentence, and what a sentence is made of as they see it."""

from typing import Final, NamedTuple, TypeAlias

from frankly.domain.evidence import EvidenceKind
from frankly.stages.verify.vocabulary.shapes import Entry

TITLE: Final = "@title"
"""The symbol of the last words of the item's own title."""

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
    return all(condition == kind if condition in KINDS else condition in conditions for condition in entry.conditions)
