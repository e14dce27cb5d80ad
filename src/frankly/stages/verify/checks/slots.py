"""Slots are typed fields on closed lists, filled from known values, and stand by themselves."""

from typing import Final

from frankly.domain.saying.text import Verdict
from frankly.domain.saying.text_slot import (
    ACT_KINDS,
    CROWD_KINDS,
    EVIDENCE_FIELDS,
    GROUND_FIELDS,
    ITEM_FIELDS,
    ITEM_FIELDS_IN_REASON,
)
from frankly.stages.verify.claim import Saying
from frankly.stages.verify.codes import Code, verdict
from frankly.stages.verify.parse import Slot

_BEFORE: Final = frozenset(" (“„‘‚")
_AFTER: Final = frozenset(" ).,:;?!…”“’‘")
_NO_FIELDS: Final[frozenset[str]] = frozenset()


def check(saying: Saying) -> list[Verdict]:
    """Refuse slots that are unknown, touch something, or count something else than they say."""
    found = _twice(saying)
    for slot in saying.parsed.slots:
        fields = fields_of(saying, slot)
        if slot.field not in fields:
            known = ", ".join(sorted(fields)) or "none"
            found.append(verdict(Code.SLOT_UNKNOWN, slot.span, f"'{slot.owner}' has these fields here: {known}"))
        found += _joined(saying.text, slot)
        if slot.field in {"count", "titles"}:
            found += _unit(saying, slot)
    return found


def _twice(saying: Saying) -> list[Verdict]:
    slots = saying.parsed.slots
    found: list[Verdict] = []
    if len(slots) < 2:
        return found
    seen: set[tuple[str, str]] = set()
    for slot in slots:
        if (slot.owner, slot.field) in seen:
            hint = f"{{{slot.owner}.{slot.field}}} stands twice: say 'it', or leave one out"
            found.append(verdict(Code.SLOT_TWICE, slot.span, hint))
        seen.add((slot.owner, slot.field))
    return found


def fields_of(saying: Saying, slot: Slot) -> frozenset[str]:
    """Fields of a slot's owner that this sentence may use."""
    if slot.owner == "item":
        return _item_fields(saying)
    kind = dict(saying.owners)[slot.owner]
    if kind is None:
        return _NO_FIELDS
    return (GROUND_FIELDS if slot.owner.startswith("g") else EVIDENCE_FIELDS)[kind]


def _item_fields(saying: Saying) -> frozenset[str]:
    if saying.kind != "reason":
        return ITEM_FIELDS
    lists = [ITEM_FIELDS_IN_REASON[kind] for kind in saying.kinds]
    return lists[0].intersection(*lists[1:]) if lists else _NO_FIELDS


def _joined(text: str, slot: Slot) -> list[Verdict]:
    start, end = slot.span
    free = (start == 0 or text[start - 1] in _BEFORE) and (end == len(text) or text[end] in _AFTER)
    return [] if free else [verdict(Code.SLOT_JOINED, slot.span, "put a space or a quotation mark around the slot")]


def _unit(saying: Saying, slot: Slot) -> list[Verdict]:
    is_crowd = dict(saying.owners)[slot.owner] in CROWD_KINDS
    unit = "titles" if slot.field == "titles" else "people" if is_crowd else "times"
    allowed = saying.lexicon.units.get(unit, _NO_FIELDS)
    after = saying.parsed.tokens[slot.index + 1 : slot.index + 2]
    if not allowed.isdisjoint(after):
        return []
    return [
        verdict(Code.SLOT_UNIT, slot.span, f"this number counts {unit}: follow it with {', '.join(sorted(allowed))}")
    ]


def tells_act_without_slot(saying: Saying) -> bool:
    """Whether a sentence about acts has no slot of its evidence."""
    return bool(saying.kinds & ACT_KINDS) and all(slot.owner == "item" for slot in saying.parsed.slots)
