"""What speaks for an item, in few words that tell a model what was done, and nothing of who did it or when.

Only names out of the catalogue are told: titles of items, and categories, tags and creators that the catalogue has.
What people search for, say in their own words or where they live is told by its kind alone.
"""

from collections.abc import Mapping, Sequence
from typing import Final

from frankly.domain.deciding.snapshot import Labels, Snapshot
from frankly.domain.evidence import Anchor, EvidenceKind, Ground
from frankly.domain.item import Item
from frankly.domain.untrusted.cleaning import cleaned
from frankly.domain.untrusted.detect import findings
from frankly.domain.untrusted.finding import KEPT_OUT

LONGEST_NAME: Final = 80
"""Characters of a title or label; the rest of a long one says little more."""

MOST_TOLD: Final = 2
"""Grounds of one item."""

LEAST_SHARE_PPM: Final = 50_000
"""Grounds with less than a twentieth of the score are not told."""

_K = EvidenceKind
WORDS: Final[Mapping[EvidenceKind, str]] = {
    _K.VIEWED: "viewed",
    _K.CLICKED: "clicked",
    _K.LIKED: "liked",
    _K.SAVED: "saved",
    _K.ADDED_TO_CART: "put into the basket",
    _K.BOUGHT: "bought",
    _K.STARTED: "began",
    _K.PROGRESSED: "is in the middle of",
    _K.COMPLETED: "finished",
    _K.RATED_HIGH: "rated well",
    _K.SEARCHED: "fits an earlier search",
    _K.STATED_INTEREST: "is interested in",
    _K.STATED_ROLE: "fits what they do",
    _K.STATED_INTENT: "fits what they are after",
    _K.CONTEXT_ITEM: "goes with what they look at",
    _K.BASKET_ITEM: "goes with the basket",
    _K.SEARCH_MATCH: "matches the search",
    _K.PART_OF_DAY: "fits the time of day",
    _K.DEVICE: "fits the device",
    _K.POPULAR: "popular",
    _K.POPULAR_IN_CATEGORY: "popular in its category",
    _K.POPULAR_IN_REGION: "popular nearby",
    _K.POPULAR_IN_SEGMENT: "popular with people like them",
    _K.TRENDING: "trending",
    _K.NEW: "new",
    _K.EDITORIAL: "picked by the editors",
    _K.OUTSIDE_USUAL: "outside what they usually choose",
}
"""Kind → what is told of it; kinds that speak against an item, or for its place alone, are not told."""

_COUNTED: Final = frozenset(
    {_K.VIEWED, _K.CLICKED, _K.LIKED, _K.SAVED, _K.BOUGHT, _K.COMPLETED, _K.RATED_HIGH, _K.STARTED, _K.ADDED_TO_CART}
)
"""Kinds of which more than one is worth a number."""


def reasons_of(
    grounds: Sequence[Ground], anchors: Mapping[str, Item], snapshot: Snapshot, silent: frozenset[str]
) -> tuple[str, ...]:
    """What speaks for an item.

    Args:
        grounds: of the item, strongest first.
        anchors: items that evidence hangs on, by id.
        snapshot: the catalogue's labels.
        silent: ids of evidence that rules keep from being said: no model is told it either.
    """
    told = [
        _told(ground, anchors, snapshot)
        for ground in grounds
        if ground.kind in WORDS
        and ground.contribution > 0
        and ground.share_ppm >= LEAST_SHARE_PPM
        and silent.isdisjoint(ground.evidence)
    ]
    return tuple(dict.fromkeys(told))[:MOST_TOLD]


def _told(ground: Ground, anchors: Mapping[str, Item], snapshot: Snapshot) -> str:
    words = WORDS[ground.kind]
    if ground.kind in _COUNTED and ground.count > 1:
        words = f"{words} {ground.count}"
    name = _name(ground.anchor, anchors, snapshot)
    return f"{words}: {name}" if name else words


def _name(anchor: Anchor, anchors: Mapping[str, Item], snapshot: Snapshot) -> str:
    if anchor.type == "item":
        item = anchors.get(anchor.value)
        return "" if item is None else named(item.title)
    labels: Mapping[str, Labels] = {
        "category": snapshot.categories,
        "tag": snapshot.tags,
        "creator": snapshot.creators,
    }
    if anchor.type not in labels:
        return ""
    code = labels[anchor.type].code_of(anchor.value)
    return named(str(labels[anchor.type].names[code])) if code >= 0 else ""


def named(text: str) -> str:
    """A title or label as a model may see it: clean and short; empty where it reads like anything but a name."""
    if any(one.code in KEPT_OUT for one in findings(text, is_title=True)):
        return ""
    return " ".join(cleaned(text).replace("|", "/").split())[:LONGEST_NAME].strip()
