"""What a candidate source is: a name and three pure functions. The pipeline asks the index between the first two."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from frankly.domain.ledger import Block, Piece
from frankly.domain.situation import Situation, VectorQuery
from frankly.domain.surface import SourceName

Rows: TypeAlias = NDArray[np.int64]
"""Rows of items in the snapshot."""


def asks_nothing(situation: Situation) -> Sequence[VectorQuery]:
    """For sources that need no index."""
    return ()


@dataclass(frozen=True, slots=True)
class Source:
    """One way of finding and weighing candidates.

    Attributes:
        name: as surfaces name it.
        propose: rows it proposes, best first, at most `limit`; gets the rows that the index answered to its queries.
        weigh: its evidence over any candidates: pieces and contributions in billionths *before* the source's weight.
        queries: what it asks of the vector index, most important first.
    """

    name: SourceName
    propose: Callable[[Situation, Sequence[Rows], int], Rows]
    weigh: Callable[[Situation, Rows], tuple[Sequence[Piece], NDArray[np.int64]]]
    queries: Callable[[Situation], Sequence[VectorQuery]] = asks_nothing


def weighed(source: Source, situation: Situation, rows: Rows) -> Block:
    """A source's block of the ledger: contributions times its weight in whole billionths, without idle pieces."""
    pieces, units = source.weigh(situation, rows)
    moved = np.flatnonzero(units.any(axis=1))
    if len(moved) < len(pieces):
        pieces, units = [pieces[index] for index in moved.tolist()], units[moved]
    # Whole numbers below 2^53 become floats without loss; one product an element is rounded alike on every machine and
    # in every shape of array. Only sums depend on their order, and there are none here.
    scaled = units * (situation.surface.sources[source.name].weight / 1_000_000)
    return Block(source.name, pieces, np.rint(scaled, out=scaled).astype(np.int64))
