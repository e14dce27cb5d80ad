"""Collects the evidence of a slate from the ledger: ids, contributions by source, grounds.

One fact has one id in the whole decision, whichever items it moved.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from frankly.domain.evidence import Anchor, Evidence, EvidenceKind, Ground
from frankly.domain.ledger import Ledger, Piece, PieceKey
from frankly.domain.situation import Situation
from frankly.domain.slate import Slate, Slot
from frankly.domain.snapshot import Snapshot
from frankly.domain.time import EpochMs

MOST_SHOWN = 12
"""Pieces of evidence kept as objects for one item, strongest first; the record's columns keep all of them."""

LEAST_TOGETHER = 3
"""Acts of one kind on so many items of one category are told together."""

PLACE = {"pin": EvidenceKind.PINNED, "exploration": EvidenceKind.EXPLORED}
"""Evidence of an item's place that is not in its score."""


@dataclass(frozen=True, slots=True, eq=False)
class ItemEvidence:
    """What stands behind one item of the slate.

    Attributes:
        evidence: strongest first.
        grounds: strongest first; a ground of one piece has that piece's anchor.
        total: number of pieces that moved the score, shown or not.
    """

    evidence: Sequence[Evidence]
    grounds: Sequence[Ground]
    total: int


@dataclass(frozen=True, slots=True, eq=False)
class SlateLedger:
    """The slate's part of the ledger, as columns.

    Attributes:
        pieces: facts that moved at least one item of the slate; the id of the n-th is `e<n+1>`.
        sources: names of the sources.
        units: int64, shape (pieces, sources, slots): contributions in billionths.
    """

    pieces: Sequence[Piece]
    sources: Sequence[str]
    units: NDArray[np.int64]


def columns(ledger: Ledger, slate: Slate) -> SlateLedger:
    """Cut the slate's columns out of the ledger and fold equal facts of several sources together."""
    wanted = [slot.column for slot in slate.slots]
    sources = list(dict.fromkeys(block.source for block in ledger.blocks))
    index_of: dict[PieceKey, int] = {}
    pieces: list[Piece] = []
    parts: list[tuple[int, int, NDArray[np.int64]]] = []
    for block in ledger.blocks:
        units = block.units[:, wanted]
        for index in np.flatnonzero(units.any(axis=1)).tolist():
            piece = block.pieces[index]
            place = index_of.setdefault(piece.key, len(pieces))
            if place == len(pieces):
                pieces.append(piece)
            parts.append((place, sources.index(block.source), units[index]))
    total = np.zeros((len(pieces), len(sources), len(wanted)), np.int64)
    for place, source, units in parts:
        total[place, source] += units
    return SlateLedger(pieces, sources, total)


def collect(situation: Situation, slate: Slate, cut: SlateLedger, most: int = MOST_SHOWN) -> list[ItemEvidence]:
    """Make the evidence of every item of a slate.

    Args:
        situation: whose snapshot gives counts and categories.
        slate: the slate.
        cut: its part of the ledger.
        most: most pieces of evidence an item.

    Returns:
        For each slot its evidence and grounds. Contributions of all evidence (with `most` large enough) add up to the
        score exactly; evidence of the place (pinned, explored) contributes 0.
    """
    return [_item(situation, slot, index, cut, most) for index, slot in enumerate(slate.slots)]


def _item(situation: Situation, slot: Slot, index: int, cut: SlateLedger, most: int) -> ItemEvidence:
    units = cut.units[:, :, index].sum(axis=1)
    moved = np.flatnonzero(units)
    ranked = moved[np.lexsort((moved, -np.abs(units[moved])))]
    grounds = _grounds(situation.snapshot, slot.row, cut.pieces, units.tolist())
    told = {int(identity[1:]) - 1 for ground in grounds[:3] for identity in ground.evidence[:1]}
    shown = [*ranked[:most].tolist(), *sorted(told - set(ranked[:most].tolist()))]
    evidence = [_evidence(situation, slot, place, index, cut) for place in shown]
    if slot.origin in PLACE:
        kind = PLACE[slot.origin]
        anchor = Anchor(type="value" if slot.because else "none", value=slot.because)
        evidence.append(Evidence(id=f"p{index + 1}", kind=kind, anchor=anchor, contribution=0, sources={}))
    return ItemEvidence(evidence, grounds, len(moved))


def _evidence(situation: Situation, slot: Slot, place: int, index: int, cut: SlateLedger) -> Evidence:
    piece = cut.pieces[place]
    parts = cut.units[place, :, index]
    return Evidence(
        id=f"e{place + 1}",
        kind=piece.kind,
        anchor=Anchor(type=piece.anchor_type, value=piece.anchor),
        count=_count(situation.snapshot, piece, slot.row),
        at=EpochMs(piece.at_ms) if piece.at_ms >= 0 else None,
        contribution=int(parts.sum()),
        sources={cut.sources[number]: int(parts[number]) for number in np.flatnonzero(parts).tolist()},
        receipts=piece.receipts,
    )


def _count(snapshot: Snapshot, piece: Piece, row: int) -> int:
    """How many acts, or for a statistic how many people stand behind this item."""
    statistics = snapshot.statistics
    if piece.kind in {EvidenceKind.POPULAR, EvidenceKind.POPULAR_IN_CATEGORY, EvidenceKind.OUTSIDE_USUAL}:
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


def _grounds(snapshot: Snapshot, row: int, pieces: Sequence[Piece], units: Sequence[int]) -> list[Ground]:
    """Single pieces, and acts of one kind in one category where there are enough of them; positive ones only."""
    positive = [place for place, contribution in enumerate(units) if contribution > 0]
    whole = sum(units[place] for place in positive)
    together: dict[PieceKey, list[int]] = defaultdict(list)
    for place in positive:
        piece = pieces[place]
        code = int(snapshot.main_category[piece.row]) if piece.anchor_type == "item" and piece.at_ms >= 0 else -1
        if code >= 0:
            together[piece.kind, "category", snapshot.categories.names[code]].append(place)
    groups = [(pieces[place].key, [place]) for place in positive]
    groups += [(key, places) for key, places in together.items() if len(places) >= LEAST_TOGETHER]
    # Ranked before they are made: of hundreds of groups a dozen become objects.
    ranked = sorted((-sum(units[place] for place in places), key, places) for key, places in groups)
    return [_ground(snapshot, row, key, places, pieces, units, whole) for _, key, places in ranked[:MOST_SHOWN]]


def _ground(
    snapshot: Snapshot,
    row: int,
    key: PieceKey,
    places: Sequence[int],
    pieces: Sequence[Piece],
    units: Sequence[int],
    whole: int,
) -> Ground:
    kind, anchor_type, anchor = key
    strongest = sorted(places, key=lambda place: (-units[place], place))
    contribution = sum(units[place] for place in places)
    return Ground(
        kind=kind,
        anchor=Anchor(type=anchor_type, value=anchor),
        evidence=tuple(f"e{place + 1}" for place in strongest),
        count=sum(_count(snapshot, pieces[place], row) for place in places),
        contribution=contribution,
        share_ppm=contribution * 1_000_000 // max(whole, 1),
    )
