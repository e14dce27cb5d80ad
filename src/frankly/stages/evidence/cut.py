"""The slate's part of the ledger, as columns: equal facts of several sources folded together."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from frankly.domain.deciding.ledger import Block, Ledger, Piece, PieceKey
from frankly.domain.deciding.slate import Slate
from frankly.domain.evidence import EVIDENCE_CODES, EVIDENCE_KINDS, Anchor, EvidenceKind
from frankly.domain.person.acts import Acts, SomeActs
from frankly.domain.time import EpochMs
from frankly.stages.evidence.made import Made


@dataclass(frozen=True, slots=True)
class PieceTold:
    """What is told of a piece whichever item it moved.

    Attributes:
        kind: what it is.
        anchor: what it hangs on.
        at: when it last happened; None where time does not matter.
        receipts: ids of the acts behind it.
        count: number of acts; None for a statistic, which counts people behind each item.
    """

    kind: EvidenceKind
    anchor: Anchor
    at: EpochMs | None
    receipts: tuple[str, ...]
    count: int | None

    @property
    def key(self) -> PieceKey:
        """Kind and anchor, as the piece has them."""
        return self.kind, self.anchor.type, self.anchor.value


@dataclass(frozen=True, slots=True, eq=False)
class SlateLedger:
    """The slate's part of the ledger, as columns.

    Attributes:
        pieces: facts that moved at least one item of the slate.
        names: their ids; that of the n-th is `e<n+1>`.
        sources: names of the sources.
        units: int64, shape (pieces, sources, slots): contributions in billionths.
        whole: int64, shape (pieces, slots): the same over all sources.
        kinds: int64, codes of the pieces' kinds.
        rows: int64, rows of the items that they hang on, -1 for what is no act on an item.
        counts: int64, number of acts or people.
        parts: the pieces in stretches, for whoever needs all of them.
        starts: place of the first piece of each stretch.
    """

    pieces: Sequence[Piece]
    names: Sequence[str]
    sources: Sequence[str]
    units: NDArray[np.int64]
    whole: NDArray[np.int64]
    kinds: NDArray[np.int64]
    rows: NDArray[np.int64]
    counts: NDArray[np.int64]
    parts: Sequence[Sequence[Piece]]
    starts: Sequence[int]

    _told: dict[int, PieceTold] = field(default_factory=dict, init=False, repr=False)
    _keys: list[PieceKey] = field(default_factory=list, init=False, repr=False)

    def told(self, place: int) -> PieceTold:
        """What is told of a piece; found once, since a strong piece stands behind most of the items."""
        if place not in self._told:
            number = bisect_right(self.starts, place) - 1
            self._told[place] = _told(self.parts[number], place - self.starts[number])
        return self._told[place]

    def keys(self) -> Sequence[PieceKey]:
        """Kind and anchor of every piece; found once, without making the pieces."""
        if not self._keys:
            self._keys.extend(key for part in self.parts for key in _keys(part))
        return self._keys

    def sources_of(self, place: int, index: int) -> dict[str, int]:
        """What a piece contributed to one item, by source."""
        units = self.units[place, :, index].tolist()
        return {source: part for source, part in zip(self.sources, units, strict=True) if part}

    def by_source(self, places: Sequence[int], index: int) -> Sequence[dict[str, int]]:
        """The same for each of some pieces: read at once, and named where it is asked for."""
        units = self.units[places, :, index].tolist()

        def of(number: int) -> dict[str, int]:
            return {source: part for source, part in zip(self.sources, units[number], strict=True) if part}

        return Made(len(units), of)


def _told(pieces: Sequence[Piece], place: int) -> PieceTold:
    if isinstance(pieces, SomeActs):
        # Read from the columns: an object with all that is known of an act would cost five times as much.
        whole, act = pieces.whole, int(pieces.places[place])
        at_ms, anchor = int(whole.at_ms[act]), Anchor.trusted(type="item", value=whole.anchors[act])
        kind, receipts, count = EVIDENCE_KINDS[whole.kinds[act]], whole.receipts[act], int(whole.counts[act])
    else:
        piece = pieces[place]
        at_ms, anchor = piece.at_ms, Anchor.trusted(type=piece.anchor_type, value=piece.anchor)
        kind, receipts, count = piece.kind, piece.receipts, piece.count
    is_dated = at_ms >= 0
    return PieceTold(kind, anchor, EpochMs(at_ms) if is_dated else None, receipts, count if is_dated else None)


def _keys(pieces: Sequence[Piece]) -> list[PieceKey]:
    if not isinstance(pieces, SomeActs):
        return [piece.key for piece in pieces]
    keys = pieces.whole.keys()
    return [keys[place] for place in pieces.places.tolist()]


class _Folding:
    """Facts in the order in which they come, each once, act by act or as stretches of columns."""

    def __init__(self) -> None:
        self.number = 0
        self._parts: list[tuple[int, Sequence[Piece]]] = []
        self._places: dict[PieceKey, int] = {}
        self._of_acts: list[tuple[Acts, NDArray[np.int64]]] = []

    def places(self, pieces: Sequence[Piece], moved: NDArray[np.int64]) -> NDArray[np.int64]:
        """Places of some pieces of a block; those that are new are taken in."""
        if isinstance(pieces, SomeActs):
            return self._places_of_acts(SomeActs(pieces.whole, pieces.places[moved]))
        found = []
        for piece in (pieces[index] for index in moved.tolist()):
            if piece.key not in self._places:
                self._places[piece.key] = self._take([piece])
            found.append(self._places[piece.key])
        return np.array(found, np.int64)

    def _places_of_acts(self, acts: SomeActs) -> NDArray[np.int64]:
        known = self._known(acts.whole)
        fresh = acts.places[known[acts.places] < 0]
        if len(fresh):
            start = self._take(SomeActs(acts.whole, fresh))
            known[fresh] = np.arange(start, start + len(fresh))
        return known[acts.places]

    def _known(self, whole: Acts) -> NDArray[np.int64]:
        """Places of all of a person's acts, -1 where one is not taken in yet."""
        found = next((places for acts, places in self._of_acts if acts is whole), None)
        if found is None:
            found = np.full(len(whole), -1, np.int64)
            self._of_acts.append((whole, found))
        return found

    def _take(self, pieces: Sequence[Piece]) -> int:
        start = self.number
        self._parts.append((start, pieces))
        self.number += len(pieces)
        return start

    def pieces(self) -> Sequence[Piece]:
        """All of them; objects are made of those that are asked for."""
        starts = self.starts()

        def piece(place: int) -> Piece:
            start, pieces = self._parts[bisect_right(starts, place) - 1]
            return pieces[place - start]

        return Made(self.number, piece)

    def starts(self) -> Sequence[int]:
        """Place of the first piece of each stretch."""
        return [start for start, _ in self._parts]

    def parts(self) -> Sequence[Sequence[Piece]]:
        """The same as stretches of columns where they are columns."""
        return [pieces for _, pieces in self._parts]

    def columns(self) -> list[NDArray[np.int64]]:
        """Kinds, rows and counts of all of them."""
        parts = [_columns(pieces) for _, pieces in self._parts] or [(np.empty(0, np.int64),) * 3]
        return [np.concatenate(column) for column in zip(*parts, strict=True)]


