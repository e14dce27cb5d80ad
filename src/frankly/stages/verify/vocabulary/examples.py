"""Sentences that a situation admits, written out: for hints, and for the rules that writers are given."""

from collections.abc import Iterator
from functools import lru_cache
from itertools import islice
from typing import Final

from frankly.domain.evidence import EvidenceKind
from frankly.domain.saying.text_slot import EVIDENCE_FIELDS, GROUND_FIELDS, ITEM_FIELDS_IN_REASON
from frankly.stages.verify.vocabulary.lexicon import Lexicon
from frankly.stages.verify.vocabulary.shapes import Choice, Entry, Forms, Hole, Named, Node, Sequence, SlotPlace, Text
from frankly.stages.verify.vocabulary.situation import FORMS, Situation, forms_of, holds

MOST: Final = 400
"""Most examples of one situation."""

_CLOSE: Final = frozenset(".,:;?…)")


@lru_cache(maxsize=512)
def examples(lexicon: Lexicon, situation: Situation) -> tuple[str, ...]:
    """One sentence or more for each pattern that is open: each of its alternatives once, the others as they come first.

    Args:
        lexicon: constructions of the language.
        situation: which of them are open.
    """
    forms = forms_of(lexicon) if FORMS.isdisjoint(situation.conditions) else ()
    if forms:
        each = [examples(lexicon, situation._replace(conditions=situation.conditions | {form})) for form in forms]
        return tuple(islice(dict.fromkeys(text for texts in each for text in texts), MOST))
    writer = _Writer(lexicon, situation)
    found: dict[str, None] = {}
    for entry in lexicon.shapes.get(situation.start, ()):
        if writer.holds(entry, writer.only):
            for pattern in entry.patterns:
                for words in islice(writer.ways(pattern, writer.only, ()), 6):
                    found[written(words)] = None
    return tuple(islice(found, MOST))


def written(words: list[str]) -> str:
    """Words as a sentence: spaces where they belong, a capital letter at the beginning."""
    text = ""
    seen: dict[str, int] = {}
    for word in words:
        if "{e1." in word:
            seen[word] = seen.get(word, 0) + 1
            word = word.replace("e1", f"e{seen[word]}")
        if text.endswith("."):
            word = word[:1].upper() + word[1:]
        text += word if not text or word in _CLOSE or text.endswith("(") else " " + word
    return text[:1].upper() + text[1:]


class _Writer:
    """Writes patterns out. Of each choice every option is written once, all others at their first."""

    def __init__(self, lexicon: Lexicon, situation: Situation) -> None:
        self._lexicon = lexicon
        self._situation = situation
        self.only = next(iter(situation.kinds)) if len(situation.kinds) == 1 else None

    def ways(self, nodes: Sequence, kind: str | None, about: tuple[str, ...] | None) -> Iterator[list[str]]:
        """The pattern with everything at its first, then with each option of each node in turn."""
        firsts = [self._first(node, kind, about) for node in nodes]
        if any(first is None for first in firsts):
            return
        known = [first or [] for first in firsts]
        yield [word for first in known for word in first]
        for index, node in enumerate(nodes):
            for option in islice(self._options(node, kind, about), 1, 40):
                parts = [*known[:index], option, *known[index + 1 :]]
                yield [word for part in parts for word in part]

    def _first(self, node: Node, kind: str | None, about: tuple[str, ...] | None) -> list[str] | None:
        return next(self._options(node, kind, about), None)

    def _options(self, node: Node, kind: str | None, about: tuple[str, ...] | None) -> Iterator[list[str]]:
        if isinstance(node, Text | Forms):
            yield [node.text]
        elif isinstance(node, SlotPlace):
            if is_field(node, kind, self._situation):
                yield [_slot(node)]
        elif isinstance(node, Hole):
            yield list(about or ())
        elif isinstance(node, Choice):
            for option in node.options:
                yield from islice(self.ways(option, kind, about), 1)
        elif isinstance(node, Named):
            yield from self._named(node, kind, about)
        else:
            yield [self._lexicon_title()]

    def _lexicon_title(self) -> str:
        return "<end of the item's title>"

    def _named(self, node: Named, kind: str | None, about: tuple[str, ...] | None) -> Iterator[list[str]]:
        for scope in sorted(self._situation.kinds) if node.each else [kind]:
            inner: tuple[str, ...] | None = None
            if node.about is not None:
                first = next(self.ways(node.about, scope, about), None)
                if first is None:
                    continue
                inner = tuple(first)
            for entry in self._lexicon.shapes.get(node.name, ()):
                if self.holds(entry, scope):
                    for pattern in entry.patterns:
                        yield from islice(self.ways(pattern, scope, inner), 1)

    def holds(self, entry: Entry, kind: str | None) -> bool:
        """Whether an entry is open."""
        return holds(entry, kind, self._situation.conditions)


def is_field(place: SlotPlace, kind: str | None, situation: Situation) -> bool:
    """Whether evidence of this kind, or the item, has such a field here."""
    kinds = [EvidenceKind(kind)] if kind else [EvidenceKind(name) for name in situation.kinds]
    if place.owner == "item":
        return situation.start != "reason" or all(place.field in ITEM_FIELDS_IN_REASON[one] for one in kinds)
    fields = GROUND_FIELDS if place.owner == "g" else EVIDENCE_FIELDS
    return all(place.field in fields[one] for one in kinds)


def _slot(place: SlotPlace) -> str:
    name = f"{{{place.owner}{'' if place.owner == 'item' else '1'}.{place.field}}}"
    return f"“{name}”" if place.field in {"title", "query"} else name
