"""Whether two names look the same: in capitals, with points and accents, wide, or in letters that pose as others."""

import unicodedata
from typing import Final

from frankly.domain.untrusted.hidden import BLANKS, SELECTORS
from frankly.domain.untrusted.readings import DIGITS, LOOKALIKES

_SELECTORS: Final = range(0xFE00, 0xFE10)


def are_alike(one: str, other: str) -> bool:
    """Whether somebody may take two names for the same; never for names without a letter or digit.

    A name is read twice: as it stands, and with everything Latin that looks Latin. Capitals of an alphabet may look
    like other letters than its small ones, so that the second reading alone would miss a name in capitals.
    """
    return not _readings(one).isdisjoint(_readings(other))


def is_name(text: str) -> bool:
    """Whether a text has a letter or digit that can be seen."""
    return bool(_folded(text))


def _readings(name: str) -> set[str]:
    plain = unicodedata.normalize("NFKD", name)
    posing = "".join(LOOKALIKES.get(letter, letter) for letter in plain.translate(DIGITS))
    return {_folded(plain), _folded(posing)} - {""}


def _folded(name: str) -> str:
    """Small letters and digits of a name, with those marks that are letters of their alphabet, such as Hindi vowels."""
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", name).casefold())
    return "".join(letter for letter in plain if _is_told_apart(letter))


def _is_told_apart(letter: str) -> bool:
    if letter in BLANKS or ord(letter) in SELECTORS or ord(letter) in _SELECTORS:
        return False
    # A mark with a class is put above, below or through a letter: an accent, a vowel point.
    is_mark = unicodedata.category(letter)[0] == "M" and not unicodedata.combining(letter)
    return letter.isalnum() or is_mark