def _columns(pieces: Sequence[Piece]) -> tuple[NDArray[np.int64], ...]:
    if isinstance(pieces, SomeActs):
        whole, places = pieces.whole, pieces.places
        return whole.kinds[places], whole.rows[places], whole.counts[places]
    rows = [(EVIDENCE_CODES[piece.kind], piece.row if _is_act(piece) else -1, piece.count) for piece in pieces]
    return tuple(np.array(column, np.int64) for column in zip(*rows, strict=True))


def _is_act(piece: Piece) -> bool:
    return piece.anchor_type == "item" and piece.at_ms >= 0


def columns(ledger: Ledger, slate: Slate) -> SlateLedger:
    """Cut the slate's columns out of the ledger and fold equal facts of several sources together."""
    wanted = np.array([slot.column for slot in slate.slots], np.int64)
    sources = list(dict.fromkeys(block.source for block in ledger.blocks))
    folding = _Folding()
    parts = [_part(block, wanted, folding) for block in ledger.blocks]
    # Source by source, so that adding up lies close together in memory: a fifth of the time.
    units = np.zeros((len(sources), folding.number, len(wanted)), np.int64)
    for block, (places, moved) in zip(ledger.blocks, parts, strict=True):
        # A block has each fact once, so that no place stands here twice.
        units[sources.index(block.source)][places] += moved
    kinds, rows, counts = folding.columns()
    return SlateLedger(
        folding.pieces(),
        _names(folding.number),
        sources,
        units.swapaxes(0, 1),
        units.sum(axis=0),
        kinds,
        rows,
        counts,
        folding.parts(),
        folding.starts(),
    )


def name_of(place: int) -> str:
    """Id of the evidence at a place of a slate's ledger."""
    return f"e{place + 1}"


_NAMES: Final = tuple([name_of(place) for place in range(2048)])
"""Ids are the same in every decision; few have more facts."""

_PLACES: Final = {name: place for place, name in enumerate(_NAMES)}


def places_of(names: Iterable[str]) -> list[int]:
    """Places of evidence in a slate's ledger, by its ids; grounds name hundreds, so they are looked up."""
    return [_PLACES[name] if name in _PLACES else int(name[1:]) - 1 for name in names]


def _names(number: int) -> Sequence[str]:
    return _NAMES[:number] if number <= len(_NAMES) else [name_of(place) for place in range(number)]


def _part(block: Block, wanted: NDArray[np.int64], folding: _Folding) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    units = block.table(wanted)
    moved = np.flatnonzero(units.any(axis=1))
    return folding.places(block.pieces, moved), units[moved]
