"""A person's acts as columns: hundreds of facts are weighed at once, and objects are made of the few that are told."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import overload

import numpy as np
from numpy.typing import NDArray

from frankly.domain.deciding.ledger import Piece, PieceKey
from frankly.domain.evidence import EVIDENCE_CODES, EVIDENCE_KINDS


@dataclass(frozen=True, slots=True, eq=False)
class Acts(Sequence[Piece]):
    """Pieces of acts on items, strongest first. All columns have the same length.

    Attributes:
        kinds: int64, codes of `EVIDENCE_KINDS`.
        rows: int64, rows of the items in the snapshot.
        counts: int64, how often.
        at_ms: int64, the last time.
        strengths_ppm: int64, weight of the acts times their decay, below zero for acts against an item.
        weights_ppm: int64, the same before any decay.
        lags: int64, how many other items were acted on since.
        anchors: ids of the items.
        receipts: of each piece, newest first.
    """

    kinds: NDArray[np.int64]
    rows: NDArray[np.int64]
    counts: NDArray[np.int64]
    at_ms: NDArray[np.int64]
    strengths_ppm: NDArray[np.int64]
    weights_ppm: NDArray[np.int64]
    lags: NDArray[np.int64]
    anchors: Sequence[str]
    receipts: Sequence[tuple[str, ...]]

    _made: dict[int, Piece] = field(default_factory=dict, init=False, repr=False)
    _keys: list[PieceKey] = field(default_factory=list, init=False, repr=False)

    @staticmethod
    def of(pieces: Iterable[Piece]) -> "Acts":
        """Columns of pieces that are objects already."""
        made = list(pieces)
        acts = Acts(
            kinds=np.array([EVIDENCE_CODES[piece.kind] for piece in made], np.int64),
            rows=np.array([piece.row for piece in made], np.int64),
            counts=np.array([piece.count for piece in made], np.int64),
            at_ms=np.array([piece.at_ms for piece in made], np.int64),
            strengths_ppm=np.array([piece.strength_ppm for piece in made], np.int64),
            weights_ppm=np.array([piece.weight_ppm for piece in made], np.int64),
            lags=np.array([piece.lag for piece in made], np.int64),
            anchors=[piece.anchor for piece in made],
            receipts=[piece.receipts for piece in made],
        )
        acts._made.update(enumerate(made))
        return acts

    def __len__(self) -> int:
        """Number of pieces."""
        return len(self.anchors)

    @overload
    def __getitem__(self, place: int) -> Piece: ...

    @overload
    def __getitem__(self, place: slice) -> Sequence[Piece]: ...

    def __getitem__(self, place: int | slice) -> Piece | Sequence[Piece]:
        """One piece as an object, made when it is first asked for; or some of them."""
        if isinstance(place, slice):
            return [self[index] for index in range(*place.indices(len(self)))]
        if place not in self._made:
            if not -len(self) <= place < len(self):
                raise IndexError(place)
            self._made[place] = self._piece(place % len(self))
        return self._made[place]

    def _piece(self, place: int) -> Piece:
        return Piece(
            kind=EVIDENCE_KINDS[self.kinds[place]],
            anchor_type="item",
            anchor=self.anchors[place],
            row=int(self.rows[place]),
            count=int(self.counts[place]),
            at_ms=int(self.at_ms[place]),
            strength_ppm=int(self.strengths_ppm[place]),
            receipts=self.receipts[place],
            weight_ppm=int(self.weights_ppm[place]),
            lag=int(self.lags[place]),
        )

    def keys(self) -> Sequence[PieceKey]:
        """Kind and anchor of every piece; found once, without making the pieces."""
        if not self._keys:
            acts = zip(self.kinds.tolist(), self.anchors, strict=True)
            self._keys.extend([(EVIDENCE_KINDS[kind], "item", anchor) for kind, anchor in acts])
        return self._keys

    def receipts_of(self, places: NDArray[np.int64]) -> list[tuple[str, ...]]:
        """Receipts of some pieces."""
        return [self.receipts[place] for place in places.tolist()]

    def without(self, facts: Collection[PieceKey]) -> "Acts":
        """Acts of which some were never known; what was counted over all of them, lags among it, stays."""
        stays = np.array([key not in facts for key in self.keys()], np.bool_)
        if stays.all():
            return self
        places = np.flatnonzero(stays)
        return Acts(
            kinds=self.kinds[places],
            rows=self.rows[places],
            counts=self.counts[places],
            at_ms=self.at_ms[places],
            strengths_ppm=self.strengths_ppm[places],
            weights_ppm=self.weights_ppm[places],
            lags=self.lags[places],
            anchors=[self.anchors[place] for place in places.tolist()],
            receipts=self.receipts_of(places),
        )

    def where(self, holds: NDArray[np.bool_]) -> "SomeActs":
        """Those of the acts for which something holds."""
        return SomeActs(self, np.flatnonzero(holds))


@dataclass(frozen=True, slots=True, eq=False)
class SomeActs(Sequence[Piece]):
    """Some of a person's acts, in the same order.

    Attributes:
        whole: all of them.
        places: int64, which ones, ascending.
    """

    whole: Acts
    places: NDArray[np.int64]

    def __len__(self) -> int:
        """Number of pieces."""
        return len(self.places)

    @overload
    def __getitem__(self, place: int) -> Piece: ...

    @overload
    def __getitem__(self, place: slice) -> Sequence[Piece]: ...

    def __getitem__(self, place: int | slice) -> Piece | Sequence[Piece]:
        """One piece as an object, or some of them."""
        if isinstance(place, slice):
            return [self.whole[index] for index in self.places[place].tolist()]
        return self.whole[int(self.places[place])]

    @property
    def rows(self) -> NDArray[np.int64]:
        """Rows of the items in the snapshot."""
        return self.whole.rows[self.places]

    @property
    def strengths_ppm(self) -> NDArray[np.int64]:
        """Weight of the acts times their decay."""
        return self.whole.strengths_ppm[self.places]


NO_ACTS = Acts.of(())
