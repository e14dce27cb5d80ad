"""The greeting's name: put in after every sentence is proved, and only where it is a name and nothing else."""

import re
import unicodedata
from typing import Final

from frankly.domain.untrusted.cleaning import cleaned

MOST_CHARACTERS: Final = 40
_MOST_WORDS: Final = 4
_MARKS: Final = "'’.-"
"""Signs that stand inside names, between or behind letters: O’Neill, Jean-Luc, J. R."""
_DOT_INSIDE: Final = re.compile(r"\.(?=\w)")


def usable_name(raw: str) -> str:
    """A first name as it may stand in a greeting; empty where it is none.

    An address, a number, markup, an emoji or a whole sentence is no name, and nobody is greeted with it.

    Args:
        raw: as somebody typed it once.
    """
    name = " ".join(cleaned(raw).split())
    is_short = 0 < len(name) <= MOST_CHARACTERS and len(name.split()) <= _MOST_WORDS
    has_letters = all(_is_of_name(name, place) for place in range(len(name)))
    return name if is_short and has_letters and not _DOT_INSIDE.search(name) else ""


def _is_of_name(name: str, place: int) -> bool:
    sign = name[place]
    if sign.isalpha():
        return True
    # A mark of a script (Devanagari vowels, Arabic points) follows a letter, and so do the signs of names.
    return place > 0 and (sign == " " or sign in _MARKS or _combines(sign))


def _combines(sign: str) -> bool:
    return unicodedata.category(sign) in {"Mn", "Mc"}


def salutation(greeting: str, name: str) -> str:
    """A greeting as people read it.

    Args:
        greeting: its proved words; empty where there are none.
        name: a usable name, or nothing.
    """
    words = " ".join(part for part in (greeting, name) if part)
    return f"{words}{comma_of(greeting or name)}" if words else ""


def comma_of(words: str) -> str:
    """The comma of the script that the greeting is written in, whatever that of the name is."""
    return "،" if any(unicodedata.bidirectional(sign) == "AL" for sign in words) else ","
