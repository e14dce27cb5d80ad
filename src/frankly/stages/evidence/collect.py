"""Collects the evidence of a slate from the ledger: ids, contributions by source, grounds.

One fact has one id in the whole decision, whichever items it moved.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from frankly.domain.deciding.slate import Slate, Slot
from frankly.domain.evidence import Anchor, Evidence, EvidenceKind, Ground
from frankly.domain.situation import Situation
from frankly.stages.evidence.cut import SlateLedger
from frankly.stages.evidence.grounds import Strongest, count_at, grounds_of, grouped, ranked
from frankly.stages.evidence.made import Made

MOST_SHOWN = 12
"""Pieces of evidence shown of one item, strongest first; the record's columns keep all of them."""

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
        evidence: strongest first; objects are made when they are asked for.
        grounds: strongest first; a ground of one piece has that piece's anchor.
        total: number of pieces that moved the score, shown or not.
        ids: of the evidence.
        places: of the evidence in the slate's columns; none for evidence of the place.
    """

    evidence: Sequence[Evidence]
    grounds: Sequence[Ground]
    total: int
    ids: Sequence[str] = ()
    places: Sequence[int] = ()

    @property
    def placed(self) -> Sequence[str]:
        """Ids of the evidence of the item's place."""
        return self.ids[len(self.places) :]


def collect(situation: Situation, slate: Slate, cut: SlateLedger, most: int = MOST_SHOWN) -> list[ItemEvidence]:
    """Find the evidence of every item of a slate.

    Args:
        situation: whose snapshot gives counts and categories.
        slate: the slate.
        cut: its part of the ledger.
        most: most pieces of evidence an item.

    Returns:
        For each slot its evidence and grounds. Contributions of all evidence (with `most` large enough) add up to the
        score exactly; evidence of the place (pinned, explored) contributes 0.
    """
    ranks = ranked(cut)
    groups = grouped(situation.snapshot, cut, ranks)
    found = []
    for index, slot in enumerate(slate.slots):
        grounds = Strongest(cut, ranks, groups, index)
        # A sentence about several acts cites them, so they must be there, however small each one is.
        told = {rank for ground in grounds.numbers[:MOST_TOLD] for rank in grounds.ranks(ground)[:MOST_CITED]}
        shown = ranks.places[index, sorted(told.union(range(min(most, ranks.moved[index]))))].tolist()
        made = grounds_of(situation.snapshot, slot.row, cut, grounds, ranks.positive[index])
        found.append(_item(situation, slot, index, cut, shown, made, ranks.moved[index]))
    return found


def _item(
    situation: Situation,
    slot: Slot,
    index: int,
    cut: SlateLedger,
    places: Sequence[int],
    grounds: Sequence[Ground],
    total: int,
) -> ItemEvidence:
    ids = [cut.names[place] for place in places]
    if slot.origin in PLACE:
        ids.append(f"p{index + 1}")

    @cache
    def parts() -> Sequence[dict[str, int]]:
        """What each contributed, by source; of most items some are asked for."""
        return cut.by_source(places, index)

    def evidence(number: int) -> Evidence:
        if number < len(places):
            return evidence_of(situation, slot, cut, places[number], parts()[number])
        anchor = Anchor(type="value" if slot.because else "none", value=slot.because)
        return Evidence(id=ids[number], kind=PLACE[slot.origin], anchor=anchor, contribution=0, sources={})

    return ItemEvidence(Made(len(ids), evidence), grounds, total, ids, places)


def evidence_of(
    situation: Situation,
    slot: Slot,
    cut: SlateLedger,
    place: int,
    sources: dict[str, int],
    contribution: int | None = None,
) -> Evidence:
    """One piece of evidence of one item, with what it contributed to it (or to several, where that is said)."""
    told = cut.told(place)
    return Evidence.trusted(
        id=cut.names[place],
        kind=told.kind,
        anchor=told.anchor,
        count=count_at(situation.snapshot, cut, place, slot.row) if told.count is None else told.count,
        at=told.at,
        contribution=sum(sources.values()) if contribution is None else contribution,
        sources=sources,
        receipts=told.receipts,
    )
