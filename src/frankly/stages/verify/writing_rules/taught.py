"""The part of a language's constructions that a model is taught: fewer patterns and options, never others.

`live.py` writes down all that a situation admits, thousands of words. A model that writes a whole slate needs less.
What is left here is a lexicon again, so that whatever reads constructions reads these: a test draws sentences from it
and holds them to the verifier.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Final

from frankly.stages.verify.vocabulary import shapes
from frankly.stages.verify.vocabulary.lexicon import Lexicon
from frankly.stages.verify.vocabulary.shapes import Choice, Entry, Forms, Named, Node, Shapes, SlotPlace, Text
from frankly.stages.verify.vocabulary.situation import FORMS

MOST_PATTERNS: Final = 2
"""Patterns of a part under one condition, where `_MOST` says nothing else."""

MOST_MARKS: Final = 3
"""Marks between two halves; a pattern with more says nothing that another does not."""

MOST_FORMS: Final = 4
"""Single words of a choice that are all kept."""

MOST_ALIKE: Final = 1
"""Whole reasons that are made of the same parts."""

MOST_OPTIONS: Final = 2
"""Options of a choice."""

_MOST: Final[Mapping[str, int]] = {
    "act": 2,
    "act_last": 2,
    "acts": 1,
    "acts_last": 1,
    "acted": 1,
    "several": 1,
    "thing": 3,
    "this": 3,
    "one_thing": 3,
    "things": 1,
    "maybe_turned": 2,
    "other_thing": 0,
    "is_like": 0,
    "alike": 0,
    "when": 4,
    "so_here": 4,
    "did": 3,
    "times": 0,
    "it": 1,
    "some": 0,
    "link": 3,
    "maybe": 3,
    "page": 2,
    "looking": 4,
    "nudge": 1,
    "fact": 0,
    "letter": 3,
    "farewell": 2,
}
"""How many patterns of a part are kept; of one with none, what needs it goes too."""


@lru_cache(maxsize=64)
def taught(lexicon: Lexicon, unsaid: frozenset[str], fields: frozenset[str], form: str = "") -> Lexicon:
    """Leave out what a model need not know.

    Args:
        lexicon: constructions of the language.
        unsaid: words that the house does not use: those of the other form of address.
        fields: fields of slots that something of the slate can fill; slots of others go.
        form: the form of address that the house speaks in, where the language has several; empty where that is open.
    """
    others = FORMS - {form} if form else frozenset[str]()
    shapes_of_house = {
        name: tuple([entry for entry in entries if entry.conditions.isdisjoint(others)])
        for name, entries in lexicon.shapes.items()
    }
    kept = {name: _kept(name, entries, unsaid, fields) for name, entries in shapes_of_house.items()}
    return replace(lexicon, shapes=closed(kept))


_MOST_REASONS: Final[Mapping[str, int]] = {"": 7, "crowd": 4, "others": 3, "necessary": 4, "content": 3}
"""The same for whole reasons, by condition."""

_OF_SLATE: Final = frozenset({"unnamed", "what"})
"""Parts by which a reason speaks of a whole slate; so many of these are kept besides."""

_MOST_OF_SLATE: Final = 4


def _most(name: str, conditions: frozenset[str]) -> int:
    if name == "reason":
        return _MOST_REASONS.get(min(conditions, default=""), MOST_PATTERNS)
    return _MOST.get(name, MOST_PATTERNS)


def _kept(name: str, entries: Sequence[Entry], unsaid: frozenset[str], fields: frozenset[str]) -> tuple[Entry, ...]:
    found = []
    for entry in entries:
        # Without a slot it is the pieces that would have to be necessary, and not all of them together.
        never = _OF_SLATE if "necessary" in entry.conditions else frozenset[str]()
        patterns = [kept for one in entry.patterns if (kept := _sequence(one, unsaid, fields, never)) is not None]
        most = _most(name, entry.conditions)
        if name == "reason":
            patterns = _different(patterns) if entry.conditions else _reasons(patterns, most)
            most += 0 if entry.conditions else _MOST_OF_SLATE
        chosen = patterns[:most]
        if chosen:
            found.append(Entry(entry.conditions, tuple(chosen)))
    return tuple(found)


def _reasons(patterns: Sequence[shapes.Sequence], most: int) -> list[shapes.Sequence]:
    """Reasons of every kind: of items first, then of a whole slate."""
    of_slate = [one for one in patterns if not _OF_SLATE.isdisjoint(shapes.names_of(one))]
    of_items = _different([one for one in patterns if one not in of_slate])
    return of_items[:most] + [one for one in of_slate if "link" not in shapes.names_of(one)][:_MOST_OF_SLATE]


def _different(patterns: Sequence[shapes.Sequence]) -> list[shapes.Sequence]:
    """Patterns without those that are made of the same parts as two before them."""
    made: Counter[frozenset[str]] = Counter()
    found = []
    for pattern in patterns:
        parts = frozenset(shapes.names_of(pattern))
        if not parts or made[parts] < MOST_ALIKE:
            found.append(pattern)
        made[parts] += 1
    return found


def _sequence(
    nodes: shapes.Sequence, unsaid: frozenset[str], fields: frozenset[str], never: frozenset[str]
) -> shapes.Sequence | None:
    """A pattern with fewer choices; None where it cannot be said without what is left out."""
    kept: list[Node] = []
    for node in nodes:
        if isinstance(node, Text | Forms) and node.text in unsaid:
            return None
        if isinstance(node, SlotPlace) and node.field not in fields:
            return None
        if isinstance(node, Named):
            if _MOST.get(node.name) == 0 or node.name in never:
                return None
            about = None if node.about is None else _sequence(node.about, unsaid, fields, never)
            if node.about is not None and about is None:
                return None
            kept.append(Named(node.name, node.each, about))
        elif isinstance(node, Choice):
            chosen = _choice(node, unsaid, fields, never)
            if chosen is None:
                return None
            kept += chosen
        else:
            kept.append(node)
    return tuple(kept)


def _choice(node: Choice, unsaid: frozenset[str], fields: frozenset[str], never: frozenset[str]) -> list[Node] | None:
    """What is left of a choice: nothing small that may be left out, one of several marks, a few of the rest."""
    options = [kept for one in node.options if (kept := _sequence(one, unsaid, fields, never)) is not None]
    said = [one for one in options if one]
    may_be_empty = len(said) < len(options)
    if may_be_empty and all(_is_small(one) for one in said):
        return []
    if len(said) > MOST_MARKS and all(_is_marks(one[:1]) for one in said):
        return None if _is_marks(said[0]) else list(said[0])
    few = said if _is_grammar(said) else _spread(said, MOST_OPTIONS - may_be_empty)
    if not few:
        return [] if may_be_empty else None
    if len(few) == 1 and not may_be_empty:
        return list(few[0])
    nothing: list[shapes.Sequence] = [()] if may_be_empty else []
    return [Choice((*nothing, *few))]


def _is_marks(nodes: shapes.Sequence) -> bool:
    return all(isinstance(node, Text) and not node.text[0].isalpha() for node in nodes)


def _is_grammar(options: list[shapes.Sequence]) -> bool:
    """A few forms of one word, of which the one that agrees is chosen: "counts" or "count"."""
    return len(options) <= MOST_FORMS and all(len(one) == 1 and isinstance(one[0], Text) for one in options)


def _is_small(nodes: shapes.Sequence) -> bool:
    """Marks other than a comma, which closes a clause, or a single word."""
    is_comma = len(nodes) == 1 and isinstance(nodes[0], Text) and nodes[0].text == ","
    return not is_comma and (_is_marks(nodes) or (len(nodes) == 1 and isinstance(nodes[0], Text)))


def _spread(options: list[shapes.Sequence], most: int) -> list[shapes.Sequence]:
    """Some of many: the first, and others from all over, so that not the likes of the first alone are known."""
    if len(options) <= most:
        return options
    return [options[number * len(options) // most] for number in range(most)]


def closed(kept: Shapes) -> Shapes:
    """The same without patterns, and options of choices, that use a part of which nothing is left."""
    while True:
        names = frozenset(name for name, entries in kept.items() if entries)
        smaller = {name: _without(entries, names) for name, entries in kept.items()}
        if sum(map(_size, smaller.values())) == sum(map(_size, kept.values())):
            return smaller
        kept = smaller


def _without(entries: Sequence[Entry], names: frozenset[str]) -> tuple[Entry, ...]:
    found = []
    for entry in entries:
        patterns = tuple([kept for one in entry.patterns if (kept := _open(one, names)) is not None])
        if patterns:
            found.append(Entry(entry.conditions, patterns))
    return tuple(found)


def _open(nodes: shapes.Sequence, names: frozenset[str]) -> shapes.Sequence | None:
    """A pattern with those options that only use parts of some names; None where it needs another."""
    kept: list[Node] = []
    for node in nodes:
        if isinstance(node, Named):
            if node.name not in names or not names.issuperset(shapes.names_of(node.about or ())):
                return None
            kept.append(node)
        elif isinstance(node, Choice):
            options = [one for option in node.options if (one := _open(option, names)) is not None]
            if not any(options):
                if () not in options:
                    return None
                continue
            kept += options[0] if len(options) == 1 else (Choice(tuple(options)),)
        else:
            kept.append(node)
    return tuple(kept)


def _size(entries: Sequence[Entry]) -> int:
    return sum(len(entry.patterns) for entry in entries)
