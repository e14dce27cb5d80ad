"""What kinds of evidence, candidate sources and places are called on a terminal, in a few words each.

English stands here; other languages bring theirs along in `brand/labels/<locale>.yaml`, under the names of `Section`.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal, TypeAlias

from frankly.domain.deciding.slate import SlotOrigin
from frankly.domain.evidence import Anchor, Evidence, EvidenceKind
from frankly.domain.saying.text_slot import CROWD_KINDS, CROWD_PEOPLE
from frankly.domain.surface import SourceName
from frankly.stages.verify.fill import number

Section: TypeAlias = Literal["evidence", "source", "place", "line"]
"""Parts of a file of labels that hold words for a terminal."""


@dataclass(frozen=True, slots=True)
class Names:
    """What evidence and what it hangs on is called in one language.

    Attributes:
        labels: (anchor type, anchor) → what people read, and (section, name) → words of a terminal.
        locale: the language.
    """

    labels: Mapping[tuple[str, str], str] = field(default_factory=dict)
    locale: str = "en"

    def anchor(self, anchor: Anchor) -> str:
        """The name of an anchor; its own value where it has none."""
        return self.labels.get((anchor.type, anchor.value), anchor.value)

    def words(self, section: Section, name: str, english: str) -> str:
        """Words of this language; the English ones where it has none."""
        return self.labels.get((section, name), english)

    def line(self, which: str, **parts: str) -> str:
        """A pattern of this language, filled in one pass, so that braces in a title stay what they are."""
        pattern = self.words("line", which, LINES[which])
        return re.sub(r"{(\w+)}", lambda part: parts.get(part[1], part[0]), pattern)


LINES: Final[Mapping[str, str]] = {
    "act": "{words} {name}",
    "acts": "{name}: {words}",
    "quoted": "“{name}”",
    "times": "{words}, {count} times",
    "people": "{words} ({count} people)",
    "rest": "all else together",
    "place": "Its place: {words}.",
    "sponsored": "sponsored",
}
"""How the words are put together; `{…}` is what is filled in."""

OTHER_WORDS: Final = (
    "A campaign may have said this in other words: its message shows them behind 'Why did I get this?'."
)
"""Told of the decision behind an e-mail."""

_K = EvidenceKind

KIND_WORDS: Final[Mapping[EvidenceKind, str]] = {
    _K.VIEWED: "viewed",
    _K.CLICKED: "opened",
    _K.LIKED: "liked",
    _K.DISLIKED: "disliked",
    _K.SAVED: "saved",
    _K.DISMISSED: "dismissed",
    _K.ADDED_TO_CART: "put in the cart",
    _K.BOUGHT: "bought",
    _K.STARTED: "started",
    _K.PROGRESSED: "got on with",
    _K.COMPLETED: "finished",
    _K.RATED_HIGH: "rated high",
    _K.RATED_LOW: "rated low",
    _K.SEARCHED: "searched for",
    _K.HID: "hid",
    _K.STATED_INTEREST: "said: interested in",
    _K.STATED_AVERSION: "said: rather not",
    _K.STATED_ROLE: "said: is a",
    _K.STATED_INTENT: "said: looking for",
    _K.CONTEXT_ITEM: "now looking at",
    _K.BASKET_ITEM: "in the basket",
    _K.SEARCH_MATCH: "searching for",
    _K.PART_OF_DAY: "this time of day",
    _K.DEVICE: "this device",
    _K.POPULAR: "popular here",
    _K.POPULAR_IN_CATEGORY: "popular in",
    _K.POPULAR_IN_REGION: "popular in",
    _K.POPULAR_IN_SEGMENT: "popular among",
    _K.TRENDING: "popular these weeks",
    _K.NEW: "new here",
    _K.EDITORIAL: "chosen by an editor",
    _K.PINNED: "pinned by an editor",
    _K.BURIED: "held back by an editor",
    _K.OUTSIDE_USUAL: "off the beaten track",
    _K.EXPLORED: "tried out here",
}
"""Kind → what was done, said or counted."""

SOURCE_WORDS: Final[Mapping[SourceName, str]] = {
    "content": "alike in description",
    "because_you_liked": "close to a favourite",
    "item_item": "chosen together",
    "transitions": "others went on to it",
    "low_rank": "chosen in the same way",
    "ease": "chosen together",
    "directed_ease": "others went on to it",
    "stated_interests": "carries that label",
    "stated_role_intent": "fits what was said",
    "context_item": "goes with it",
    "basket": "goes with the basket",
    "recently_viewed": "looked at lately",
    "continue": "not finished yet",
    "popular": "",
    "popular_in_category": "",
    "popular_in_region": "",
    "popular_in_segment": "",
    "trending": "",
    "new": "",
    "search_match": "matches the words",
    "moment": "fits the moment",
    "editorial": "",
    "serendipity": "",
    "occasion": "the message is written for it",
}
"""Candidate source → how the evidence leads to the item; empty where the evidence says so itself."""

ORIGIN_WORDS: Final[Mapping[SlotOrigin, str]] = {
    "score": "",
    "diversity_floor": "a place kept for something outside the usual",
    "editorial_floor": "a place kept for editors and trends",
    "recency_floor": "a place kept for what is new",
    "pin": "pinned by an editor",
    "occasion": "first, because the message is written for it",
    "exploration": "drawn at random, to learn",
    "vote": "brought in by a language model's vote",
}
"""Why an item stands where it stands, where its score alone did not decide; empty where it did."""

MOST_ACTS: Final = 3
"""Acts that are named where several on one item are told together."""


def told(evidence: Evidence, names: Names) -> str:
    """One piece of evidence in a few words."""
    anchor = evidence.anchor
    words = _kind(evidence, names)
    if anchor.value:
        name = _quoted(anchor, names) if anchor.type in {"item", "query"} else names.anchor(anchor)
        words = names.line("act", words=words, name=name)
    count = number(evidence.count, names.locale)
    if evidence.kind in CROWD_KINDS:
        return names.line("people", words=words, count=count) if evidence.count >= CROWD_PEOPLE else words
    return names.line("times", words=words, count=count) if evidence.count > 1 else words


def told_together(pieces: Sequence[Evidence], names: Names) -> str:
    """Several pieces that hang on one item in a few words: “Dracula”: bought, finished."""
    if len(pieces) == 1:
        return told(pieces[0], names)
    words = list(dict.fromkeys(_kind(piece, names) for piece in pieces))
    more = ", …" if len(words) > MOST_ACTS else ""
    return names.line("acts", name=_quoted(pieces[0].anchor, names), words=", ".join(words[:MOST_ACTS]) + more)


def _kind(evidence: Evidence, names: Names) -> str:
    return names.words("evidence", evidence.kind, KIND_WORDS[evidence.kind])


def _quoted(anchor: Anchor, names: Names) -> str:
    return names.line("quoted", name=names.anchor(anchor))


def led_by(pieces: Sequence[Evidence], names: Names) -> str:
    """How evidence led to the item: its strongest source, in words; empty when it moved no score."""
    total: dict[str, int] = {}
    for piece in pieces:
        for source, units in piece.sources.items():
            total[source] = total.get(source, 0) + units
    if not total:
        return ""
    strongest = max(total, key=lambda name: (abs(total[name]), name))
    return names.words("source", strongest, _SOURCE_WORDS.get(strongest, strongest))


def placed(origin: SlotOrigin, names: Names) -> str:
    """Why an item stands where it stands; empty where its score alone decided."""
    return names.words("place", origin, ORIGIN_WORDS[origin])


_SOURCE_WORDS: Final[Mapping[str, str]] = {str(name): words for name, words in SOURCE_WORDS.items()}
