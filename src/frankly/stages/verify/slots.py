"""Slots are typed fields on closed lists, filled from known values, and stand by themselves."""

from typing import Final

from frankly.domain.text import Verdict
from frankly.domain.text_slot import (
    ACT_KINDS,
    CROWD_KINDS,
    CROWD_PEOPLE,
    EVIDENCE_FIELDS,
    GROUND_FIELDS,
    ITEM_FIELDS,
    ITEM_FIELDS_IN_REASON,
)
from frankly.ports.verifier import Bearing
from frankly.stages.verify.claim import Claim
from frankly.stages.verify.codes import Code, verdict
from frankly.stages.verify.fill import value_of
from frankly.stages.verify.parse import Slot, Word

_BEFORE: Final = frozenset(" (“„‘‚")
_AFTER: Final = frozenset(" ).,:;?!…”“’‘")
_NO_FIELDS: Final[frozenset[str]] = frozenset()


def check(claim: Claim) -> list[Verdict]:
    """Refuse slots that are unknown, cannot be filled, touch something, or count something else than they say."""
    found = []
    for slot in claim.parsed.slots:
        fields = _fields(claim, slot)
        if slot.field not in fields:
            known = ", ".join(sorted(fields)) or "none"
            found.append(verdict(Code.SLOT_UNKNOWN, slot.span, f"'{slot.owner}' has these fields here: {known}"))
        elif _is_absent(claim.bearing, slot):
            found.append(verdict(Code.SLOT_ABSENT, slot.span, f"'{slot.field}' is unknown; say nothing of it"))
        found += _joined(claim.parsed.text, slot)
        if slot.field in {"count", "titles"}:
            found += _unit(claim, slot)
    return found


def _fields(claim: Claim, slot: Slot) -> frozenset[str]:
    """Fields of a slot's owner that this sentence may use."""
    if slot.owner == "item":
        return _item_fields(claim)
    if slot.owner.startswith("g"):
        ground = claim.bearing.grounds.get(slot.owner)
        return GROUND_FIELDS[ground.kind] if ground else _NO_FIELDS
    piece = claim.bearing.evidence.get(slot.owner)
    return EVIDENCE_FIELDS[piece.kind] if piece else _NO_FIELDS


def _item_fields(claim: Claim) -> frozenset[str]:
    if claim.draft.kind != "reason":
        return ITEM_FIELDS
    lists = [ITEM_FIELDS_IN_REASON[kind] for kind in claim.kinds]
    return lists[0].intersection(*lists[1:]) if lists else _NO_FIELDS


def _is_absent(bearing: Bearing, slot: Slot) -> bool:
    return value_of(bearing, slot.owner, slot.field) is None


def _joined(text: str, slot: Slot) -> list[Verdict]:
    start, end = slot.span
    free = (start == 0 or text[start - 1] in _BEFORE) and (end == len(text) or text[end] in _AFTER)
    return [] if free else [verdict(Code.SLOT_JOINED, slot.span, "put a space or a quotation mark around the slot")]


def _unit(claim: Claim, slot: Slot) -> list[Verdict]:
    piece = claim.bearing.evidence.get(slot.owner)
    is_crowd = piece is not None and piece.kind in CROWD_KINDS
    if is_crowd and piece is not None and piece.count < CROWD_PEOPLE:
        return [verdict(Code.TOO_FEW_PEOPLE, slot.span, f"a number of people needs at least {CROWD_PEOPLE}")]
    unit = "titles" if slot.field == "titles" else "people" if is_crowd else "times"
    allowed = claim.lexicon.units.get(unit, _NO_FIELDS)
    after = claim.parsed.parts[slot.index + 1] if slot.index + 1 < len(claim.parsed.parts) else None
    if isinstance(after, Word) and after.text in allowed:
        return []
    return [
        verdict(Code.SLOT_UNIT, slot.span, f"this number counts {unit}: follow it with {', '.join(sorted(allowed))}")
    ]


def tells_act_without_slot(claim: Claim) -> bool:
    """Whether a sentence about acts has no slot of its evidence."""
    return bool(claim.kinds & ACT_KINDS) and all(slot.owner == "item" for slot in claim.parsed.slots)
