"""Derives interests from acts, with receipts.

They are shown to people and steer diversity; they score nothing, or the same acts would count twice.
"""

from collections import defaultdict
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from frankly.domain.canonical import content_hash
from frankly.domain.deciding.ledger import Piece
from frankly.domain.deciding.snapshot import Labels, Snapshot
from frankly.domain.ids import FactId
from frankly.domain.person.profile import Fact, FactField, FactInput, FactKind, FactStatus
from frankly.domain.situation import Profile
from frankly.domain.time import EpochMs

LEAST_SHARE_PPM = 100_000
"""A label is an inferred interest from a tenth of the decayed positive weight on."""

MOST_RECEIPTS = 10


def fact_id(status: FactStatus, fact: FactInput) -> FactId:
    """The stable id of a fact: `f` and the hash of what it says."""
    field = str(fact.field) if fact.field else None
    return FactId("f" + content_hash([status, str(fact.kind), field, fact.value])[:16])


def infer_of(profile: Profile, snapshot: Snapshot) -> list[Fact]:
    """Derive interests from a profile: what its person denies is not inferred again. For people; it scores nothing."""
    averse = [fact for fact in profile.facts if fact.kind is FactKind.AVERSION]
    return infer(profile.acts, snapshot, frozenset((str(fact.field), fact.value.casefold()) for fact in averse))


def infer(acts: Sequence[Piece], snapshot: Snapshot, refused: frozenset[tuple[str, str]] = frozenset()) -> list[Fact]:
    """Derive interests from the positive pieces of a profile.

    Args:
        acts: pieces on items.
        snapshot: whose labels the items carry.
        refused: (field, value) of stated aversions in lower case: what a person denies is not inferred again.

    Returns:
        One fact for each category and creator with at least a tenth of the weight, strongest first.
    """
    positive = [piece for piece in acts if piece.strength_ppm > 0 and piece.row >= 0]
    whole = sum(piece.strength_ppm for piece in positive)
    if whole <= 0:
        return []
    facts: list[Fact] = []
    fields = (
        (FactField.CATEGORY, snapshot.categories, snapshot.main_category),
        (FactField.CREATOR, snapshot.creators, snapshot.main_creator),
    )
    for field, labels, main in fields:
        for name, pieces in _by_label(positive, labels, main).items():
            share = sum(piece.strength_ppm for piece in pieces) * 1_000_000 // whole
            is_habit = field is FactField.CATEGORY or len({piece.row for piece in pieces}) > 1
            if share >= LEAST_SHARE_PPM and is_habit and (field.value, name.casefold()) not in refused:
                facts.append(_fact(field, name, pieces, min(share, 1_000_000)))
    return sorted(facts, key=lambda fact: (-fact.weight_ppm, str(fact.field), fact.value))


def _by_label(pieces: Sequence[Piece], labels: Labels, main: NDArray[np.int32]) -> dict[str, list[Piece]]:
    """Main label → pieces on its items, in their order."""
    found: dict[str, list[Piece]] = defaultdict(list)
    codes = main[[piece.row for piece in pieces]].tolist()
    for piece, code in zip(pieces, codes, strict=True):
        if code >= 0:
            found[labels.names[code]].append(piece)
    return found


def _fact(field: FactField, name: str, pieces: Sequence[Piece], share_ppm: int) -> Fact:
    said = FactInput(kind=FactKind.INTEREST, field=field, value=name)
    newest = sorted(pieces, key=lambda piece: (-piece.at_ms, piece.row))
    return Fact(
        kind=said.kind,
        field=said.field,
        value=said.value,
        id=fact_id("inferred", said),
        status="inferred",
        origin="share_of_acts",
        at=EpochMs(max(piece.at_ms for piece in pieces)),
        receipts=tuple(receipt for piece in newest for receipt in piece.receipts[:1])[:MOST_RECEIPTS],
        weight_ppm=share_ppm,
    )
