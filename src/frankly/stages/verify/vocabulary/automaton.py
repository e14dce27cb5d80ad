"""Decides whether a sentence fits a construction, in one pass over its parts.

Patterns are followed side by side, one step for each word, and where a step leads is kept: a sentence costs one look-up
a word once its beginnings are known, and a long or hostile one never more than its length.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final, NamedTuple, TypeAlias

from frankly.domain.evidence import EvidenceKind
from frankly.stages.verify.vocabulary.lexicon import Lexicon
from frankly.stages.verify.vocabulary.shapes import (
    Choice,
    Entry,
    Forms,
    Hole,
    Named,
    Place,
    Sequence,
    SlotPlace,
    Text,
    Title,
)
from frankly.stages.verify.vocabulary.stems import word_key

MOST_STATES: Final = 20_000
"""States kept for one situation; beyond them it starts afresh, so that hostile text cannot fill the memory."""

MOST_STEPS: Final = 500
"""Steps kept for one state; more words than that can only be words that lead nowhere."""

TITLE: Final = "@title"
"""The symbol of the last words of the item's own title."""

_KINDS: Final = frozenset(kind.value for kind in EvidenceKind)


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


class _About(NamedTuple):
    """What fills a hole, and where it was written."""

    nodes: Sequence
    under: "_Under"


class _Under(NamedTuple):
    """Where a node stands: inside a part of one kind, about something."""

    kind: str | None
    about: _About | None


_Item: TypeAlias = tuple[object, _Under]
_Rest: TypeAlias = tuple[_Item, ...]


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


@dataclass(slots=True, eq=False)
class State:
    """How far a sentence has come.

    Attributes:
        steps: symbol → where it leads; None where no construction goes on so.
        open: what may come next, and what is left then.
        is_whole: whether the sentence may end here.
    """

    open: Mapping[tuple[Place, str | None], tuple[_Rest, ...]]
    is_whole: bool
    steps: dict[Symbol, "State | None"] = field(default_factory=dict)


class Automaton:
    """The constructions of one situation, followed step by step."""

    def __init__(self, lexicon: Lexicon, situation: Situation) -> None:
        """Begin.

        Args:
            lexicon: constructions of the language.
            situation: which of them are open.
        """
        self.lexicon = lexicon
        self.situation = situation
        self._states: dict[frozenset[_Rest], State] = {}
        only = next(iter(situation.kinds)) if len(situation.kinds) == 1 else None
        under = _Under(only, None)
        stop = Choice(((), (Text("."),)))
        self._whole: _Rest = ((Named(situation.start, False, None), under), (stop, under))
        self.start = self._state([self._whole])

    def fits(self, symbols: Iterable[Symbol]) -> bool:
        """Whether the whole sentence is a construction."""
        if len(self._states) > MOST_STATES:
            self._states.clear()
            self.start = self._state([self._whole])
        state: State | None = self.start
        for symbol in symbols:
            if state is None:
                return False
            state = self.step(state, symbol)
        return state is not None and state.is_whole

    def reach(self, symbols: Iterable[Symbol]) -> tuple[int, State]:
        """How many symbols some construction begins with, and the state there."""
        state, count = self.start, 0
        for symbol in symbols:
            following = self.step(state, symbol)
            if following is None:
                break
            state, count = following, count + 1
        return count, state

    def step(self, state: State, symbol: Symbol) -> State | None:
        """Where a symbol leads."""
        try:
            return state.steps[symbol]
        except KeyError:
            pass
        rests = [rest for place, more in state.open.items() if self._is(place, symbol) for rest in more]
        following = self._state(rests) if rests else None
        if following is not None or len(state.steps) < MOST_STEPS:
            state.steps[symbol] = following
        return following

    def _is(self, place: tuple[Place, str | None], symbol: Symbol) -> bool:
        what, kind = place
        if isinstance(symbol, SlotSymbol):
            return isinstance(what, SlotPlace) and _takes(what, kind, symbol)
        if isinstance(what, Text):
            return symbol == what.text or (symbol[0] == "^" and what.text in _cases(symbol))
        if isinstance(what, Forms):
            words = _cases(symbol) if symbol[0] == "^" else (symbol,)
            key = word_key(what.text, self.lexicon.locale)
            return any(word_key(word, self.lexicon.locale) == key for word in words)
        return isinstance(what, Title) and symbol == TITLE

    def _state(self, rests: Iterable[_Rest]) -> State:
        wanted = frozenset(rests)
        found = self._states.get(wanted)
        if found is None:
            found = self._states[wanted] = self._opened(wanted)
        return found

    def _opened(self, rests: frozenset[_Rest]) -> State:
        is_whole = False
        found: dict[tuple[Place, str | None], dict[_Rest, None]] = {}
        seen: set[_Rest] = set()
        waiting = list(rests)
        while waiting:
            rest = waiting.pop()
            if rest in seen:
                continue
            seen.add(rest)
            if not rest:
                is_whole = True
                continue
            (node, under), following = rest[0], rest[1:]
            if isinstance(node, Text | Forms | SlotPlace | Title):
                found.setdefault((node, under.kind), {})[following] = None
            else:
                waiting += [(*items, *following) for items in self._expanded(node, under)]
        return State({place: tuple(more) for place, more in found.items()}, is_whole)

    def _expanded(self, node: object, under: _Under) -> list[_Rest]:
        if isinstance(node, Choice):
            return [_items(option, under) for option in node.options]
        if isinstance(node, Hole):
            return [_items(under.about.nodes, under.about.under)] if under.about else [()]
        if isinstance(node, Named):
            return self._named(node, under)
        return []

    def _named(self, node: Named, under: _Under) -> list[_Rest]:
        kinds = sorted(self.situation.kinds) if node.each else [under.kind]
        found = []
        for kind in kinds:
            about = _About(node.about, _Under(kind, under.about)) if node.about is not None else None
            inner = _Under(kind, about)
            for entry in self.lexicon.shapes.get(node.name, ()):
                if self._holds(entry, kind):
                    found += [_items(pattern, inner) for pattern in entry.patterns]
        return found

    def _holds(self, entry: Entry, kind: str | None) -> bool:
        return all(
            condition == kind if condition in _KINDS else condition in self.situation.conditions
            for condition in entry.conditions
        )


def _items(nodes: Sequence, under: _Under) -> _Rest:
    return tuple([(node, under) for node in nodes])


def _takes(place: SlotPlace, kind: str | None, symbol: SlotSymbol) -> bool:
    return (
        (place.owner, place.field) == (symbol.owner, symbol.field)
        and (symbol.of_last or not place.of_last)
        and (symbol.of_next or not place.of_next)
        and (kind is None or symbol.owner == "item" or kind == symbol.kind)
    )


@lru_cache(maxsize=4096)
def _cases(symbol: str) -> tuple[str, str]:
    """A word that may begin with a capital for its place alone, both ways."""
    word = symbol[1:]
    return word, word[:1].lower() + word[1:]


@lru_cache(maxsize=512)
def automaton(lexicon: Lexicon, situation: Situation) -> Automaton:
    """The constructions of a situation; the same few come again and again."""
    return Automaton(lexicon, situation)
