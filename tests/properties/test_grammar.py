"""The grammar that keeps what it found says of every sentence what reading the patterns from the start would say."""

import re
from collections.abc import Iterator

import pytest

from frankly.domain.evidence import EvidenceKind
from frankly.domain.saying.text_slot import ACT_KINDS, CROWD_KINDS
from frankly.domain.seed import below, derive
from frankly.stages.verify.vocabulary.automaton import automaton
from frankly.stages.verify.vocabulary.lexicon import Lexicon
from frankly.stages.verify.vocabulary.shapes import Choice, Forms, Hole, Named, Node, Sequence, SlotPlace, Text
from frankly.stages.verify.vocabulary.situation import TITLE, Situation, SlotSymbol, Symbol, holds
from frankly.stages.verify.vocabulary.stems import word_key
from tests.properties.derived import derived
from tests.unit.stages.verify.samples import texts

EACH = 12
"""Sentences of one situation; each is tried whole and changed."""

Hole_ = tuple[Sequence, "Hole_", str | None] | None


class Plain:
    """Reads patterns word by word and keeps nothing."""

    def __init__(self, lexicon: Lexicon, situation: Situation, symbols: list[Symbol]) -> None:
        self.lexicon, self.situation, self.symbols = lexicon, situation, symbols

    def fits(self) -> bool:
        """Whether the sentence is a construction, with a full stop or without."""
        kinds = self.situation.kinds
        only = next(iter(kinds)) if len(kinds) == 1 else None
        ends = self.ends((Named(self.situation.start, False, None),), only, None, 0)
        return len(self.symbols) in ends or (self.symbols[-1:] == ["."] and len(self.symbols) - 1 in ends)

    def ends(self, nodes: Sequence, kind: str | None, hole: Hole_, at: int) -> set[int]:
        """Where a sequence that begins at a place may end."""
        places = {at}
        for node in nodes:
            places = {end for place in places for end in self._of(node, kind, hole, place)}
        return places

    def _of(self, node: Node, kind: str | None, hole: Hole_, at: int) -> Iterator[int]:
        if isinstance(node, Choice):
            for option in node.options:
                yield from self.ends(option, kind, hole, at)
        elif isinstance(node, Hole):
            yield from {at} if hole is None else self.ends(hole[0], hole[2], hole[1], at)
        elif isinstance(node, Named):
            for scope in sorted(self.situation.kinds) if node.each else [kind]:
                inner = None if node.about is None else (node.about, hole, scope)
                for entry in self.lexicon.shapes.get(node.name, ()):
                    if holds(entry, scope, self.situation.conditions):
                        for pattern in entry.patterns:
                            yield from self.ends(pattern, scope, inner, at)
        elif at < len(self.symbols) and self._is(node, kind, self.symbols[at]):
            yield at + 1

    def _is(self, node: Node, kind: str | None, symbol: Symbol) -> bool:
        if isinstance(symbol, SlotSymbol):
            return (
                isinstance(node, SlotPlace)
                and (node.owner, node.field) == (symbol.owner, symbol.field)
                and (symbol.of_last or not node.of_last)
                and (symbol.of_next or not node.of_next)
                and (kind is None or symbol.owner == "item" or kind == symbol.kind)
            )
        words = {symbol.lstrip("^"), symbol[1:2].lower() + symbol[2:]} if symbol[0] == "^" else {symbol}
        if isinstance(node, Text):
            return node.text in words
        if isinstance(node, Forms):
            locale = self.lexicon.locale
            return word_key(node.text, locale) in {word_key(word, locale) for word in words}
        return symbol == TITLE and not isinstance(node, SlotPlace)


_PART = re.compile(r"\{(item|[eg])\d*\.([a-z]+)\}|[^\W\d_]+(?:['’-][^\W\d_]+)*|[^\w\s“”]")


def symbols_of(text: str, kinds: list[str], seed: int) -> list[Symbol]:
    """A drawn sentence as patterns see it; its slots are of one of the kinds."""
    found: list[Symbol] = []
    for number, part in enumerate(_PART.finditer(text)):
        owner, field = part[1], part[2]
        if owner:
            drawn = derive("slot", seed, number)
            kind = "" if owner == "item" or not kinds else kinds[below(len(kinds), drawn)]
            found.append(SlotSymbol(owner, kind, field, bool(drawn & 1), bool(drawn & 2)))
        else:
            found.append(("^" if not found else "") + part[0])
    return found


def changed(symbols: list[Symbol], other: list[Symbol], seed: int) -> list[Symbol]:
    """One symbol left out, taken from another sentence, said twice, or the rest of another sentence after it."""
    place, way = below(len(symbols), derive("place", seed)), below(4, derive("way", seed))
    borrowed = other[below(len(other), derive("other", seed)) :]
    return [
        [*symbols[:place], *symbols[place + 1 :]],
        [*symbols[:place], *borrowed[:1], *symbols[place + 1 :]],
        [*symbols[:place], *symbols[place : place + 1], *symbols[place:]],
        [*symbols[:place], *borrowed],
    ][way]


def situations() -> Iterator[Situation]:
    """Each kind alone and some together, under conditions that open much and little."""
    kinds = [kind.value for kind in EvidenceKind]
    groups = [[kind] for kind in kinds] + [kinds[at : at + 2] for at in range(0, len(kinds) - 1, 3)] + [kinds[:4]]
    for number, group in enumerate(groups):
        conditions = {"other"} if number % 5 else {"self"}
        conditions |= {"necessary"} if number % 2 else {"sufficient", "recent"}
        conditions |= {"content", "several"} if number % 3 else {"transitions", "item_item"}
        conditions |= {"acts"} if set(group) <= ACT_KINDS else set()
        conditions |= {"crowd", "others"} if set(group) <= CROWD_KINDS else set()
        yield Situation("reason", frozenset(group), frozenset(conditions))
    yield Situation("nudge", frozenset(), frozenset())
    yield Situation("fact", frozenset(), frozenset({"other"}))


@pytest.mark.parametrize("locale", ["en", "de"])
def test_what_is_kept_changes_no_answer(locale: str) -> None:
    lexicon = texts().lexicons[locale]
    answers = {True: 0, False: 0}
    other: list[Symbol] = ["and"]
    for number, situation in enumerate(situations()):
        machine = automaton(lexicon, situation)
        for seed in range(number * EACH, number * EACH + EACH):
            text = derived(lexicon, situation, seed)
            if text is None:
                continue
            symbols = symbols_of(text, sorted(situation.kinds), seed)
            for tried in (symbols, changed(symbols, other, seed), [*symbols, "."]):
                expected = Plain(lexicon, situation, tried).fits() if tried else False
                assert (situation, tried, machine.fits(tried)) == (situation, tried, expected)
                answers[expected] += 1
            other = symbols
    assert min(answers.values()) > 100
