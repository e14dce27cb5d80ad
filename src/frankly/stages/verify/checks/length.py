"""Each role has its own length, before and after filling."""

from typing import Final

from frankly.domain.saying.text import Role, Verdict
from frankly.stages.verify.claim import Claim
from frankly.stages.verify.codes import Code, verdict

MOST_FILLED: Final[dict[Role, int]] = {
    "sentence": 320,
    "headline": 160,
    "intro": 320,
    "subject": 120,
    "preheader": 160,
    "greeting": 120,
    "closing": 240,
}
"""Most characters that people read, by role."""

MOST_DRAFT: Final = 320
"""Most characters of a draft; slots are longer or shorter than what fills them."""


def check(claim: Claim) -> list[Verdict]:
    """Refuse drafts without a word or slot and drafts beyond any role's length."""
    size = len(claim.draft.text)
    if size > MOST_DRAFT:
        return [verdict(Code.TOO_LONG, (MOST_DRAFT, size), f"shorten it to {MOST_DRAFT} characters")]
    if not claim.parsed.spoken and not claim.parsed.slots:
        return [verdict(Code.MARKUP, (0, size), "say something in words")]
    return []


def check_filled(claim: Claim, text: str) -> list[Verdict]:
    """Refuse filled text that is longer than its role allows."""
    most = MOST_FILLED[claim.draft.role]
    if len(text) <= most:
        return []
    hint = f"filled it has {len(text)} characters, a {claim.draft.role} has at most {most}: use fewer slots"
    return [verdict(Code.TOO_LONG, (0, len(claim.draft.text)), hint)]
