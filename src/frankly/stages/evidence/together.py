"""The evidence of a whole slate, for the line above it: each fact once, its contributions to all items added up."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from frankly.domain.deciding.slate import Slate
from frankly.domain.evidence import EVIDENCE_KINDS, Evidence, EvidenceKind
from frankly.domain.saying.text_slot import CROWD_KINDS
from frankly.domain.situation import Situation
from frankly.stages.evidence.collect import MOST_CITED, ItemEvidence, evidence_of
from frankly.stages.evidence.cut import SlateLedger, name_of
from frankly.stages.evidence.made import Made


@dataclass(frozen=True, slots=True, eq=False)
class SlateEvidence:
    """What stands behind a slate as a whole.

    Attributes:
        evidence: the strongest pieces of each kind, as many as a line may cite; of crowds all. Made when asked for.
        kinds: id → kind of each, in the same order.
        units: id → what each contributed to all items together, in the same order.
        places: of each in the slate's columns, in the same order.
        effects: kind → what its shown pieces contributed together, where that is above zero.
    """

    evidence: Sequence[Evidence]
    kinds: Mapping[str, EvidenceKind]
    units: Mapping[str, int]
    places: Sequence[int]
    effects: Mapping[EvidenceKind, int]


NOTHING_TOGETHER = SlateEvidence((), {}, {}, (), {})


def together(situation: Situation, slate: Slate, cut: SlateLedger, items: Sequence[ItemEvidence]) -> SlateEvidence:
    """Add up the evidence that is shown of the items of a slate; a piece is told as it stands at the last of them."""
    places = np.array([place for item in items for place in item.places], np.int64)
    slots = np.repeat(np.arange(len(items)), [len(item.places) for item in items])
    units = np.zeros(len(cut.pieces), np.int64)
    last = np.full(len(cut.pieces), -1, np.int64)
    np.add.at(units, places, cut.whole[places, slots])
    np.maximum.at(last, places, slots)
    effects: dict[EvidenceKind, int] = {}
    told: list[int] = []
    for code in np.unique(cut.kinds[last >= 0]).tolist():
        kind = EVIDENCE_KINDS[code]
        members = np.flatnonzero((cut.kinds == code) & (units > 0))
        if len(members):
            effects[kind] = int(units[members].sum())
            told += members.tolist() if kind in CROWD_KINDS else _strongest(members, units)

    def evidence(number: int) -> Evidence:
        place = told[number]
        at = int(last[place])
        return evidence_of(situation, slate.slots[at], cut, place, cut.sources_of(place, at), int(units[place]))

    kinds = {cut.names[place]: EVIDENCE_KINDS[cut.kinds[place]] for place in told}
    parts = dict(zip(kinds, units[told].tolist(), strict=True))
    return SlateEvidence(Made(len(told), evidence), kinds, parts, told, effects)


def _strongest(members: NDArray[np.int64], units: NDArray[np.int64]) -> list[int]:
    """As many as a line may cite, and whatever equals the last of them, strongest first."""
    if len(members) > MOST_CITED:
        least = np.partition(units[members], len(members) - MOST_CITED)[len(members) - MOST_CITED]
        members = members[units[members] >= least]
    return sorted(members.tolist(), key=lambda place: (-int(units[place]), name_of(place)))
