"""Grounds: single pieces of evidence, and acts of one kind in one category where there are enough to tell together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from frankly.domain.deciding.ledger import Piece, PieceKey
from frankly.domain.deciding.snapshot import Snapshot
from frankly.domain.evidence import EVIDENCE_KINDS, Anchor, EvidenceKind, Ground
from frankly.domain.surface import SourceName
from frankly.stages.evidence.cut import SlateLedger
from frankly.stages.evidence.made import Made

MOST_GROUNDS = 12
"""Grounds kept of one item, strongest first."""

OCCASION: Final[SourceName] = "occasion"
"""Source of acts on what a message is written for."""

LEAST_TOGETHER = 3
"""Acts of one kind on so many items of one category are told together."""


@dataclass(frozen=True, slots=True, eq=False)
class Ranked:
    """Pieces of a slate by strength, found once for all its items.

    Attributes:
        places: int64, shape (slots, pieces): pieces by how much they moved each item, for or against it, strongest
            first; equal ones in the order of the pieces.
        units: int64, shape (slots, pieces): their contributions, in the same order.
        moved: how many moved each item.
        positive: sum of all contributions that speak for each item.
    """

    places: NDArray[np.int64]
    units: NDArray[np.int64]
    moved: Sequence[int]
    positive: Sequence[int]


def ranked(cut: SlateLedger) -> Ranked:
    """Rank the pieces of a slate for each of its items."""
    whole = np.ascontiguousarray(cut.whole.T)
    places = np.argsort(-np.abs(whole), axis=1, kind="stable")
    return Ranked(
        places,
        np.take_along_axis(whole, places, axis=1),
        np.count_nonzero(whole, axis=1).tolist(),
        np.maximum(whole, 0).sum(axis=1).tolist(),
    )


@dataclass(frozen=True, slots=True, eq=False)
class Groups:
    """How the pieces of a slate may be told together, found once for all its items.

    Attributes:
        keys: kind and category of each group.
        units: int64, shape (slots, groups): what the members that speak for an item contribute together.
        sizes: int64, shape (slots, groups): how many they are.
        ends: int64, shape (slots, groups): where they end in `members`.
        members: int64: ranks of pieces that speak for an item, by slot and group, ascending.
    """

    keys: Sequence[PieceKey]
    units: NDArray[np.int64]
    sizes: NDArray[np.int64]
    ends: NDArray[np.int64]
    members: NDArray[np.int64]

    def of(self, slot: int, group: int) -> list[int]:
        """Ranks of the members of a group that speak for an item, strongest first."""
        found: list[int] = self.members_of(slot, group).tolist()
        return found

    def members_of(self, slot: int, group: int) -> NDArray[np.int64]:
        """The same as a part of the column."""
        end = self.ends[slot, group]
        return self.members[end - self.sizes[slot, group] : end]


def grouped(snapshot: Snapshot, cut: SlateLedger, ranks: Ranked) -> Groups:
    """Groups of a slate's pieces: acts on items, by kind and the item's main category."""
    categories = np.where(cut.rows >= 0, snapshot.main_category[cut.rows], -1) if len(cut.rows) else cut.rows
    together = np.flatnonzero(categories >= 0)
    width = len(snapshot.categories.names) or 1
    codes, numbers = np.unique(cut.kinds[together] * width + categories[together], return_inverse=True)
    group_of = np.full(len(cut.rows), -1, np.int64)
    group_of[together] = numbers
    # Slot by slot, strongest first; sorting stably by group then leaves them so within each.
    groups = np.where(_for_which(cut, ranks), -1, group_of[ranks.places])
    slots, at = np.nonzero((ranks.units > 0) & (groups >= 0))
    cells = slots * len(codes) + groups[slots, at]
    shape = (cut.whole.shape[1], len(codes))
    # Short numbers are sorted digit by digit, four times as fast.
    is_short = shape[0] * shape[1] <= np.iinfo(np.uint16).max
    order = np.argsort(cells.astype(np.uint16) if is_short else cells, kind="stable")
    slots, at = slots[order], at[order]
    sizes = np.bincount(cells, minlength=shape[0] * shape[1])
    ends = np.cumsum(sizes)
    sums = np.concatenate(([0], np.cumsum(ranks.units[slots, at])))
    keys: list[PieceKey] = [
        (EVIDENCE_KINDS[code // width], "category", snapshot.categories.names[code % width]) for code in codes.tolist()
    ]
    return Groups(
        keys,
        (sums[ends] - sums[ends - sizes]).reshape(shape),
        sizes.reshape(shape),
        ends.reshape(shape),
        at,
    )


def _for_which(cut: SlateLedger, ranks: Ranked) -> NDArray[np.bool_]:
    """Which pieces, as they are ranked, made an item the occasion of its message: they are told by themselves.

    Returns:
        One answer for each slot and piece.
    """
    if OCCASION not in cut.sources:
        return np.zeros(ranks.places.shape, np.bool_)
    own = cut.units[:, list(cut.sources).index(OCCASION), :].T
    found: NDArray[np.bool_] = np.take_along_axis(own, ranks.places, axis=1) > 0
    return found


class Strongest:
    """The strongest grounds of one item, strongest first; only what speaks for it.

    Until it is told of, a ground is a number: the rank of its piece, or below zero the group of its pieces.

    Attributes:
        numbers: of the grounds.
        units: what each contributes.
    """

    def __init__(self, cut: SlateLedger, ranks: Ranked, groups: Groups, slot: int) -> None:
        """Find them.

        Args:
            cut: the slate's facts.
            ranks: of the same facts.
            groups: of the same facts.
            slot: which item, counted from 0.
        """
        self._cut, self._groups, self._slot = cut, groups, slot
        self._places = ranks.places[slot]
        together = np.flatnonzero(groups.sizes[slot] >= LEAST_TOGETHER)
        found = _singles(ranks.units[slot])
        found += zip((-groups.units[slot, together]).tolist(), (~together).tolist(), strict=True)
        # Ranked before anything is made of them: of hundreds of grounds a few are told.
        found.sort()
        if len({negative for negative, _ in found}) < len(found):
            found.sort(key=lambda one: (one[0], self.key(one[1])))
        self.numbers = [number for _, number in found[:MOST_GROUNDS]]
        self.units = [-negative for negative, _ in found[:MOST_GROUNDS]]

    def key(self, number: int) -> PieceKey:
        """Kind and anchor of a ground."""
        return self._cut.told(int(self._places[number])).key if number >= 0 else self._groups.keys[~number]

    def ranks(self, number: int) -> list[int]:
        """Ranks of a ground's pieces, strongest first."""
        return [number] if number >= 0 else self._groups.of(self._slot, ~number)

    def places(self, number: int) -> NDArray[np.int64]:
        """Its pieces, strongest first."""
        ranks = self._groups.members_of(self._slot, ~number) if number < 0 else np.array([number])
        found: NDArray[np.int64] = self._places[ranks]
        return found


