"""Handles: what a model calls an item. They mean nothing outside one call, and equal content gives equal handles."""

import re
from collections.abc import Sequence
from typing import Final

from frankly.domain.seed import Seed, below

_LETTERS: Final = "bcdfghjkmnpqrstvwxz"
_DIGITS: Final = "23456789"
_EACH: Final = len(_LETTERS) * len(_DIGITS)
MOST_HANDLES: Final = 200
"""In one call; each handle is drawn until it is new, which stays quick up to there."""

HANDLE: Final = re.compile(r"(?<![0-9A-Za-z_])(?:[bcdfghjkmnpqrstvwxz][2-9]){2}(?![0-9A-Za-z_])")
"""Consonant, digit, consonant, digit: no word of any language, and no number of an item."""


def draw_handles(number: int, seed: Seed) -> tuple[str, ...]:
    """Draw different handles.

    Args:
        number: how many, at most 200.
        seed: made of prompt version, model, sample and content, so that equal content gives equal bytes.

    Raises:
        ValueError: when more are wanted.
    """
    if number > MOST_HANDLES:
        raise ValueError(f"one call names at most {MOST_HANDLES} items, not {number}")
    drawn: dict[str, None] = {}
    draw = 0
    while len(drawn) < number:
        first, second = divmod(below(_EACH * _EACH, seed, "handle", draw), _EACH)
        drawn[_pair(first) + _pair(second)] = None
        draw += 1
    return tuple(drawn)


def handles_in(text: str) -> Sequence[str]:
    """Handles that a text names, each once, in order of first mention."""
    return tuple(dict.fromkeys(HANDLE.findall(text)))


def _pair(number: int) -> str:
    letter, digit = divmod(number, len(_DIGITS))
    return _LETTERS[letter] + _DIGITS[digit]
