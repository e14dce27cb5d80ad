"""Fills the slots that are not pinned: the best by marginal relevance under the caps, changed only where a floor asks.

Caps always hold; pinned items are exempt from them and count towards them. Floors are served in their order (editorial,
recency, diversity), each with as many of its members as the pins, the caps and the floors before it leave room for;
what is missing then is reported.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from frankly.domain.deciding.slate import SlotOrigin
from frankly.domain.situation import Situation
from frankly.stages.ranking.mmr import Marginal, Relevance
from frankly.stages.ranking.order import contested
from frankly.stages.ranking.rules import Caps, Floor, still_needed

LEAST: Final = np.iinfo(np.int64).min
"""Below every marginal relevance."""


@dataclass(frozen=True, slots=True, eq=False)
class Filled:
    """What was chosen besides the pins.

    Attributes:
        columns: in the order of their slots.
        origins: column → why it is there.
        capped: columns that only a cap kept out when it was their turn.
        plain: what would be chosen without any floor.
    """

    columns: Sequence[int]
    origins: Mapping[int, SlotOrigin]
    capped: frozenset[int]
    plain: Sequence[int]


class _Choice:
    """A slate that grows by one candidate at a time."""

    def __init__(self, pool: NDArray[np.int64], relevance: Relevance, caps: Caps, pinned: Sequence[int]) -> None:
        self._pool, self._caps = pool, caps
        self._marginal = Marginal(relevance)
        self._free = np.ones(len(pool), np.bool_)
        self._admitted = caps.admits(pool)
        self.places: list[int] = []
        self.columns: list[int] = []
        self.capped: set[int] = set()
        for index in _places_of(pool, pinned):
            self._take(index)

    def add_best(self, among: NDArray[np.bool_] | None = None) -> bool:
        """Choose the best candidate that the caps admit, of some or of all; false when there is none."""
        eligible = self._free & self._admitted
        if among is not None:
            eligible &= among
        values = self._marginal.values()
        # The pool is in order of score and argmax takes the first: equal values are told apart by score, then by row.
        index = int(np.where(eligible, values, LEAST).argmax()) if len(values) else -1
        index = index if index >= 0 and eligible[index] else -1
        if among is None:
            self._note_capped(values, index)
        if index < 0:
            return False
        self._take(index)
        self.places.append(index)
        self.columns.append(int(self._pool[index]))
        return True

    def _note_capped(self, values: NDArray[np.int64], index: int) -> None:
        """Note which candidates only a cap kept from being taken before one, or at all."""
        blocked = self._free & ~self._admitted
        if blocked.any():
            turn = blocked if index < 0 else blocked & _ahead_of(values, index)
            self.capped |= set(self._pool[turn].tolist())

    def _take(self, index: int) -> None:
        self._free[index] = False
        column = int(self._pool[index])
        self._caps.take(column)
        self._admitted &= self._caps.admits_after(column, self._pool)
        self._marginal.choose(index)


def _ahead_of(values: NDArray[np.int64], index: int) -> NDArray[np.bool_]:
    """Which candidates would have been taken before one: greater ones, and equal ones that stand before it."""
    ahead: NDArray[np.bool_] = values > values[index]
    ahead[:index] |= values[:index] == values[index]
    return ahead


def fill(
    situation: Situation,
    rows: NDArray[np.int64],
    scores: NDArray[np.int64],
    order: NDArray[np.int64],
    pinned: Sequence[int],
    wanted: Sequence[Floor],
) -> Filled:
    """Choose what stands in the slots that are not pinned.

    Args:
        situation: whose surface holds.
        rows: rows of all candidates, by column.
        scores: their scores in billionths.
        order: columns of those that may appear, best first.
        pinned: columns that have a slot already.
        wanted: the floors, in the order in which they are served.
    """
    vectors = situation.snapshot.vectors[rows[order]]
    relevance = Relevance(
        contested(situation, rows[order], scores[order]), vectors, situation.surface.diversity.mmr_lambda
    )
    number = situation.surface.size - len(pinned)

    def chosen(floors: Sequence[Floor]) -> tuple[_Choice, dict[int, SlotOrigin]]:
        choice = _Choice(order, relevance, Caps(situation, rows), pinned)
        origins: dict[int, SlotOrigin] = {}
        for floor in floors:
            while len(choice.columns) < number and still_needed([floor], [*pinned, *choice.columns]):
                if not choice.add_best(floor.members[order]):
                    break
                origins[choice.columns[-1]] = floor.origin
        while len(choice.columns) < number and choice.add_best():
            pass
        return choice, origins

    plain, _ = chosen(())
    if not still_needed(wanted, [*pinned, *plain.columns]):
        return Filled(plain.columns, {}, frozenset(plain.capped), plain.columns)
    choice, origins = chosen(wanted)
    # A floor is the reason only of what would not be there without it.
    named = {column: origin for column, origin in origins.items() if column not in plain.columns}
    columns = _in_order(order, relevance, pinned, choice.places)
    return Filled(columns, named, frozenset(choice.capped), plain.columns)


def _in_order(pool: NDArray[np.int64], relevance: Relevance, pinned: Sequence[int], places: Sequence[int]) -> list[int]:
    """Columns in order of marginal relevance: what a floor brought in stands where it would by its own worth."""
    marginal = Marginal(relevance)
    for index in _places_of(pool, pinned):
        marginal.choose(index)
    left = sorted(places)
    ordered: list[int] = []
    while left:
        index = left.pop(int(marginal.values()[left].argmax()))
        ordered.append(int(pool[index]))
        marginal.choose(index)
    return ordered


def _places_of(pool: NDArray[np.int64], columns: Sequence[int]) -> list[int]:
    """Where some columns stand in the pool, as far as they do, ascending."""
    found: list[int] = np.flatnonzero(np.isin(pool, columns)).tolist() if len(columns) else []
    return found
