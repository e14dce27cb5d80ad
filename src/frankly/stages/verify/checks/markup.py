"""A draft is plain prose: no markup, template syntax, address or hidden character. What is not allowed is refused."""

import re
import unicodedata
from typing import Final

from frankly.domain.saying.text import Verdict
from frankly.stages.verify.checks.numbers import is_number_sign
from frankly.stages.verify.claim import Saying
from frankly.stages.verify.codes import Code, verdict
from frankly.stages.verify.parse import Mark

PROSE: Final = frozenset(".,:;?!…–—-()“”„‘’‚")
"""Marks that prose needs; every other character that is no letter is refused."""

_LINK: Final = re.compile(r"https?\b|www\.|://|\b[a-z0-9-]+\.(?:com|net|org|de|io|shop|example)\b|@", re.IGNORECASE)

_SIGNS: Final = ("http", "www.", "://", "@", ".com", ".net", ".org", ".de", ".io", ".shop", ".example")
"""Each address that the pattern finds holds one of these, whatever its case."""


def check(saying: Saying) -> list[Verdict]:
    """Refuse every character that prose does not need, text that is not in normal form, and addresses."""
    text, marks = saying.parsed.text, () if saying.parsed.signs <= PROSE else saying.parsed.marks
    found = [refusal for mark in marks if mark.text not in PROSE for refusal in _refused(mark)]
    if not text.isascii() and not unicodedata.is_normalized("NFC", text):
        found.append(verdict(Code.HIDDEN_CHARACTER, (0, len(text)), "write letters composed (Unicode NFC)"))
    link = _LINK.search(text) if _may_link(text) else None
    if link:
        found.append(verdict(Code.LINK, link.span(), "leave addresses to the link of the item"))
    return found


def _may_link(text: str) -> bool:
    """Whether to look for an address at all: mostly there is none, and the pattern tries every place."""
    folded = text.casefold()
    return any([sign in folded for sign in _SIGNS])


def _refused(mark: Mark) -> list[Verdict]:
    if is_number_sign(mark.text):
        return []
    if mark.text in "{}":
        return [verdict(Code.SLOT_MALFORMED, mark.span, "write slots as {e1.title}, braces for nothing else")]
    if unicodedata.category(mark.text)[0] in "CZM":
        return [verdict(Code.HIDDEN_CHARACTER, mark.span, "leave out characters that cannot be seen")]
    return [verdict(Code.MARKUP, mark.span, f"leave out '{mark.text}': sentences are plain prose")]
