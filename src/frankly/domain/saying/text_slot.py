"""Text slots such as `{e1.title}`: their grammar, the fields that each kind of evidence has, and their values.

The writer (can this wording be filled?) and the verifier (with what?) both look here, so that they cannot differ.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

from frankly.domain.evidence import Anchor, AnchorType, Evidence, EvidenceKind, Ground
from frankly.domain.item import Item
from frankly.domain.money import Money

TEXT_SLOT: Final = re.compile(r"\{(?P<owner>item|[eg][1-9][0-9]{0,3})\.(?P<field>[a-z]{1,20})\}")
"""A slot: whose field, and which one. `item` is the recommended item, `e1` a piece of evidence, `g1` a ground."""

Shown: TypeAlias = Mapping[tuple[str, str], str]
"""(anchor type, value) → label shown to people."""


@dataclass(frozen=True, slots=True)
class Instant:
    """A time that is shown as distance from now.

    Attributes:
        at_ms: milliseconds since 1970.
    """

    at_ms: int


SlotValue: TypeAlias = str | int | Money | Instant
"""What a slot may hold before it is written in a language."""

_K = EvidenceKind

ACT_KINDS: Final = frozenset(
    {
        _K.VIEWED,
        _K.CLICKED,
        _K.LIKED,
        _K.SAVED,
        _K.ADDED_TO_CART,
        _K.BOUGHT,
        _K.STARTED,
        _K.PROGRESSED,
        _K.COMPLETED,
        _K.RATED_HIGH,
    }
)
"""Acts of the person that speak for an item; several of one kind are told together."""

CROWD_KINDS: Final = frozenset(
    {_K.POPULAR, _K.POPULAR_IN_CATEGORY, _K.POPULAR_IN_REGION, _K.POPULAR_IN_SEGMENT, _K.TRENDING}
)
"""Statistics over people; their count is a number of people."""

PLACEMENT_KINDS: Final = frozenset({_K.EXPLORED, _K.PINNED, _K.OUTSIDE_USUAL})
"""Evidence that explains a place in the slate even where it moved no score."""

UNSAYABLE_KINDS: Final = frozenset({_K.DISLIKED, _K.DISMISSED, _K.RATED_LOW, _K.HID, _K.STATED_AVERSION, _K.BURIED})
"""Evidence against an item; it is recorded and shown as evidence, and is never a reason."""

SAYABLE_KINDS: Final = tuple(kind for kind in EvidenceKind if kind not in UNSAYABLE_KINDS)
"""Kinds that can be a reason; each has wordings."""

CROWD_PEOPLE: Final = 20
"""Fewest people behind "many", "popular" or a number of people, in sentences and wherever else evidence is put into
words: the number of a few people would tell one of them what the others did."""

OTHER_PEOPLE: Final = 3
"""Fewest people behind "others": the reader may be one of them, and one more is no plural."""

_ACT_FIELDS = frozenset({"title", "creator", "category", "count", "when"})
_LABEL_FIELDS = frozenset({"label", "category", "tag", "creator", "when"})

EVIDENCE_FIELDS: Final[Mapping[EvidenceKind, frozenset[str]]] = {
    **dict.fromkeys(EvidenceKind, frozenset[str]()),
    **dict.fromkeys(ACT_KINDS, _ACT_FIELDS),
    _K.SEARCHED: frozenset({"query", "count", "when"}),
    _K.SEARCH_MATCH: frozenset({"query"}),
    _K.STATED_INTEREST: _LABEL_FIELDS,
    _K.STATED_ROLE: frozenset({"label", "when"}),
    _K.STATED_INTENT: frozenset({"label", "when"}),
    _K.CONTEXT_ITEM: frozenset({"title", "creator", "category"}),
    _K.BASKET_ITEM: frozenset({"title", "creator", "category"}),
    _K.PART_OF_DAY: frozenset({"label"}),
    _K.DEVICE: frozenset({"label"}),
    _K.POPULAR: frozenset({"count"}),
    _K.POPULAR_IN_CATEGORY: frozenset({"count", "category"}),
    _K.POPULAR_IN_REGION: frozenset({"count", "region"}),
    _K.POPULAR_IN_SEGMENT: frozenset({"count", "segment"}),
    _K.TRENDING: frozenset({"count"}),
}
"""Fields that a sentence may take from a piece of evidence, by its kind."""

GROUND_FIELDS: Final[Mapping[EvidenceKind, frozenset[str]]] = {
    **dict.fromkeys(EvidenceKind, frozenset[str]()),
    **dict.fromkeys(ACT_KINDS, frozenset({"titles", "label", "category", "tag", "creator"})),
}
"""Fields that a sentence may take from a ground; `titles` is the number of different items acted on."""

ITEM_FIELDS: Final = frozenset({"title", "category", "creator", "price", "added"})
"""Fields that a sentence may take from the recommended item."""

PASSING_FIELDS: Final = frozenset({"when", "added"})
"""Fields that are shown as distance from now: true for whoever reads it at that moment, and not the day after."""

_ABOUT_ITEM = frozenset({"title", "category", "creator"})
ITEM_FIELDS_IN_REASON: Final[Mapping[EvidenceKind, frozenset[str]]] = {
    **dict.fromkeys(EvidenceKind, frozenset({"title"})),
    **dict.fromkeys(CROWD_KINDS, _ABOUT_ITEM),
    _K.SEARCH_MATCH: _ABOUT_ITEM,
    _K.NEW: _ABOUT_ITEM | {"added"},
    _K.EDITORIAL: _ABOUT_ITEM,
    _K.PINNED: _ABOUT_ITEM,
    _K.EXPLORED: _ABOUT_ITEM,
    _K.OUTSIDE_USUAL: _ABOUT_ITEM,
}
"""Item fields that a reason may hold, by kind. Of acts the title alone, and only where a construction has it: nobody
bought it by viewing another."""


def item_value(item: Item, field: str, labels: Shown) -> SlotValue | None:
    """Value of a field of the recommended item; None where it is unknown."""
    if field == "title":
        return item.title
    if field == "creator":
        return item.creator
    if field == "category":
        return None if item.category is None else labels.get(("category", item.category), item.category)
    if field == "price":
        return item.price
    if field == "added":
        return None if item.first_available is None else Instant(item.first_available)
    return None


def evidence_value(evidence: Evidence, field: str, anchors: Mapping[str, Item], labels: Shown) -> SlotValue | None:
    """Value of a field of a piece of evidence; None where it is unknown or of another type."""
    anchor = evidence.anchor
    if field == "count":
        return evidence.count
    if field == "when":
        return None if evidence.at is None else Instant(evidence.at)
    if anchor.type == "item":
        item = anchors.get(anchor.value)
        return None if item is None or field not in _ABOUT_ITEM else item_value(item, field, labels)
    return _label(anchor, field, labels)


def ground_value(ground: Ground, field: str, labels: Shown) -> SlotValue | None:
    """Value of a field of a ground; None where it is unknown or of another type."""
    if field == "titles":
        return len(ground.evidence)
    return None if ground.anchor.type == "item" else _label(ground.anchor, field, labels)


_LABELLED: frozenset[AnchorType] = frozenset({"category", "tag", "creator", "region", "segment", "value"})


def _label(anchor: Anchor, field: str, labels: Shown) -> str | None:
    fits = anchor.type == field or (field == "label" and anchor.type in _LABELLED)
    return labels.get((anchor.type, anchor.value), anchor.value) or None if fits else None