def _singles(units: NDArray[np.int64]) -> list[tuple[int, int]]:
    """Pieces that may be among the strongest, as many as are kept and whatever equals the last of them."""
    speak = np.flatnonzero(units > 0)
    if len(speak) > MOST_GROUNDS:
        speak = speak[units[speak] >= units[speak[MOST_GROUNDS - 1]]]
    return list(zip((-units[speak]).tolist(), speak.tolist(), strict=True))


def grounds_of(snapshot: Snapshot, row: int, cut: SlateLedger, found: Strongest, whole: int) -> Made[Ground]:
    """Objects of an item's grounds.

    Args:
        snapshot: gives the counts of statistics.
        row: the item.
        cut: the slate's facts.
        found: the item's grounds.
        whole: sum of all contributions for the item.
    """

    def ground(number: int) -> Ground:
        one, units = found.numbers[number], found.units[number]
        places = found.places(one)
        pieces = places.tolist()
        kind, anchor_type, value = found.key(one)
        # Only acts are told together, and an act's count is its own.
        count = int(cut.counts[places].sum()) if one < 0 else count_at(snapshot, cut, pieces[0], row)
        return Ground.trusted(
            kind=kind,
            anchor=Anchor.trusted(type=anchor_type, value=value),
            evidence=tuple([cut.names[place] for place in pieces]),
            count=count,
            contribution=units,
            share_ppm=units * 1_000_000 // max(whole, 1),
        )

    return Made(len(found.numbers), ground)


_OF_ALL = frozenset({EvidenceKind.POPULAR, EvidenceKind.POPULAR_IN_CATEGORY, EvidenceKind.OUTSIDE_USUAL})


def count_at(snapshot: Snapshot, cut: SlateLedger, place: int, row: int) -> int:
    """The count of a piece of a slate's ledger; of an act it is read without making the piece."""
    count = cut.told(place).count
    return count_of(snapshot, cut.pieces[place], row) if count is None else count


def count_of(snapshot: Snapshot, piece: Piece, row: int) -> int:
    """How many acts, or for a statistic how many people stand behind this item."""
    if piece.at_ms >= 0:
        return piece.count
    statistics = snapshot.statistics
    if piece.kind in _OF_ALL:
        return _at(statistics.popular_people, row)
    if piece.kind is EvidenceKind.TRENDING:
        return _at(statistics.trending_people, row)
    cohorts: Mapping[EvidenceKind, Mapping[str, tuple[NDArray[np.int32], ...]]] = {
        EvidenceKind.POPULAR_IN_REGION: statistics.by_region,
        EvidenceKind.POPULAR_IN_SEGMENT: statistics.by_segment,
    }
    if piece.kind in cohorts:
        rows, _, people = cohorts[piece.kind][piece.anchor]
        found = np.flatnonzero(rows == row)
        return int(people[found[0]]) if len(found) else 0
    return piece.count


def _at(values: NDArray[np.int32], row: int) -> int:
    return int(values[row]) if row < len(values) else 0
