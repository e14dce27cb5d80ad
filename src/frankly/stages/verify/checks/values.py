"""What slots would be filled with: known, of enough people, told once, and nothing that claims or orders by itself."""

from typing import Final

from frankly.domain.evidence import Evidence, EvidenceKind
from frankly.domain.text import Verdict
from frankly.domain.text_slot import CROWD_KINDS, CROWD_PEOPLE
from frankly.domain.untrusted.instructions import has_instruction
from frankly.stages.verify.checks.slots import fields_of
from frankly.stages.verify.claim import RECENT_MS, Claim
from frankly.stages.verify.codes import Code, verdict
from frankly.stages.verify.fill import value_of
from frankly.stages.verify.parse import Slot
from frankly.stages.verify.vocabulary.claims import STRONG, claims_in

_SAID_BY_PEOPLE: Final = frozenset({"query", "label"})


def check(claim: Claim) -> list[Verdict]:
    """Refuse what cannot be filled, is no news any more, counts too few people, or nobody should repeat."""
    found = [*_same_title(claim), *_old_trend(claim)]
    for slot in claim.parsed.slots:
        name = claim.names[slot.owner]
        if slot.field in _SAID_BY_PEOPLE:
            found += _unsaid(claim, slot)
        if slot.field in fields_of(claim.saying, slot) and value_of(claim.bearing, name, slot.field) is None:
            found.append(verdict(Code.SLOT_ABSENT, slot.span, f"'{slot.field}' is unknown; say nothing of it"))
        if slot.field == "count" and _counts_too_few(claim.bearing.evidence.get(name)):
            hint = f"a number of people needs at least {CROWD_PEOPLE}"
            found.append(verdict(Code.TOO_FEW_PEOPLE, slot.span, hint))
    return found


def _same_title(claim: Claim) -> list[Verdict]:
    """One item under two ids is one item: told as two it would be a lie."""
    seen = set()
    found = []
    for slot in claim.parsed.slots:
        if slot.field != "title":
            continue
        value = value_of(claim.bearing, claim.names[slot.owner], slot.field)
        if value is not None and value in seen:
            hint = f"'{claim.names[slot.owner]}' is the same title again: tell of it once"
            found.append(verdict(Code.SLOT_TWICE, slot.span, hint))
        seen.add(value)
    return found


def _unsaid(claim: Claim, slot: Slot) -> list[Verdict]:
    """A search or a stated label is somebody's own words: those that claim or order something are not repeated."""
    value = value_of(claim.bearing, claim.names[slot.owner], slot.field)
    if not isinstance(value, str):
        return []
    claimed = next((value[slice(*span)] for code, span in claims_in(value, claim.saying.lexicon) if code in STRONG), "")
    if not claimed and not has_instruction(value):
        return []
    what = f"claims something ('{claimed}')" if claimed else "reads like an order"
    return [verdict(Code.VALUE_UNSAFE, slot.span, f"what it would repeat {what}: use a wording without it")]


def _counts_too_few(piece: Evidence | None) -> bool:
    return piece is not None and piece.kind in CROWD_KINDS and piece.count < CROWD_PEOPLE


def _old_trend(claim: Claim) -> list[Verdict]:
    """A trend is of the last thirty days; where it says no time, it is as new as its snapshot."""
    old = [
        piece.id
        for piece in claim.cited
        if piece.kind is EvidenceKind.TRENDING and piece.at is not None and claim.bearing.now - piece.at > RECENT_MS
    ]
    hint = f"{', '.join(old)}: this trend is over; tell other evidence"
    return [verdict(Code.TIME_UNLICENSED, (0, len(claim.draft.text)), hint)] if old else []
