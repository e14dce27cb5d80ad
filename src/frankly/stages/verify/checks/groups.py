"""What a group or a place is named after holds of what is in it: "3 titles by Ada" are all by Ada."""

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from frankly.domain.evidence import EvidenceKind
from frankly.domain.item import Item
from frankly.domain.saying.text import Verdict
from frankly.stages.verify.claim import Claim
from frankly.stages.verify.codes import Code, verdict

_HELD: Final[Mapping[str, Callable[[Item], Sequence[str]]]] = {
    "creator": lambda item: item.creators,
    "category": lambda item: item.categories,
    "tag": lambda item: item.tags,
}


def check(claim: Claim) -> list[Verdict]:
    """Refuse a sentence about a group that names what one of its items is not."""
    found = []
    for slot in claim.parsed.slots:
        held = _HELD.get(slot.field)
        ground = None if held is None else claim.bearing.grounds.get(claim.names[slot.owner])
        if ground is None or held is None or ground.anchor.type != slot.field:
            continue
        pieces = (claim.bearing.evidence.get(name) for name in ground.evidence)
        others = [
            piece.anchor.value
            for piece in pieces
            if piece is not None
            and piece.anchor.type == "item"
            and (item := claim.bearing.anchors.get(piece.anchor.value)) is not None
            and ground.anchor.value not in held(item)
        ]
        if others:
            hint = f"not of all: {', '.join(others[:3])}; name the group by what its items have in common"
            found.append(verdict(Code.WRONG_GROUP, slot.span, hint))
    return [*found, *_told_as_more(claim), *_popular_elsewhere(claim)]


def _told_as_more(claim: Claim) -> list[Verdict]:
    """Several acts on one item are no several items."""
    found = []
    for slot in claim.parsed.slots:
        ground = claim.bearing.grounds.get(claim.names[slot.owner]) if slot.field == "titles" else None
        if ground is None:
            continue
        pieces = [piece for name in ground.evidence if (piece := claim.bearing.evidence.get(name)) is not None]
        items = {piece.anchor.value for piece in pieces if piece.anchor.type == "item"}
        if len(pieces) == len(ground.evidence) and len(items) < len(pieces):
            found.append(verdict(Code.WRONG_GROUP, slot.span, "acts on one item count as one: tell of that item"))
    return found


def _popular_elsewhere(claim: Claim) -> list[Verdict]:
    item = claim.bearing.item
    if item is None:
        return []
    others = [
        piece.anchor.value
        for piece in claim.cited
        if piece.kind is EvidenceKind.POPULAR_IN_CATEGORY and piece.anchor.value not in item.categories
    ]
    hint = f"this item is not in '{', '.join(others)}': tell other evidence"
    return [verdict(Code.WRONG_GROUP, (0, len(claim.draft.text)), hint)] if others else []
