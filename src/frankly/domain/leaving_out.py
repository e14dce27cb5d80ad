"""A ledger without some of its facts, made from the few columns that change: `Ledger.without` without its cost.

What is left out is left out of every source and for every candidate, as if it had never been known.
"""

from collections.abc import Callable, Sequence
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from frankly.domain.acts import Acts, SomeActs
from frankly.domain.evidence import EVIDENCE_KINDS, how_personal
from frankly.domain.ledger import Block, Ledger, Piece, PieceKey

Facts: TypeAlias = frozenset[PieceKey]
"""Facts that are left out together, or that stay alone."""

Rerun: TypeAlias = Callable[[Ledger], Sequence[int]]
"""Ranks a ledger again, seed, pins and what exploration drew held fixed; gives the slate's columns in their order."""


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
        self._places_of_acts: list[tuple[Acts, dict[PieceKey, int]]] = []

    def part(self, facts: Facts) -> NDArray[np.int64]:
        """What some facts make of every candidate together, in billionths, shape (candidates,)."""
        if facts not in self._parts:
            total = np.zeros(len(self.ledger.rows), np.int64)
            for block in self.ledger.blocks:
                places = self._places(block.pieces, facts)
                if len(places):
                    total += block.part(places)
            self._parts[facts] = total
        return self._parts[facts]

    def without(self, facts: Facts) -> Ledger:
        """The ledger as it would be had these facts never been known to any source."""
        blocks = []
        for block in self.ledger.blocks:
            gone = self._places(block.pieces, facts)
            blocks.append(_less(block, gone) if len(gone) else block)
        return Ledger(self.ledger.rows, tuple(blocks))

    def alone(self, facts: Facts) -> Ledger:
        """The ledger of these facts and of what is not about the person."""
        blocks = []
        for block in self.ledger.blocks:
            stays = np.union1d(self._places(block.pieces, facts), _impersonal(block.pieces))
            if len(stays):
                blocks.append(block if len(stays) == len(block.pieces) else _only(block, stays))
        return Ledger(self.ledger.rows, tuple(blocks))

    def _places(self, pieces: Sequence[Piece], facts: Facts) -> NDArray[np.int64]:
        """Places of some facts among a block's pieces, ascending."""
        if not isinstance(pieces, SomeActs):
            return np.array([place for place, piece in enumerate(pieces) if piece.key in facts], np.int64)
        known = self._known(pieces.whole)
        wanted = np.array(sorted(known[fact] for fact in facts if fact in known), np.int64)
        return np.flatnonzero(np.isin(pieces.places, wanted)) if len(wanted) else wanted

    def _known(self, whole: Acts) -> dict[PieceKey, int]:
        """Where each of a person's acts stands; found once, since every block asks."""
        found = next((places for acts, places in self._places_of_acts if acts is whole), None)
        if found is None:
            kinds = [EVIDENCE_KINDS[code] for code in whole.kinds.tolist()]
            keys = zip(kinds, whole.anchors, strict=True)
            found = {(kind, "item", anchor): place for place, (kind, anchor) in enumerate(keys)}
            self._places_of_acts.append((whole, found))
        return found


def _impersonal(pieces: Sequence[Piece]) -> NDArray[np.int64]:
    """Places of what is not about the person; acts always are."""
    if isinstance(pieces, SomeActs):
        return np.empty(0, np.int64)
    return np.array([place for place, piece in enumerate(pieces) if how_personal(piece.kind) == "none"], np.int64)


def _less(block: Block, gone: NDArray[np.int64]) -> Block:
    """A block without some of its pieces."""
    stays = np.setdiff1d(np.arange(len(block.pieces)), gone)
    return _of(block, stays, block.totals - block.part(gone))


def _only(block: Block, stays: NDArray[np.int64]) -> Block:
    """A block of some of its pieces."""
    return _of(block, stays, block.part(stays))


def _of(block: Block, stays: NDArray[np.int64], totals: NDArray[np.int64]) -> Block:
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
