"""Numbers, currencies and shares come only through slots."""

import unicodedata
from functools import lru_cache

from frankly.domain.saying.text import Verdict
from frankly.stages.verify.claim import Saying
from frankly.stages.verify.codes import Code, verdict

_HINT = "take numbers from a slot such as {e1.count} or {item.price}"
_SIGNS = frozenset("%‰#°±×÷=+")


def check(saying: Saying) -> list[Verdict]:
    """Refuse digits of any script, number words, currency and percent signs."""
    counting = [sign for sign in saying.parsed.signs if is_number_sign(sign)]
    marks = saying.parsed.marks if counting else ()
    found = [verdict(Code.STRAY_NUMBER, mark.span, _HINT) for mark in marks if mark.text in counting]
    numbers = saying.lexicon.numbers
    if numbers.isdisjoint(saying.parsed.said) and numbers.isdisjoint(saying.parsed.lowered):
        return found
    for word in saying.parsed.words:
        if word.within(numbers) or word.text.lower() in numbers:
            found.append(verdict(Code.STRAY_NUMBER, word.span, _HINT))
    return found


@lru_cache(maxsize=1024)
def is_number_sign(character: str) -> bool:
    """Whether a character is a digit, a fraction, a currency or another sign of counting."""
    return character in _SIGNS or unicodedata.category(character) in {"Nd", "Nl", "No", "Sc"}
