"""Claims of a sentence in our own words, found once for the checks that refuse them."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from frankly.domain.saying.text import Verdict
from frankly.stages.verify.claim import Saying
from frankly.stages.verify.codes import Code, verdict
from frankly.stages.verify.parse import parse
from frankly.stages.verify.vocabulary.claims import Span, claims_in, may_claim
from frankly.stages.verify.vocabulary.lexicon import Lexicon

HINTS: Final[Mapping[Code, str]] = {
    Code.POLARITY: "leave out what is denied or absent: a sentence says what is so",
    Code.QUANTIFIER: "leave out how much and how often; a number comes through a slot such as {e1.count}",
    Code.ATTRIBUTION: "leave out who says so; evidence knows what people did",
    Code.COMPARISON: "leave out the comparison; nothing here proves one",
    Code.SUPERLATIVE: "leave out the praise; nothing here proves it",
    Code.URGENCY: "leave out the hurry; say 'whenever you like' or nothing",
    Code.SCARCITY: "leave out what is left; no evidence knows the stock",
    Code.PROMISE: "promise nothing; say 'may be', such as 'this one may be a match'",
    Code.HEALTH: "leave out health and the body; a quoted fact may cite the item's own text",
    Code.LEGAL: "leave out approvals and the law; a quoted fact may cite the item's own text",
    Code.GUARANTEE: "leave out guarantees, refunds and returns; nothing here proves them",
    Code.FREE: "leave out costs, gifts and reductions; a price comes through {item.price} in a fact",
    Code.LIFE_STATE: "say what the reader did, not how they live",
}
"""What would mend each claim. A hedge is not refused by itself: "may be a match" states a possibility and no more."""


@lru_cache(maxsize=4096)
def said(text: str, lexicon: Lexicon) -> tuple[tuple[Code, Span], ...]:
    """Claims that a sentence in our own words may not make. Words of crowds have a check of their own."""
    parsed = parse(text)
    if not may_claim(parsed.spoken, parsed.said, [slot.field for slot in parsed.slots], lexicon):
        return ()
    return tuple(
        [
            (code, span)
            for code, span in claims_in(text, lexicon)
            if code in HINTS and text[slice(*span)].lower() not in lexicon.crowd
        ]
    )


def refused(saying: Saying, codes: frozenset[Code]) -> list[Verdict]:
    """Refuse claims of some codes."""
    claims = said(saying.text, saying.lexicon)
    return [verdict(code, span, HINTS[code]) for code, span in claims if code in codes] if claims else []
