"""What a check of text without evidence says: what it found, and never that the text is verified.

Text that names no evidence (marketing copy, another system's text) is held against what is stored of an item. That can
contradict it or bear single claims; it cannot prove a sentence, so there is no way from here to `VerifiedText`.
"""

from typing import Final, Literal

from frankly.domain.base import Frozen
from frankly.domain.ids import ItemId

UnboundState = Literal["supported", "contradicted", "not found"]
"""The item says so; the item says otherwise; the item says nothing of it."""

ClaimKind = Literal["number", "count", "date", "feature", "name", "praise", "term"]
"""A quantity; how many; a year or month; having or lacking something; a name; an opinion; a word of status."""

CLAIM_KINDS: Final[dict[ClaimKind, str]] = {
    "number": "a quantity, with or without a unit",
    "count": "how many members a list has",
    "date": "a year or a month",
    "feature": "having or lacking something",
    "name": "a name",
    "praise": "an opinion or a promise",
    "term": 'a word of status, such as "released" or "organic"',
}
"""Kind → what is claimed."""

STATES: Final[dict[UnboundState, str]] = {"supported": "the same", "contradicted": "otherwise", "not found": "nothing"}
"""State → what the item says of it."""


class UnboundClaim(Frozen):
    """One thing that a text says, as far as rules can tell, and what the item says of it."""

    span: tuple[int, int]
    """Where in the text: first character and the one after the last."""

    text: str
    """The words."""

    kind: ClaimKind
    """What is claimed."""

    state: UnboundState
    """What the item says of it."""

    fields: tuple[str, ...] = ()
    """Fields of the item that were decisive."""

    hint: str = ""
    """What the item says instead, or what to do."""


class UnboundReport(Frozen):
    """What was found in a text about some items. Not a verification: what no rule reads is not in it."""

    items: tuple[ItemId, ...]
    """The items that it was held against; what one of them says, the text may say."""

    text: str
    """The text as it came."""

    sentences: tuple[tuple[int, int], ...]
    """Places of its sentences."""

    claims: tuple[UnboundClaim, ...]
    """What it claims, in order."""

    is_verified: Literal[False] = False
    """Never true: bind text to evidence and let the verifier see it."""

    @property
    def contradicted(self) -> tuple[UnboundClaim, ...]:
        """Claims that the item speaks against."""
        return tuple(claim for claim in self.claims if claim.state == "contradicted")

    @property
    def not_found(self) -> tuple[UnboundClaim, ...]:
        """Claims of which the item says nothing."""
        return tuple(claim for claim in self.claims if claim.state == "not found")

    def in_sentence(self, sentence: tuple[int, int]) -> tuple[UnboundClaim, ...]:
        """Claims of one sentence."""
        return tuple(claim for claim in self.claims if sentence[0] <= claim.span[0] < sentence[1])
