"""How far colours stand out from each other (WCAG 2.2, relative luminance)."""

from typing import Final

LEAST: Final = 4.5
"""Contrast that text needs (WCAG 2.2, 1.4.3)."""

_DARK_INK, _LIGHT_INK = "#14171a", "#ffffff"


def contrast(one: str, other: str) -> float:
    """The contrast of two colours, from 1 to 21.

    Args:
        one: as `#rrggbb`.
        other: the same.
    """
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def ink_on(colour: str) -> str:
    """The colour of text on a button: light or dark, whichever stands out more."""
    return max((_LIGHT_INK, _DARK_INK), key=lambda ink: contrast(ink, colour))


def _luminance(colour: str) -> float:
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
