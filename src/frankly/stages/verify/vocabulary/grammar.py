"""Follows constructions side by side, part by part, and keeps where each word has led.

A part (`<link>`, a bracket) is followed by itself, wherever it stands: what it did with a word is known from then on in
every construction that holds it, in every situation that opens the same patterns of it. A sentence then costs some
look-ups a word, and a long or hostile one never more than its length.
"""

from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from frankly.stages.verify.vocabulary.lexicon import Lexicon
from frankly.stages.verify.vocabulary.needs import Need, Needs
from frankly.stages.verify.vocabulary.pieces import Begun, Part, Spot, State, Under, takes
from frankly.stages.verify.vocabulary.shapes import (
    Choice,
    Forms,
    Hole,
    Named,
    Node,
    Place,
    Sequence,
    SlotPlace,
    Text,
    Title,
)
from frankly.stages.verify.vocabulary.signs import Sign, Signs, key_of
from frankly.stages.verify.vocabulary.situation import Situation, Symbol, holds

MOST_STATES: Final = 50_000
"""States kept for one language; beyond them it starts afresh, so that hostile text cannot fill the memory."""

MOST_STEPS: Final = 500
"""Steps kept for one state; more words than that can only be words that lead nowhere."""

_UNMET: Final = State((), (), False, False, {})
"""Stands for a step that was not taken yet."""


