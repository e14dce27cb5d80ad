"""What a grammar is made of as far as sentences went: places, parts, and how far a part has come."""

from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

from frankly.stages.verify.vocabulary.shapes import Node, Sequence, SlotPlace
from frankly.stages.verify.vocabulary.signs import Sign
from frankly.stages.verify.vocabulary.situation import SlotSymbol


class Under(NamedTuple):
    """Where a node stands, as far as it looks at that.

    Attributes:
        kind: of the part that it stands inside of.
        kinds: all cited ones.
        conditions: what holds.
        about: what fills a hole, and where that was written.
    """

    kind: str | None
    kinds: frozenset[str]
    conditions: frozenset[str]
    about: "tuple[Sequence, Under] | None"


@dataclass(slots=True, eq=False)
class Spot:
    """A place of a pattern where something is due.

    Attributes:
        node: what: a word, a slot, or a part.
        under: where it stands.
        key: what a symbol that matches it has among its own; empty for a part.
        after: what is due next; None at the end.
        part: the part that stands here, once it was looked at.
        closed: this and what may stand instead since all before can be left out; whether the end may be there too.
        state: nothing but this is due.
    """

    node: Node
    under: Under
    key: str
    after: "Spot | None"
    part: "Part | None" = None
    closed: "tuple[tuple[Spot, ...], bool] | None" = None
    state: "State | None" = None


@dataclass(slots=True, eq=False)
class State:
    """How far a part has come.

    Attributes:
        spots: what may come next.
        inner: parts that have begun, with what is due after each.
        is_whole: whether it may end here.
        may_go_on: whether anything may come next.
        steps: symbol → where it leads; None where nothing goes on so.
        alone: the one part that has begun where nothing else may come and it may not end here, with all that is due
            after it; None where there is no such part.
    """

    spots: tuple[Spot, ...]
    inner: "tuple[Begun, ...]"
    is_whole: bool
    may_go_on: bool
    steps: "dict[Sign, State | None]"
    alone: "tuple[State, tuple[Spot | None, ...]] | None" = None


Begun: TypeAlias = tuple[State, Spot | None]
"""A part that has begun, and what is due after it."""


@dataclass(slots=True, eq=False)
class Part:
    """A part as it is open in one place.

    Attributes:
        start: nothing of it is there yet.
        first: keys of what it may begin with.
        is_word: whether it is one word, or nothing.
    """

    start: State
    first: frozenset[str]
    is_word: bool


def takes(spot: Spot, symbol: SlotSymbol) -> bool:
    """Whether a place of slots takes this one."""
    place, kind = spot.node, spot.under.kind
    return (
        isinstance(place, SlotPlace)
        and (symbol.of_last or not place.of_last)
        and (symbol.of_next or not place.of_next)
        and (kind is None or symbol.owner == "item" or kind == symbol.kind)
    )
