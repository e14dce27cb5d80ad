"""Whether two lines of a message say the same thing in nearly the same words, as a reader hears it."""

import re
from typing import Final

OPENING: Final = 2
"""Words that make an opening."""

_WORD: Final = re.compile(r"[^\W_]+(?:[’'][^\W_]+)?")


def opens_alike(one: str, other: str) -> bool:
    """Whether two lines open with the same two words."""
    first, second = _words(one)[:OPENING], _words(other)[:OPENING]
    return bool(first) and first == second


def is_alike(one: str, other: str) -> bool:
    """Whether two lines open with the same two words, or share half of the words of the shorter one.

    Args:
        one: as it is read.
        other: the same.
    """
    first, second = _words(one), _words(other)
    if not first or not second:
        return False
    fewer = min(len(set(first)), len(set(second)))
    return opens_alike(one, other) or 2 * len(set(first) & set(second)) >= fewer


def _words(line: str) -> list[str]:
    return _WORD.findall(line.lower())