class Grammar:
    """All constructions of one language, followed as far as sentences went."""

    def __init__(self, lexicon: Lexicon) -> None:
        """Begin.

        Args:
            lexicon: constructions of the language.
        """
        self._lexicon = lexicon
        self._needs = Needs(lexicon)
        self._signs = Signs(lexicon)
        self._ends = Choice(((), (Text("."),)))
        self._named: dict[str, Named] = {}
        self._forget()

    def _forget(self) -> None:
        self._parts: dict[tuple[Node, Under], Part] = {}
        self._begins: dict[Situation, Spot] = {}
        self._states: dict[object, State] = {}
        self._number = 0
        self._done = self._kept((None,), ())

    def fits(self, situation: Situation, symbols: Iterable[Symbol]) -> bool:
        """Whether symbols are a whole sentence, with a full stop at its end or without."""
        # The part itself is followed, without the full stop after it: with it every step would be taken twice. A part
        # that nothing else stands beside is followed by itself too, until it may end: what it does there is known
        # from every other sentence that holds it.
        state: State | None = self._part(self._begin(situation)).start
        outer: list[tuple[Spot | None, ...]] = []
        may_stop = False
        known, sign_of = self._signs.known, self._signs.of
        for symbol in symbols:
            if state is None:
                return False
            may_stop = state.is_whole and symbol == "."
            while state.alone is not None:
                state, after = state.alone
                outer.append(after)
            sign = known.get(symbol) or sign_of(symbol)
            if sign is None:
                return False  # a full stop has one
            found = state.steps.get(sign, _UNMET)
            state = self._step(state, sign) if found is _UNMET else found
            while outer and state is not None and state.is_whole:
                due = outer.pop()
                state = self._reached(list(due), [(state, one) for one in due] if state.may_go_on else [])
        return may_stop or (state is not None and state.is_whole)

    def start(self, situation: Situation) -> State:
        """Nothing of a sentence is there yet."""
        return self._at(self._begin(situation))

    def _begin(self, situation: Situation) -> Spot:
        if self._number > MOST_STATES:
            self._forget()
        found = self._begins.get(situation)
        if found is None:
            whole = self._named.setdefault(situation.start, Named(situation.start, False, None))
            only = next(iter(situation.kinds)) if len(situation.kinds) == 1 else None
            under = Under(only, situation.kinds, situation.conditions, None)
            found = Spot(whole, under, "", Spot(self._ends, under, "", None))
            self._begins[situation] = found
        return found

    def step(self, state: State, symbol: Symbol) -> State | None:
        """Where a symbol leads; None where nothing goes on so."""
        sign = self._signs.of(symbol)
        if sign is None:
            return None
        found = state.steps.get(sign, _UNMET)
        return self._step(state, sign) if found is _UNMET else found

    def places(self, state: State) -> frozenset[Place]:
        """Words and slots that may come next."""
        found: set[Place] = set()
        seen: set[State] = set()
        waiting = [state]
        while waiting:
            one = waiting.pop()
            if one in seen:
                continue
            seen.add(one)
            waiting += [inner for inner, _ in one.inner]
            for spot in one.spots:
                if isinstance(spot.node, Text | Forms | SlotPlace | Title):
                    found.add(spot.node)
                else:
                    waiting.append(self._part(spot).start)
        return frozenset(found)

    def _step(self, state: State, sign: Sign) -> State | None:
        """Where a sign leads that this state has not met."""
        due: list[Spot | None] = []
        begun: list[Begun] = []
        for inner, after in [*state.inner, *self._begun(state, sign, due)] if state.spots else state.inner:
            following = inner.steps.get(sign, _UNMET)
            if following is _UNMET:
                following = self._step(inner, sign)
            if following is not None:
                if following.may_go_on:
                    begun.append((following, after))
                if following.is_whole:
                    due.append(after)
        following = self._reached(due, begun)
        if following is not None or len(state.steps) < MOST_STEPS:
            state.steps[sign] = following
        return following

    def _begun(self, state: State, sign: Sign, due: "list[Spot | None]") -> list[Begun]:
        """Parts that a sign begins, with what is due after each; what is due after its word is told in `due`."""
        keys = sign.keys
        begun: list[Begun] = []
        for spot in state.spots:
            if spot.key:
                if spot.key in keys and (sign.slot is None or takes(spot, sign.slot)):
                    due.append(spot.after)
                continue
            part = spot.part or self._part(spot)
            if part.first.isdisjoint(keys):
                continue
            if part.is_word:
                due.append(spot.after)
            else:
                begun.append((part.start, spot.after))
        return begun

    def _reached(self, due: "list[Spot | None]", begun: "list[Begun]") -> State | None:
        """The state of what is due, and of parts that have begun; a part after which nothing is due is its own."""
        if not begun:
            if not due:
                return None
            if len(due) == 1:
                return self._at(due[0])
        elif len(begun) == 1:
            inner, after = begun[0]
            if after is None and not any(due) and inner.is_whole == bool(due):
                return inner
            if not due:
                return self._within(begun[0])
        kernel = frozenset(due), frozenset(begun)
        found = self._states.get(kernel)
        if found is None:
            found = self._states[kernel] = self._kept(*kernel)
        return found

    def _within(self, begun: Begun) -> State:
        found = self._states.get(begun)
        if found is None:
            inner, after = begun
            self._number += 1
            found = self._states[begun] = State((), (begun,), False, True, {}, (inner, (after,)))
        return found

    def _at(self, spot: Spot | None) -> State:
        if spot is None:
            return self._done
        if spot.state is None:
            may_come, may_end = spot.closed or self._closed(spot)
            self._number += 1
            spot.state = State(may_come, (), may_end, True, {})
        return spot.state

    def _kept(self, due: "Iterable[Spot | None]", begun: Iterable[Begun]) -> State:
        spots: dict[Spot, None] = {}
        is_whole = False
        for spot in due:
            may_come, may_end = ((), True) if spot is None else spot.closed or self._closed(spot)
            is_whole = is_whole or may_end
            spots.update(dict.fromkeys(may_come))
        inner = tuple(begun)
        self._number += 1
        alone = None
        if inner and not spots and not is_whole and all([one is inner[0][0] for one, _ in inner]):
            alone = inner[0][0], tuple([after for _, after in inner])
        return State(tuple(spots), inner, is_whole, bool(spots or inner), {}, alone)

    def _closed(self, spot: Spot) -> tuple[tuple[Spot, ...], bool]:
        """A spot with those that may be due in its place, and whether the end may be."""
        if spot.closed is None:
            if spot.key or not self._part(spot).start.is_whole:
                spot.closed = (spot,), False
            elif spot.after is None:
                spot.closed = (spot,), True
            else:
                spots, may_end = self._closed(spot.after)
                spot.closed = (spot, *spots), may_end
        return spot.closed

    def _part(self, spot: Spot) -> Part:
        if spot.part is None:
            under = self._looked_at(spot.under, self._needs.of_node(spot.node))
            found = self._parts.get((spot.node, under))
            if found is None:
                found = self._parts[spot.node, under] = self._opened(spot.node, under)
            spot.part = found
        return spot.part

    def _opened(self, node: Node, under: Under) -> Part:
        if isinstance(node, Choice):
            ways = [(option, under) for option in node.options]
        elif isinstance(node, Hole):
            ways = [((), under) if under.about is None else under.about]
        elif isinstance(node, Named):
            ways = self._entered(node, under)
        else:
            ways = []
        start = self._kept([self._spots(nodes, inside) for nodes, inside in ways], ())
        first = {spot.key for spot in start.spots if spot.key}
        parts = [self._part(spot) for spot in start.spots if not spot.key]
        is_word = all(spot.after is None and not isinstance(spot.node, SlotPlace) for spot in start.spots)
        return Part(
            start,
            frozenset(first).union(*(part.first for part in parts)),
            is_word and all(one.is_word for one in parts),
        )

    def _entered(self, node: Named, under: Under) -> list[tuple[Sequence, Under]]:
        need = self._needs.inside(node.name)
        found: list[tuple[Sequence, Under]] = []
        for kind in sorted(under.kinds) if node.each else [under.kind]:
            about = None
            if node.about is not None:
                outer = Under(kind, under.kinds, under.conditions, under.about)
                about = node.about, self._looked_at(outer, self._needs.of(node.about))
            inside = self._looked_at(Under(kind, under.kinds, under.conditions, about), need)
            for entry in self._lexicon.shapes.get(node.name, ()):
                if holds(entry, kind, under.conditions):
                    found += [(pattern, inside) for pattern in entry.patterns]
        return found

    def _looked_at(self, under: Under, need: Need) -> Under:
        return Under(
            under.kind if need.of_kind else None,
            under.kinds if need.of_kinds else frozenset(),
            under.conditions & need.conditions,
            under.about if need.of_hole else None,
        )

    def _spots(self, nodes: Sequence, under: Under) -> Spot | None:
        after: Spot | None = None
        for node in reversed(nodes):
            after = Spot(node, under, key_of(node, self._lexicon.locale), after)
        return after


@lru_cache(maxsize=64)
def grammar_of(lexicon: Lexicon) -> Grammar:
    """The constructions of a language."""
    return Grammar(lexicon)
