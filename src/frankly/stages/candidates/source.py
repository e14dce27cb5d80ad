"""What a candidate source is: a name and three pure functions. The pipeline asks the index between the first two."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from frankly.domain.deciding.ledger import Block, Piece
from frankly.domain.situation import Situation, VectorQuery
from frankly.domain.surface import SourceName

Rows: TypeAlias = NDArray[np.int64]
"""Rows of items in the snapshot."""

Units: TypeAlias = NDArray[np.int64]
"""Contributions, or what they are made of."""

Mask: TypeAlias = NDArray[np.bool_]
"""Whether something holds of each row. What is annotated inside a function is read whenever the function is called, and
to put such a type together takes 5 µs: so these have names."""

Answer: TypeAlias = Iterable[int]
"""Rows that the index answered, nearest first; looked up as they are asked for, since 600 of them cost .4 ms."""


def asks_nothing(situation: Situation) -> Sequence[VectorQuery]:
    """For sources that need no index."""
    return ()


@dataclass(frozen=True, slots=True)
class Source:
    """One way of finding and weighing candidates. It has either `weigh` or `block`.

    Attributes:
        name: as surfaces name it.
        propose: rows it proposes, best first, at most `limit`; gets the rows that the index answered to its queries.
        weigh: its evidence over any candidates: pieces and contributions in billionths *before* the source's weight.
        queries: what it asks of the vector index, most important first.
        block: the same with the weight in it, for sources that sum over hundreds of acts.
    """

    name: SourceName
    propose: Callable[[Situation, Sequence[Answer], int], Rows]
    weigh: Callable[[Situation, Rows], tuple[Sequence[Piece], NDArray[np.int64]]] | None = None
    queries: Callable[[Situation], Sequence[VectorQuery]] = asks_nothing
    block: Callable[[Situation, Rows], Block] | None = None


def weighed(source: Source, situation: Situation, rows: Rows) -> Block:
    """A source's block of the ledger over some rows: `totals` says what it makes of each, its weight included."""
    if source.block is not None:
        return source.block(situation, rows)
    if source.weigh is None:
        raise TypeError(f"source '{source.name}' weighs nothing")
    pieces, table = source.weigh(situation, rows)
    moved = np.flatnonzero(table.any(axis=1))
    units = scaled(table[moved], situation.surface.sources[source.name].weight)
    return Block.of(source.name, [pieces[index] for index in moved.tolist()], units)


def scaled(units: NDArray[np.int64], weight_ppm: int) -> NDArray[np.int64]:
    """Units times a weight, whole.

    Whole numbers below 2^53 become floats without loss; one product an element is rounded alike on every machine and in
    every shape of array. Only sums depend on their order, and there are none here.
    """
    product = np.multiply(units, weight_ppm / 1_000_000, dtype=np.float64)
    return np.rint(product, out=product).astype(np.int64)
