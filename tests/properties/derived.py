"""Sentences drawn at random from the constructions that writers are told of."""

from collections.abc import Iterator
from collections.abc import Sequence as PySequence
from typing import TypeVar

from frankly.domain.seed import below, derive
from frankly.stages.verify.vocabulary.examples import is_field, written
from frankly.stages.verify.vocabulary.lexicon import Lexicon
from frankly.stages.verify.vocabulary.shapes import Choice, Entry, Forms, Hole, Named, Node, Sequence, SlotPlace, Text
from frankly.stages.verify.vocabulary.situation import FORMS, Situation, forms_of, holds

T = TypeVar("T")


class Closed(Exception):
    """A pattern that is not open in this situation."""


def derived(lexicon: Lexicon, situation: Situation, seed: int) -> str | None:
    """One sentence; None where the dice chose what is not open.

    Args:
        lexicon: constructions of the language.
        situation: which of them are open.
        seed: of the dice.
    """
    forms = sorted(forms_of(lexicon))
    if forms and FORMS.isdisjoint(situation.conditions):
        situation = situation._replace(conditions=situation.conditions | {forms[seed % len(forms)]})
    drawing = _Drawing(lexicon, situation, seed)
    try:
        return written(list(drawing.part(Named(situation.start, False, None), drawing.only, ())))
    except Closed:
        return None


class _Drawing:
    def __init__(self, lexicon: Lexicon, situation: Situation, seed: int) -> None:
        self._lexicon, self._situation, self._seed, self._thrown = lexicon, situation, seed, 0
        self.only = next(iter(situation.kinds)) if len(situation.kinds) == 1 else None

    def part(self, node: Named, kind: str | None, about: tuple[str, ...]) -> Iterator[str]:
        """Words of a part by name."""
        scope = self._one(sorted(self._situation.kinds)) if node.each else kind
        inner = about if node.about is None else tuple(self._sequence(node.about, scope, about))
        entries = [one for one in self._lexicon.shapes.get(node.name, ()) if self._holds(one, scope)]
        if not entries:
            raise Closed
        yield from self._sequence(self._one(self._one(entries).patterns), scope, inner)

    def _sequence(self, nodes: Sequence, kind: str | None, about: tuple[str, ...]) -> Iterator[str]:
        for node in nodes:
            yield from self._node(node, kind, about)

    def _node(self, node: Node, kind: str | None, about: tuple[str, ...]) -> Iterator[str]:
        if isinstance(node, Text | Forms):
            yield node.text
        elif isinstance(node, SlotPlace):
            if not is_field(node, kind, self._situation):
                raise Closed
            name = f"{{{node.owner}{'' if node.owner == 'item' else '1'}.{node.field}}}"
            yield f"“{name}”" if node.field in {"title", "query"} else name
        elif isinstance(node, Hole):
            yield from about
        elif isinstance(node, Choice):
            yield from self._sequence(self._one(node.options), kind, about)
        elif isinstance(node, Named):
            yield from self.part(node, kind, about)
        else:
            raise Closed

    def _one(self, options: PySequence[T]) -> T:
        self._thrown += 1
        return options[below(len(options), derive("sentence", self._seed, self._thrown))]

    def _holds(self, entry: Entry, kind: str | None) -> bool:
        return holds(entry, kind, self._situation.conditions)
