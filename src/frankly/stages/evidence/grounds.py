"""Grounds: single pieces of evidence, and acts of one kind in one category where there are enough to tell together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from frankly.domain.evidence import Anchor, EvidenceKind, Ground
from frankly.domain.ledger import Piece, PieceKey
from frankly.domain.snapshot import Snapshot

MOST_GROUNDS = 12
"""Grounds kept of one item, strongest first."""

LEAST_TOGETHER = 3
"""Acts of one kind on so many items of one category are told together."""


@dataclass(frozen=True, slots=True, eq=False)
class Groups:
    """How the pieces of a slate may be told together; the same for every item, so found once.

    Attributes:
        of: int64, for each piece the number of its group, -1 where it stands alone only.
        keys: kind and category of each group.
        ids: id of each piece.
        anchors: place of a piece → its anchor, made when it is first asked for; see `anchor`.
    """

    of: NDArray[np.int64]
    keys: Sequence[PieceKey]
    ids: Sequence[str]
    anchors: dict[int, Anchor] = field(default_factory=dict)

    def anchor(self, place: int, piece: Piece) -> Anchor:
        """Anchor of a piece: of hundreds a few dozen are shown, often for several items."""
        if place not in self.anchors:
            self.anchors[place] = Anchor(type=piece.anchor_type, value=piece.anchor)
        return self.anchors[place]


def grouped(snapshot: Snapshot, pieces: Sequence[Piece]) -> Groups:
    """Groups of pieces: acts on items, by kind and the item's main category."""
    numbers: dict[tuple[EvidenceKind, int], int] = {}
    of = np.full(len(pieces), -1, np.int64)
    for place, piece in enumerate(pieces):
        code = int(snapshot.main_category[piece.row]) if piece.anchor_type == "item" and piece.at_ms >= 0 else -1
        if code >= 0:
            of[place] = numbers.setdefault((piece.kind, code), len(numbers))
    return Groups(
        of,
        [(kind, "category", snapshot.categories.names[code]) for kind, code in numbers],
        [f"e{place + 1}" for place in range(len(pieces))],
    )


def grounds_of(
    snapshot: Snapshot, row: int, pieces: Sequence[Piece], groups: Groups, units: NDArray[np.int64]
) -> list[Ground]:
    """The strongest grounds of one item; only what speaks for it.

    Args:
        snapshot: gives the counts of statistics.
        row: the item.
        pieces: facts that moved at least one item of the slate.
        groups: of the same pieces.
        units: contribution of each piece to the item's score, in billionths.
    """
    positive = np.flatnonzero(units > 0)
    whole = int(units[positive].sum())
    found = [(-int(units[place]), pieces[place].key, [place]) for place in _strongest(positive, units)]
    together = positive[groups.of[positive] >= 0]
    sums = np.zeros(len(groups.keys), np.int64)
    np.add.at(sums, groups.of[together], units[together])
    numbers = np.bincount(groups.of[together], minlength=len(groups.keys))
    for group in np.flatnonzero(numbers >= LEAST_TOGETHER).tolist():
        members = together[groups.of[together] == group]
        strongest = members[np.lexsort((members, -units[members]))].tolist()
        found.append((-int(sums[group]), groups.keys[group], strongest))
    # Ranked before they are made: of hundreds of grounds a dozen become objects.
    found.sort()
    return [_ground(snapshot, row, ground, pieces, groups, whole) for ground in found[:MOST_GROUNDS]]


def _strongest(positive: NDArray[np.int64], units: NDArray[np.int64]) -> list[int]:
    """Places that may be among the strongest: as many as are kept, and whatever equals the last of them."""
    if len(positive) > MOST_GROUNDS:
        least = np.partition(units[positive], len(positive) - MOST_GROUNDS)[len(positive) - MOST_GROUNDS]
        positive = positive[units[positive] >= least]
    return [int(place) for place in positive.tolist()]


def _ground(
    snapshot: Snapshot,
    row: int,
    found: tuple[int, PieceKey, list[int]],
    pieces: Sequence[Piece],
    groups: Groups,
    whole: int,
) -> Ground:
    negative, (kind, anchor_type, anchor), places = found
    is_single = len(places) == 1
    return Ground(
        kind=kind,
        anchor=groups.anchor(places[0], pieces[places[0]]) if is_single else Anchor(type=anchor_type, value=anchor),
        evidence=tuple(groups.ids[place] for place in places),
        # Only acts are told together, and an act's count is its own.
        count=count_of(snapshot, pieces[places[0]], row) if is_single else sum(pieces[place].count for place in places),
        contribution=-negative,
        share_ppm=-negative * 1_000_000 // max(whole, 1),
    )


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
