"""A ledger without some of its facts, made from the few columns that change: `Ledger.without` without its cost.

What is left out is left out of every source and for every candidate, as if it had never been known.
"""

from collections.abc import Callable, Sequence
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from frankly.domain.deciding.ledger import Block, Ledger, Piece, PieceKey
from frankly.domain.evidence import how_personal
from frankly.domain.person.acts import Acts, SomeActs

Facts: TypeAlias = frozenset[PieceKey]
"""Facts that are left out together, or that stay alone."""

Rerun: TypeAlias = Callable[[NDArray[np.int64], Facts], Sequence[int]]
"""Ranks over other scores, some facts being left out; seed, pins and what exploration drew stay as they were. Gives the
slate's columns in their order."""


class LeavingOut:
    """One ledger, and what would be left of it. Holds what it found: the same fact moves many items."""

    def __init__(self, ledger: Ledger) -> None:
        """Take a ledger; nothing is worked out yet.

        Args:
            ledger: evidence over the candidates.
        """
        self.ledger = ledger
        self.scores = ledger.scores()
        self._parts: dict[Facts, NDArray[np.int64]] = {}
        self._tables: dict[int, NDArray[np.int64]] = {}
        self._impersonal: list[NDArray[np.int64]] | None = None
        self._plain: NDArray[np.int64] | None = None
        self._places_of_acts: list[tuple[Acts, dict[PieceKey, int]]] = []
        self._columns: dict[int, NDArray[np.int64]] = {}
        self._asked: tuple[Acts | None, Facts, NDArray[np.int64]] = (None, frozenset(), _NO_PLACES)

    def part(self, facts: Facts) -> NDArray[np.int64]:
        """What some facts make of every candidate together, in billionths, shape (candidates,)."""
        if facts not in self._parts:
            total = np.zeros(len(self.ledger.rows), np.int64)
            for number in range(len(self.ledger.blocks)):
                places = self._places(number, facts)
                if len(places):
                    total += self._part(number, places)
            self._parts[facts] = total
        return self._parts[facts]

    def scores_without(self, facts: Facts) -> NDArray[np.int64]:
        """Scores without some facts; those of `without`."""
        return self.scores - self.part(facts)

    def scores_alone(self, facts: Facts) -> NDArray[np.int64]:
        """Scores of these facts and of what is not about the person; those of `alone`."""
        if self._plain is None:
            self._plain = self.alone(frozenset()).scores()
        return self._plain + self.part(frozenset(fact for fact in facts if how_personal(fact[0]) != "none"))

    def without(self, facts: Facts) -> Ledger:
        """The ledger as it would be had these facts never been known to any source."""
        blocks = []
        for number, block in enumerate(self.ledger.blocks):
            gone = self._places(number, facts)
            if len(gone):
                stays = np.ones(len(block.pieces), np.bool_)
                stays[gone] = False
                block = _of(block, np.flatnonzero(stays), block.totals - self._part(number, gone))
            blocks.append(block)
        return Ledger(self.ledger.rows, tuple(blocks))

    def alone(self, facts: Facts) -> Ledger:
        """The ledger of these facts and of what is not about the person."""
        if self._impersonal is None:
            self._impersonal = [_impersonal(block.pieces) for block in self.ledger.blocks]
        blocks = []
        for number, (block, always) in enumerate(zip(self.ledger.blocks, self._impersonal, strict=True)):
            stays = self._places(number, facts)
            stays = np.union1d(stays, always) if len(always) else stays
            if len(stays) == len(block.pieces):
                blocks.append(block)
            elif len(stays):
                blocks.append(_of(block, stays, self._part(number, stays)))
        return Ledger(self.ledger.rows, tuple(blocks))

    def own_acts(self) -> tuple[Acts | None, NDArray[np.int64]]:
        """The person's acts, and what each of them makes of each candidate, shape (acts, candidates)."""
        blocks = [(number, block.pieces) for number, block in enumerate(self.ledger.blocks)]
        of_acts = [(number, pieces) for number, pieces in blocks if isinstance(pieces, SomeActs)]
        whole = of_acts[0][1].whole if of_acts else None
        table = np.zeros((len(whole) if whole is not None else 0, len(self.ledger.rows)), np.int64)
        for number, pieces in of_acts:
            table[pieces.places] += self._table(number)
        return whole, table

    def _part(self, number: int, places: NDArray[np.int64]) -> NDArray[np.int64]:
        """What some pieces of a block make of every candidate."""
        some = self.ledger.blocks[number].some
        if some is not None and number not in self._tables:
            return some(places)
        part: NDArray[np.int64] = self._table(number)[places].sum(axis=0)
        return part

    def _table(self, number: int) -> NDArray[np.int64]:
        """The whole table of a block; made once, since it is asked for again with every question."""
        if number not in self._tables:
            self._tables[number] = self.ledger.blocks[number].units
        return self._tables[number]

    def _places(self, number: int, facts: Facts) -> NDArray[np.int64]:
        """Places of some facts among a block's pieces, ascending."""
        pieces = self.ledger.blocks[number].pieces
        if not isinstance(pieces, SomeActs):
            return np.array([place for place, piece in enumerate(pieces) if piece.key in facts], np.int64)
        wanted = self._wanted(pieces.whole, facts)
        places = self._column(number, pieces)[wanted] if len(wanted) else _NO_PLACES
        return places[places >= 0]

    def _wanted(self, whole: Acts, facts: Facts) -> NDArray[np.int64]:
        """Places of some facts among a person's acts, ascending; found once for all blocks."""
        acts, asked, found = self._asked
        if acts is not whole or asked is not facts:
            known = self._known(whole)
            found = np.array(sorted([known[fact] for fact in facts if fact in known]), np.int64)
            self._asked = whole, facts, found
        return found

    def _column(self, number: int, acts: SomeActs) -> NDArray[np.int64]:
        """For each of a person's acts its place among a block's, or -1; found once, since every question asks."""
        if number not in self._columns:
            column = np.full(len(acts.whole), -1, np.int64)
            column[acts.places] = np.arange(len(acts))
            self._columns[number] = column
        return self._columns[number]

    def _known(self, whole: Acts) -> dict[PieceKey, int]:
        """Where each of a person's acts stands; found once, since every block asks."""
        found = next((places for acts, places in self._places_of_acts if acts is whole), None)
        if found is None:
            found = dict(zip(whole.keys(), range(len(whole)), strict=True))
            self._places_of_acts.append((whole, found))
        return found


_NO_PLACES: Final = np.empty(0, np.int64)


def _impersonal(pieces: Sequence[Piece]) -> NDArray[np.int64]:
    """Places of what is not about the person; acts always are."""
    if isinstance(pieces, SomeActs):
        return np.empty(0, np.int64)
    return np.array([place for place, piece in enumerate(pieces) if how_personal(piece.kind) == "none"], np.int64)


def _of(block: Block, stays: NDArray[np.int64], totals: NDArray[np.int64]) -> Block:
    """A block of some of its pieces."""
    return Block(
        block.source,
        _some(block.pieces, stays),
        totals,
        lambda columns: block.table(columns)[stays],
        None if block.some is None else lambda places: block.part(stays[places]),
    )


def _some(pieces: Sequence[Piece], stays: NDArray[np.int64]) -> Sequence[Piece]:
    if isinstance(pieces, SomeActs):
        return SomeActs(pieces.whole, pieces.places[stays])
    return [pieces[place] for place in stays.tolist()]
