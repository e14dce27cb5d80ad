"""Places in a letter that are filled in for each recipient, after everything that recipients share was written.

A place is a name between two characters of Unicode's private use area. Text of a catalogue is cleaned of such
characters, and whoever prepares a letter is told when one is there anyhow.
"""

import re
from typing import Final, Literal, get_args

Place = Literal["name", "unsubscribe", "view", "why"]
"""What differs from one recipient of a text to the next: the first name, and three links."""

PLACES: Final[tuple[Place, ...]] = get_args(Place)

_OPEN, _CLOSE = "\ue0f1", "\ue0f2"
SPLIT: Final = re.compile(f"{_OPEN}([a-z]+){_CLOSE}")
"""Splits a line into text, name of a place, text, …"""


def place(name: Place) -> str:
    """What stands in a letter for something that is filled in later."""
    return f"{_OPEN}{name}{_CLOSE}"


def has_place(text: str) -> bool:
    """Whether something in a text is filled in later."""
    return _OPEN in text or _CLOSE in text
