"""Which colour words have and on which they stand, in the light and in the dark, and how much they stand out.

Contrast as the Web Content Accessibility Guidelines 2.2 define it (relative luminance, success criterion 1.4.3).
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from frankly.stages.mail_checks.reading.css import styles
from frankly.stages.mail_checks.reading.page import Page, Run

Colour = tuple[int, int, int]
"""Red, green and blue from 0 to 255."""

LEAST_CONTRAST: Final = 4.5
"""Of text of any size: mail programs change sizes, so nothing counts as large."""

_HEX: Final = re.compile(r"#([0-9a-f]{6}|[0-9a-f]{3})(?![0-9a-f])")
_RGB: Final = re.compile(r"rgba?\(\s*(\d{1,3})[\s,]+(\d{1,3})[\s,]+(\d{1,3})")
_NAMES: Final[Mapping[str, Colour]] = {
    "black": (0, 0, 0),
    "white": (255, 255, 255),
    "gray": (128, 128, 128),
    "grey": (128, 128, 128),
    "silver": (192, 192, 192),
    "red": (255, 0, 0),
    "green": (0, 128, 0),
    "blue": (0, 0, 255),
    "navy": (0, 0, 128),
    "yellow": (255, 255, 0),
}
_WHITE: Final[Colour] = (255, 255, 255)
_BLACK: Final[Colour] = (0, 0, 0)
_LINK: Final[Colour] = (0, 0, 238)
_DEFAULT_SIZE: Final = 16.0
_SIZE: Final = re.compile(r"(?<![\w.])(\d*\.?\d+)(px|pt|em|rem|%)")
_PX: Final = {"px": 1.0, "pt": 4 / 3, "rem": _DEFAULT_SIZE}
_HEADINGS: Final = {"h1": 2.0, "h2": 1.5, "h3": 1.17, "h5": 0.83, "h6": 0.67, "small": 0.83}


@dataclass(frozen=True, slots=True)
class Look:
    """How words look.

    Attributes:
        ink: their colour.
        ground: what they stand on.
        size: height of their letters in pixels.
        is_hidden: whether they are not shown at all.
    """

    ink: Colour
    ground: Colour
    size: float
    is_hidden: bool


@lru_cache(maxsize=1_024)
def colour(value: str) -> Colour | None:
    """The colour that a CSS value names; None where it names none that is known here."""
    if found := _HEX.search(value):
        digits = found[1] if len(found[1]) == 6 else "".join(2 * one for one in found[1])
        return int(digits[:2], 16), int(digits[2:4], 16), int(digits[4:], 16)
    if found := _RGB.search(value):
        return int(found[1]), int(found[2]), int(found[3])
    return next((_NAMES[word] for word in re.findall(r"[a-z]+", value) if word in _NAMES), None)


def contrast(one: Colour, other: Colour) -> float:
    """How much two colours stand out from each other, from 1 to 21."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def _luminance(one: Colour) -> float:
    parts = [channel / 255 for channel in one]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def looks(page: Page, *, is_dark: bool) -> Iterator[tuple[Run, Look]]:
    """All words that are shown, each with how they look."""
    drawn = _drawn(page, styles(page, is_dark=is_dark), is_dark=is_dark)
    for run in page.runs:
        look = drawn[run.element] if run.element >= 0 else _paper(is_dark=is_dark)
        if not look.is_hidden and any(sign.isalnum() for sign in run.text):
            yield run, look


def _paper(*, is_dark: bool) -> Look:
    # A program in the dark paints what has no colour of its own dark, where the mail says that it can be.
    return Look(_WHITE, _BLACK, _DEFAULT_SIZE, False) if is_dark else Look(_BLACK, _WHITE, _DEFAULT_SIZE, False)


def _drawn(page: Page, told: Sequence[Mapping[str, str]], *, is_dark: bool) -> list[Look]:
    drawn: list[Look] = []
    for element, style in zip(page.elements, told, strict=True):
        around = drawn[element.parent] if element.parent >= 0 else _paper(is_dark=is_dark)
        ink = colour(style.get("color", "")) or (_LINK if element.tag == "a" and "href" in element.attributes else None)
        ground = colour(style.get("background-color", "")) or colour(style.get("background", ""))
        hidden = around.is_hidden or style.get("display") == "none" or style.get("visibility") == "hidden"
        size = _size(style, around.size * _HEADINGS.get(element.tag, 1.0), around.size)
        drawn.append(Look(ink or around.ink, ground or around.ground, size, hidden))
    return drawn


def _size(style: Mapping[str, str], usual: float, around: float) -> float:
    """Height of letters in pixels: of `font-size`, else the first size of `font`."""
    found = _SIZE.search(style.get("font-size") or style.get("font", ""))
    if found is None:
        return usual
    number = float(found[1])
    if found[2] in _PX:
        return number * _PX[found[2]]
    return number * around / (100 if found[2] == "%" else 1)
