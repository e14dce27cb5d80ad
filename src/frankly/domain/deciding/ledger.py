"""The ledger: all evidence of a decision, as columns. A candidate's score is the sum of its column, nothing else."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from frankly.domain.evidence import AnchorType, EvidenceKind

PieceKey: TypeAlias = tuple[EvidenceKind, AnchorType, str]


@dataclass(frozen=True, slots=True)
class Piece:
    """One fact that may become evidence: acts of one kind on one item, a stated fact, a statistic, an editorial act.

    Attributes:
        kind: what it is.
        anchor_type: what it hangs on.
        anchor: id or label of what it hangs on.
        row: row of the anchor item in the snapshot, or -1.
        count: number of acts or people.
        at_ms: last time, or -1 where time does not matter.
        strength_ppm: weight of the acts times their decay at `now`, in parts per million; negative acts below zero.
        receipts: ids of the acts, newest first, at most ten.
        weight_ppm: weight of the acts before any decay, in parts per million.
        lag: how many other items the person acted on since; recorded once, and not counted anew without a piece.
    """

    kind: EvidenceKind
    anchor_type: AnchorType
    anchor: str
    row: int = -1
    count: int = 1
    at_ms: int = -1
    strength_ppm: int = 1_000_000
    receipts: tuple[str, ...] = ()
    weight_ppm: int = 1_000_000
    lag: int = 0

    @property
    def key(self) -> PieceKey:
        """What makes two pieces one fact: kind and anchor. A fact used by several sources is one piece."""
        return self.kind, self.anchor_type, self.anchor


Columns: TypeAlias = NDArray[np.int64]
"""Places of candidates in a ledger."""


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """What one source makes of some pieces, for every candidate.

    Attributes:
        source: name of the candidate source.
        pieces: the pieces, each key once.
        totals: int64, shape (candidates,): sum over the pieces in billionths, source weight included.
        table: contributions of each piece to some candidates, int64, shape (pieces, columns asked for). A sum over
            hundreds of acts is found without it; it is asked for where single acts are told.
        some: what some of the pieces, by their places, make of every candidate; None where only the table says it.
    """

    source: str
    pieces: Sequence[Piece]
    totals: NDArray[np.int64]
    table: Callable[[Columns], NDArray[np.int64]]
    some: Callable[[NDArray[np.int64]], NDArray[np.int64]] | None = None

    @staticmethod
    def of(source: str, pieces: Sequence[Piece], units: NDArray[np.int64]) -> "Block":
        """A block of a table that is there already, shape (pieces, candidates)."""
        return Block(
            source,
            pieces,
            units.sum(axis=0),
            lambda columns: units[:, columns],
            lambda places: units[places].sum(axis=0),
        )

    def part(self, places: NDArray[np.int64]) -> NDArray[np.int64]:
        """What some of the pieces make of every candidate, shape (candidates,)."""
        return self.some(places) if self.some is not None else self.units[places].sum(axis=0)

    @property
    def units(self) -> NDArray[np.int64]:
        """The whole table: for proofs and comparisons, not for requests."""
        return self.table(np.arange(len(self.totals)))


@dataclass(frozen=True, slots=True, eq=False)
class Ledger:
    """All evidence of a decision.

    Attributes:
        rows: int64, the candidates' rows in the snapshot, ascending.
        blocks: the sources' contributions.

    Invariant: leaving one piece out changes each score by exactly that piece's contribution.
    """

    rows: NDArray[np.int64]
    blocks: tuple[Block, ...]

    _sums: dict[str, NDArray[np.int64]] = field(default_factory=dict, init=False, repr=False)

    def scores(self) -> NDArray[np.int64]:
        """Scores of the candidates in billionths, shape (candidates,)."""
        total = np.zeros(len(self.rows), np.int64)
        for part in self.by_source().values():
            total += part
        return total

    def by_source(self) -> dict[str, NDArray[np.int64]]:
        """Source → its part of each candidate's score."""
        if not self._sums:
            # Ranking and the record ask for the same sums.
            for block in self.blocks:
                part = block.totals
                self._sums[block.source] = self._sums[block.source] + part if block.source in self._sums else part
        return dict(self._sums)

    def without(self, key: PieceKey) -> "Ledger":
        """The ledger as it would be had this fact never been known to any source."""
        blocks = []
        for block in self.blocks:
            keep = [index for index, piece in enumerate(block.pieces) if piece.key != key]
            blocks.append(Block.of(block.source, [block.pieces[index] for index in keep], block.units[keep]))
        return Ledger(self.rows, tuple(blocks))

    def contributions(self, column: int) -> list[tuple[Piece, dict[str, int]]]:
        """Pieces that moved one candidate with source → units, in order of blocks; others are left out."""
        found: dict[PieceKey, tuple[Piece, dict[str, int]]] = {}
        for block in self.blocks:
            units = block.table(np.array([column]))[:, 0]
            for index in np.flatnonzero(units).tolist():
                piece = block.pieces[index]
                _, parts = found.setdefault(piece.key, (piece, {}))
                parts[block.source] = parts.get(block.source, 0) + int(units[index])
        return list(found.values())
