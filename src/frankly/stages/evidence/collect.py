"""Collects the evidence of a slate from the ledger: ids, contributions by source, grounds.

One fact has one id in the whole decision, whichever items it moved.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from frankly.domain.evidence import Anchor, Evidence, EvidenceKind, Ground
from frankly.domain.ledger import Ledger, Piece, PieceKey
from frankly.domain.situation import Situation
from frankly.domain.slate import Slate, Slot
from frankly.domain.time import EpochMs
from frankly.stages.evidence.grounds import Groups, count_of, grounds_of, grouped

MOST_SHOWN = 12
"""Pieces of evidence kept as objects for one item, strongest first; the record's columns keep all of them."""

MOST_TOLD = 5
"""Grounds of one item that a sentence may be about."""

MOST_CITED = 10
"""Pieces of one ground that a sentence cites."""

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
    place_of: dict[PieceKey, int] = {}
    pieces: list[Piece] = []
    parts: list[tuple[list[int], int, NDArray[np.int64]]] = []
    for block in ledger.blocks:
        units = block.units[:, wanted]
        moved = np.flatnonzero(units.any(axis=1))
        places = []
        for index in moved.tolist():
            piece = block.pieces[index]
            place = place_of.setdefault(piece.key, len(pieces))
            if place == len(pieces):
                pieces.append(piece)
            places.append(place)
        parts.append((places, sources.index(block.source), units[moved]))
    total = np.zeros((len(pieces), len(sources), len(wanted)), np.int64)
    for places, source, units in parts:
        # A block has each fact once, so that no place stands here twice.
        total[places, source] += units
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
    groups = grouped(situation.snapshot, cut.pieces)
    whole = cut.units.sum(axis=1)
    return [
        _item(situation, slot, index, cut, np.ascontiguousarray(whole[:, index]), groups, most)
        for index, slot in enumerate(slate.slots)
    ]


def _item(
    situation: Situation,
    slot: Slot,
    index: int,
    cut: SlateLedger,
    units: NDArray[np.int64],
    groups: Groups,
    most: int,
) -> ItemEvidence:
    moved = np.flatnonzero(units)
    ranked = moved[np.lexsort((moved, -np.abs(units[moved])))].tolist()
    grounds = grounds_of(situation.snapshot, slot.row, cut.pieces, groups, units)
    # A sentence about several acts cites them, so they must be there, however small each one is.
    tellable = (identity for ground in grounds[:MOST_TOLD] for identity in ground.evidence[:MOST_CITED])
    told = {int(identity[1:]) - 1 for identity in tellable}
    shown = [place for rank, place in enumerate(ranked) if rank < most or place in told]
    parts = _by_source(cut, shown, index)
    evidence = [
        _evidence(situation, slot, place, sources, cut, groups) for place, sources in zip(shown, parts, strict=True)
    ]
    if slot.origin in PLACE:
        kind = PLACE[slot.origin]
        anchor = Anchor(type="value" if slot.because else "none", value=slot.because)
        evidence.append(Evidence(id=f"p{index + 1}", kind=kind, anchor=anchor, contribution=0, sources={}))
    return ItemEvidence(evidence, grounds, len(moved))


def _by_source(cut: SlateLedger, places: Sequence[int], index: int) -> list[dict[str, int]]:
    """For each piece its contributions to one item by source; read at once, since single looks into an array cost."""
    units = cut.units[:, :, index][places]
    rows, sources = np.nonzero(units)
    found: list[dict[str, int]] = [{} for _ in places]
    for row, source, part in zip(rows.tolist(), sources.tolist(), units[rows, sources].tolist(), strict=True):
        found[row][cut.sources[source]] = part
    return found


def _evidence(
    situation: Situation, slot: Slot, place: int, sources: dict[str, int], cut: SlateLedger, groups: Groups
) -> Evidence:
    piece = cut.pieces[place]
    return Evidence(
        id=groups.ids[place],
        kind=piece.kind,
        anchor=groups.anchor(place, piece),
        count=count_of(situation.snapshot, piece, slot.row),
        at=EpochMs(piece.at_ms) if piece.at_ms >= 0 else None,
        contribution=sum(sources.values()),
        sources=sources,
        receipts=piece.receipts,
    )
