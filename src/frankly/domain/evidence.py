"""Evidence: one fact with an id that changed a candidate's score, and by how much."""

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from frankly.domain.base import Frozen
from frankly.domain.person.consent import EvidenceGroup
from frankly.domain.time import EpochMs

UNITS = 1_000_000_000
"""Units in a score of one: every contribution is a whole number of billionths, so that sums are exact in any order."""


class EvidenceKind(StrEnum):
    """The closed list of what can move a score. Reasons are worded by kind: "bought" is never said of a view."""

    VIEWED = "viewed"
    CLICKED = "clicked"
    LIKED = "liked"
    DISLIKED = "disliked"
    SAVED = "saved"
    DISMISSED = "dismissed"
    ADDED_TO_CART = "added_to_cart"
    BOUGHT = "bought"
    STARTED = "started"
    PROGRESSED = "progressed"
    COMPLETED = "completed"
    RATED_HIGH = "rated_high"
    RATED_LOW = "rated_low"
    SEARCHED = "searched"
    HID = "hid"
    STATED_INTEREST = "stated_interest"
    STATED_AVERSION = "stated_aversion"
    STATED_ROLE = "stated_role"
    STATED_INTENT = "stated_intent"
    CONTEXT_ITEM = "context_item"
    BASKET_ITEM = "basket_item"
    SEARCH_MATCH = "search_match"
    PART_OF_DAY = "part_of_day"
    DEVICE = "device"
    POPULAR = "popular"
    POPULAR_IN_CATEGORY = "popular_in_category"
    POPULAR_IN_REGION = "popular_in_region"
    POPULAR_IN_SEGMENT = "popular_in_segment"
    TRENDING = "trending"
    NEW = "new"
    EDITORIAL = "editorial"
    PINNED = "pinned"
    BURIED = "buried"
    OUTSIDE_USUAL = "outside_usual"
    EXPLORED = "explored"


EVIDENCE_CODES: dict[EvidenceKind, int] = {kind: code for code, kind in enumerate(EvidenceKind)}
"""Column code of each kind inside a ledger; stored, so that new kinds are only ever appended."""

EVIDENCE_KINDS: tuple[EvidenceKind, ...] = tuple(EvidenceKind)
"""Kind of each column code."""

_K = EvidenceKind
_G = EvidenceGroup
GROUP_OF: dict[EvidenceKind, EvidenceGroup | None] = {
    _K.VIEWED: _G.VIEWS,
    _K.CLICKED: _G.VIEWS,
    _K.LIKED: _G.OPINIONS,
    _K.DISLIKED: _G.OPINIONS,
    _K.SAVED: _G.OPINIONS,
    _K.DISMISSED: _G.OPINIONS,
    _K.RATED_HIGH: _G.OPINIONS,
    _K.RATED_LOW: _G.OPINIONS,
    _K.HID: _G.OPINIONS,
    _K.ADDED_TO_CART: _G.PURCHASES,
    _K.BOUGHT: _G.PURCHASES,
    _K.STARTED: _G.PROGRESS,
    _K.PROGRESSED: _G.PROGRESS,
    _K.COMPLETED: _G.PROGRESS,
    _K.SEARCHED: _G.SEARCHES,
    _K.STATED_INTEREST: _G.STATED,
    _K.STATED_AVERSION: _G.STATED,
    _K.STATED_ROLE: _G.STATED,
    _K.STATED_INTENT: _G.STATED,
    _K.CONTEXT_ITEM: _G.SITUATION,
    _K.BASKET_ITEM: _G.SITUATION,
    _K.SEARCH_MATCH: _G.SITUATION,
    _K.PART_OF_DAY: _G.SITUATION,
    _K.DEVICE: _G.SITUATION,
    _K.POPULAR: None,
    _K.POPULAR_IN_CATEGORY: None,
    _K.POPULAR_IN_REGION: _G.LOCATION,
    _K.POPULAR_IN_SEGMENT: None,
    _K.TRENDING: None,
    _K.NEW: None,
    _K.EDITORIAL: None,
    _K.PINNED: None,
    _K.BURIED: None,
    _K.OUTSIDE_USUAL: None,
    _K.EXPLORED: None,
}
"""Group under which a person allows or refuses each kind; None where it is not about the person."""

Personalised = Literal["individual", "segment", "none"]
"""How personal an item's main reason is: this person's own facts, a group they belong to, or nothing of theirs."""


def how_personal(kind: EvidenceKind) -> Personalised:
    """How personal a reason of this kind is."""
    if kind in {_K.POPULAR_IN_SEGMENT, _K.POPULAR_IN_REGION}:
        return "segment"
    return "individual" if GROUP_OF[kind] is not None or kind is _K.OUTSIDE_USUAL else "none"


Cause = Literal["necessary", "sufficient", "contributing", "none"]
"""What a ground is to an item. Necessary: without it the item is not in the slate. Sufficient: it and the sources that
are not personal bring it there. Contributing: at least a tenth of the score. "Because" is for necessary grounds."""

AnchorType = Literal["item", "category", "tag", "creator", "region", "segment", "query", "value", "none"]
"""What a piece of evidence hangs on."""


class Anchor(Frozen):
    """What a piece of evidence hangs on: the viewed item, the stated category, the region."""

    type: AnchorType
    """Kind of anchor."""

    value: str = ""
    """Id of the item, or the label itself."""


class Evidence(Frozen):
    """One piece of evidence of one item of a slate, as it is shown and recorded."""

    id: str
    """Id within the decision: `e1`, `e2` …"""

    kind: EvidenceKind
    """What kind of fact it is."""

    anchor: Anchor
    """What it hangs on."""

    count: Annotated[int, Field(ge=0)] = 1
    """How often: acts of this kind on this anchor, or people behind a statistic. Show people no number below twenty."""

    at: EpochMs | None = None
    """When it last happened; None where time does not matter."""

    contribution: int
    """By how much it moved this item's score, in billionths."""

    sources: dict[str, int]
    """Candidate source → its part of the contribution, in billionths."""

    receipts: tuple[str, ...] = ()
    """Ids of the acts behind it, newest first, at most ten."""


class Ground(Frozen):
    """Evidence of one kind and one anchor of one item, told together: "14 views of poetry"."""

    kind: EvidenceKind
    """Kind of all its evidence."""

    anchor: Anchor
    """What it hangs on together."""

    evidence: tuple[str, ...]
    """Ids of the pieces."""

    count: int
    """Acts or people in all."""

    contribution: int
    """Sum of the pieces' contributions, in billionths."""

    share_ppm: int
    """Its part of the sum of the item's positive contributions, in parts per million."""


class NamedGround(Ground):
    """A ground as an answer shows it, with the id by which a correction names it."""

    id: str
    """Id within the item: `g1` is the strongest."""
