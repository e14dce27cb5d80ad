"""Finds the construction nearest to a sentence that fits none, and writes it out for whoever has to mend it."""

import re
from collections.abc import Iterable
from functools import lru_cache
from itertools import islice
from typing import Final

from frankly.stages.verify.vocabulary.automaton import Automaton
from frankly.stages.verify.vocabulary.examples import examples
from frankly.stages.verify.vocabulary.shapes import Place
from frankly.stages.verify.vocabulary.situation import TITLE, SlotSymbol, Symbol

MOST_NEXT: Final = 8
"""Most words that are named as what may come next."""


def hint_for(machine: Automaton, symbols: list[Symbol]) -> str:
    """What would mend a sentence that is no construction: what may come next where it ends, and a whole one."""
    count, state = machine.reach(symbols)
    said = " ".join(_shown(symbol) for symbol in symbols[max(0, count - 3) : count])
    following = ", ".join(_next(machine.places(state)))
    at = f"after '{said}'" if said else "at the beginning"
    ways = [f"{at} may come: {following}"] if following else []
    if state.is_whole:
        ways.append(f"or end {at}")
    near = nearest(machine, symbols)
    return "; ".join(["no construction goes on like this", *ways]) + (f"; say: {near}" if near else "")


def nearest(machine: Automaton, symbols: list[Symbol]) -> str:
    """The example of this situation that shares most words with the sentence."""
    said = frozenset(_shown(symbol).lower() for symbol in symbols)
    best = max(
        _examples(machine), key=lambda entry: (len(entry[1] & said) * 2 - len(entry[1] | said), entry[0]), default=None
    )
    return "" if best is None else best[0]


_SPLIT: Final = re.compile(r"\{[^}]*\}|[^\W\d_]+|[^\w\s]")


@lru_cache(maxsize=512)
def _examples(machine: Automaton) -> tuple[tuple[str, frozenset[str]], ...]:
    return tuple(
        (example, frozenset(_SPLIT.findall(example.lower())))
        for example in examples(machine.lexicon, machine.situation)
    )


def _next(places: Iterable[Place]) -> list[str]:
    names = {_place(place) for place in places}
    return sorted(islice(sorted(names, key=lambda name: (name[0] not in "{<", name)), MOST_NEXT))


def _place(place: object) -> str:
    field = getattr(place, "field", None)
    if field is not None:
        owner = getattr(place, "owner", "")
        return f"{{{owner}{'' if owner == 'item' else '1'}.{field}}}"
    return getattr(place, "text", "<end of the item's title>")


def _shown(symbol: Symbol) -> str:
    if isinstance(symbol, SlotSymbol):
        return f"{{{symbol.owner}{'' if symbol.owner == 'item' else '1'}.{symbol.field}}}"
    return "<end of the item's title>" if symbol == TITLE else symbol.lstrip("^")
