"""Grounds: single pieces of evidence, and acts of one kind in one category where there are enough to tell together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from frankly.domain.evidence import EVIDENCE_KINDS, Anchor, EvidenceKind, Ground
from frankly.domain.ledger import Piece, PieceKey
from frankly.domain.snapshot import Snapshot
from frankly.stages.evidence.cut import SlateLedger
from frankly.stages.evidence.made import Made

MOST_GROUNDS = 12
"""Grounds kept of one item, strongest first."""

LEAST_TOGETHER = 3
"""Acts of one kind on so many items of one category are told together."""


@dataclass(frozen=True, slots=True, eq=False)
class Groups:
    """How the pieces of a slate may be told together, found once for all its items.

    Attributes:
        of: int64, for each piece the number of its group, -1 where it stands alone only.
        keys: kind and category of each group.
        units: int64, shape (groups, slots): what the members that speak for an item contribute together.
        members: int64, shape (groups, slots): how many they are.
        positive: int64, shape (slots,): sum of all contributions for each item.
    """

    of: NDArray[np.int64]
    keys: Sequence[PieceKey]
    units: NDArray[np.int64]
    members: NDArray[np.int64]
    positive: NDArray[np.int64]


def grouped(snapshot: Snapshot, cut: SlateLedger) -> Groups:
    """Groups of a slate's pieces: acts on items, by kind and the item's main category."""
    categories = np.where(cut.rows >= 0, snapshot.main_category[cut.rows], -1) if len(cut.rows) else cut.rows
    together = np.flatnonzero(categories >= 0)
    width = len(snapshot.categories.names) or 1
    codes, numbers = np.unique(cut.kinds[together] * width + categories[together], return_inverse=True)
    of = np.full(len(cut.rows), -1, np.int64)
    of[together] = numbers
    positive = np.maximum(cut.whole, 0)
    units = np.zeros((len(codes), cut.whole.shape[1]), np.int64)
    members = np.zeros_like(units)
    np.add.at(units, numbers, positive[together])
    np.add.at(members, numbers, positive[together] > 0)
    keys: list[PieceKey] = [
        (EVIDENCE_KINDS[code // width], "category", snapshot.categories.names[code % width]) for code in codes.tolist()
    ]
    return Groups(of, keys, units, members, positive.sum(axis=0))


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """A ground before it is an object.

    Attributes:
        units: what it contributes.
        places: its pieces, strongest first.
        group: number of the group; None for a piece alone.
    """

    units: int
    places: Sequence[int]
    group: int | None


def strongest(cut: SlateLedger, groups: Groups, slot: int) -> list[Found]:
    """The strongest grounds of one item, strongest first; only what speaks for it.

    Args:
        cut: the slate's facts.
        groups: of the same facts.
        slot: which item, counted from 0.
    """
    units = cut.whole[:, slot]
    singles = _strongest(np.flatnonzero(units > 0), units)
    found = [(-part, place) for part, place in zip(units[singles].tolist(), singles.tolist(), strict=True)]
    told = np.flatnonzero(groups.members[:, slot] >= LEAST_TOGETHER)
    # A group stands below zero, so that one number says what it is.
    found += [(-part, ~group) for part, group in zip(groups.units[told, slot].tolist(), told.tolist(), strict=True)]
    # Ranked before anything is made of them: of hundreds of grounds a few are told.
    found.sort()
    if len({negative for negative, _ in found}) < len(found):
        found.sort(key=lambda entry: (entry[0], key_of(cut, groups, entry[1])))
    return [
        Found(-negative, [place], None) if place >= 0 else Found(-negative, _members(groups, units, ~place), ~place)
        for negative, place in found[:MOST_GROUNDS]
    ]


def key_of(cut: SlateLedger, groups: Groups, place: int) -> PieceKey:
    """Kind and anchor of a piece, or of a group, which stands below zero."""
    return cut.pieces[place].key if place >= 0 else groups.keys[~place]


def _strongest(positive: NDArray[np.int64], units: NDArray[np.int64]) -> NDArray[np.int64]:
    """Places that may be among the strongest: as many as are kept, and whatever equals the last of them."""
    if len(positive) > MOST_GROUNDS:
        least = np.partition(units[positive], len(positive) - MOST_GROUNDS)[len(positive) - MOST_GROUNDS]
        positive = positive[units[positive] >= least]
    return positive


def _members(groups: Groups, units: NDArray[np.int64], group: int) -> list[int]:
    members = np.flatnonzero((groups.of == group) & (units > 0))
    ranked: list[int] = members[np.argsort(-units[members], kind="stable")].tolist()
    return ranked


def grounds_of(
    snapshot: Snapshot, row: int, cut: SlateLedger, groups: Groups, found: Sequence[Found], whole: int
) -> Made[Ground]:
    """Objects of an item's grounds.

    Args:
        snapshot: gives the counts of statistics.
        row: the item.
        cut: the slate's facts.
        groups: of the same facts.
        found: the item's grounds.
        whole: sum of all contributions for the item.
    """

    def ground(number: int) -> Ground:
        one = found[number]
        kind, anchor_type, anchor = key_of(cut, groups, one.places[0] if one.group is None else ~one.group)
        # Only acts are told together, and an act's count is its own.
        count = (
            int(cut.counts[one.places].sum())
            if one.group is not None
            else count_of(snapshot, cut.pieces[one.places[0]], row)
        )
        return Ground(
            kind=kind,
            anchor=Anchor(type=anchor_type, value=anchor),
            evidence=tuple([f"e{place + 1}" for place in one.places]),
            count=count,
            contribution=one.units,
            share_ppm=one.units * 1_000_000 // max(whole, 1),
        )

    return Made(len(found), ground)


_OF_ALL = frozenset({EvidenceKind.POPULAR, EvidenceKind.POPULAR_IN_CATEGORY, EvidenceKind.OUTSIDE_USUAL})


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
