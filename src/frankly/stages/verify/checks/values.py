"""What slots would be filled with: known, several where a number is told, and nothing that claims or orders."""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from frankly.domain.evidence import Evidence, EvidenceKind
from frankly.domain.saying.text import Verdict
from frankly.domain.saying.text_slot import CROWD_KINDS, CROWD_PEOPLE, PASSING_FIELDS, SlotValue
from frankly.domain.untrusted.instructions import has_instruction
from frankly.stages.verify.checks.slots import fields_of
from frankly.stages.verify.claim import RECENT_MS, Claim
from frankly.stages.verify.codes import Code, verdict
from frankly.stages.verify.fill import value_of
from frankly.stages.verify.parse import Slot
from frankly.stages.verify.vocabulary.claims import STRONG, claims_in
from frankly.stages.verify.vocabulary.lexicon import Lexicon

_SAID_BY_PEOPLE: Final = frozenset({"query", "label"})
_BREAKS_OUT: Final = re.compile(r"[\"“”„«»‹›;(){}\[\]]|[.!?](?:\s|$)")
_LABELS: Final = frozenset({"label", "category", "creator", "tag", "segment", "region"})
_UNPROVED: Final = _SAID_BY_PEOPLE | _LABELS
"""Fields that hold words of people and of labels."""
_NUMBERS: Final = frozenset({"count", "titles"})
_MOST_NAME: Final = 2
"""Words of a label that is taken for a name whatever it says: "Health & Beauty"."""


def check(claim: Claim) -> list[Verdict]:
    """Refuse what cannot be filled, is no news by now or when it is read, counts too few, or nobody should repeat."""
    bearing = claim.bearing
    filled = [(slot, value_of(bearing, claim.names[slot.owner], slot.field)) for slot in claim.parsed.slots]
    found = [*_same_title(claim, filled), *_old_trend(claim)]
    for slot, value in filled:
        if bearing.is_read_later and slot.field in PASSING_FIELDS:
            hint = f"'{slot.field}' is told as how long ago, and this is read on another day: say it without"
            found.append(verdict(Code.TIME_UNLICENSED, slot.span, hint))
        if slot.field in _UNPROVED and isinstance(value, str):
            found += _unsaid(claim, slot, value)
        if value is None and slot.field in fields_of(claim.saying, slot):
            found.append(verdict(Code.SLOT_ABSENT, slot.span, f"'{slot.field}' is unknown; say nothing of it"))
        if slot.field in _NUMBERS and value == 1:
            hint = f"'{slot.field}' is one, and the word behind it is of several: use a wording without the number"
            found.append(verdict(Code.SLOT_UNIT, slot.span, hint))
        if slot.field == "count" and _counts_too_few(bearing.evidence.get(claim.names[slot.owner])):
            hint = f"a number of people needs at least {CROWD_PEOPLE}"
            found.append(verdict(Code.TOO_FEW_PEOPLE, slot.span, hint))
    return found


def _same_title(claim: Claim, filled: Sequence[tuple[Slot, SlotValue | None]]) -> list[Verdict]:
    """One item under two ids is one item: told as two it would be a lie."""
    seen = set()
    found = []
    for slot, value in filled:
        if slot.field != "title":
            continue
        if value is not None and value in seen:
            hint = f"'{claim.names[slot.owner]}' is the same title again: tell of it once"
            found.append(verdict(Code.SLOT_TWICE, slot.span, hint))
        seen.add(value)
    return found


def _unsaid(claim: Claim, slot: Slot, value: str) -> list[Verdict]:
    """Somebody's own words that claim or order something are not repeated, nor labels that speak to the reader."""
    what = against(value, slot.field, claim.saying.lexicon)
    hint = f"what it would repeat {what}: use a wording without it"
    return [verdict(Code.VALUE_UNSAFE, slot.span, hint)] if what else []


@lru_cache(maxsize=8192)
def against(value: str, field: str, lexicon: Lexicon) -> str:
    """Why a value is not repeated; empty where it may be."""
    words = value.split()
    may_name = field not in _SAID_BY_PEOPLE and len(words) <= _MOST_NAME
    claims = () if may_name else claims_in(value, lexicon)
    for code, span in claims:
        if code in STRONG or code is Code.POLARITY:
            return f"claims something ('{value[slice(*span)]}')"
    if field in _SAID_BY_PEOPLE and _BREAKS_OUT.search(value):
        return "holds marks that end a quotation or a sentence"
    if not may_name and has_instruction(value, is_title=True):
        return "reads like an order"
    return "speaks to the reader" if field in _LABELS and _speaks(words, lexicon) else ""


def _speaks(words: Sequence[str], lexicon: Lexicon) -> bool:
    """Words about the reader; words that point at the item, except where a name begins ("This Mortal Coil")."""
    plain = [word.strip(",.;:!?").lower() for word in words]
    begins_name = not lexicon.common.issuperset(plain[1:])
    pointing = plain[1:] if begins_name else plain
    return not lexicon.person.isdisjoint(plain) or not lexicon.pointers.isdisjoint(pointing)


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
