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
    """A source's block of the ledger: its contributions times its weight, each rounded once to whole billionths."""
    pieces, units = source.weigh(situation, rows)
    weight_ppm = situation.surface.sources[source.name].weight
    # float64 holds the product's 53 leading bits and rounds it once; every machine gives the same whole number.
    scaled = np.rint(units.astype(np.float64) * (weight_ppm / 1_000_000)).astype(np.int64)
    return Block(source.name, pieces, scaled)
