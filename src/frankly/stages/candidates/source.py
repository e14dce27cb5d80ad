"""What a candidate source is: a name and three pure functions. The pipeline asks the index between the first two."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from frankly.domain.ledger import Block, Piece
from frankly.domain.situation import Situation, VectorQuery
from frankly.domain.surface import SourceName

Rows: TypeAlias = NDArray[np.int64]
"""Rows of items in the snapshot."""

STRETCH = 64
"""Rows of a table that are worked on at once."""


def asks_nothing(situation: Situation) -> Sequence[VectorQuery]:
    """For sources that need no index."""
    return ()


@dataclass(frozen=True, slots=True, eq=False)
class Entries:
    """Contributions of single pairs of a piece and a candidate; all others are nothing. No pair stands twice.

    Attributes:
        pieces: index of each entry's piece.
        columns: index of its candidate, of any width.
        units: contribution in billionths.
    """

    pieces: NDArray[np.int64]
    columns: NDArray[np.signedinteger]
    units: NDArray[np.int64]

    def spread_out(self, pieces: int, candidates: int) -> NDArray[np.int64]:
        """The same as a full table, shape (pieces, candidates)."""
        table = np.zeros((pieces, candidates), np.int64)
        table[self.pieces, self.columns] = self.units
        return table


@dataclass(frozen=True, slots=True)
class Source:
    """One way of finding and weighing candidates.

    Attributes:
        name: as surfaces name it.
        propose: rows it proposes, best first, at most `limit`; gets the rows that the index answered to its queries.
        weigh: its evidence over any candidates: pieces and contributions in billionths *before* the source's weight.
        queries: what it asks of the vector index, most important first.
        entries: the same evidence as `weigh` pair by pair, for sources whose table would be nearly all zeros.
    """

    name: SourceName
    propose: Callable[[Situation, Sequence[Rows], int], Rows]
    weigh: Callable[[Situation, Rows], tuple[Sequence[Piece], NDArray[np.int64]]]
    queries: Callable[[Situation], Sequence[VectorQuery]] = asks_nothing
    entries: Callable[[Situation, Rows], tuple[Sequence[Piece], Entries]] | None = None


def weighed(source: Source, situation: Situation, rows: Rows) -> Block:
    """A source's block of the ledger: contributions times its weight in whole billionths, without idle pieces."""
    factor = situation.surface.sources[source.name].weight / 1_000_000
    if source.entries is not None:
        pieces, entries = source.entries(situation, rows)
        moved, places = np.unique(entries.pieces[entries.units != 0], return_inverse=True)
        kept = Entries(places, entries.columns[entries.units != 0], entries.units[entries.units != 0])
        units = replace(kept, units=_scaled(kept.units, factor).astype(np.int64)).spread_out(len(moved), len(rows))
    else:
        pieces, table = source.weigh(situation, rows)
        moved = np.flatnonzero(table.any(axis=1))
        units = np.empty((len(moved), len(rows)), np.int64)
        # A stretch of rows at a time stays in the processor's cache: a third less than the whole table at once.
        for start in range(0, len(moved), STRETCH):
            stretch = slice(start, start + STRETCH)
            units[stretch] = _scaled(table[moved[stretch]], factor)
    return Block(source.name, [pieces[index] for index in moved.tolist()], units)


def _scaled(units: NDArray[np.int64], factor: float) -> NDArray[np.float64]:
    """Units times a factor, whole.

    Whole numbers below 2^53 become floats without loss; one product an element is rounded alike on every machine and in
    every shape of array. Only sums depend on their order, and there are none here.
    """
    scaled = np.multiply(units, factor, dtype=np.float64)
    return np.rint(scaled, out=scaled)
