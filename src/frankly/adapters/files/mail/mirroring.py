"""Mirrors a compiled template for scripts that run from right to left: people write it once, left to right."""

import re
from typing import Final

_STYLE: Final = re.compile(r'(style=")([^"]*)(")|(<style[^>]*>)(.*?)(</style>)', re.DOTALL)
_ATTRIBUTE: Final = re.compile(r'(?<=[\s])(align|dir)="(left|right|ltr|rtl)"')
_WORD: Final = re.compile(r"(?<![\w#.])(left|right|ltr|rtl)(?![\w])")
_VALUES: Final = r"([^\s;}!]+)\s+([^\s;}!]+)\s+([^\s;}!]+)\s+([^\s;}!]+)"
_FOUR: Final = re.compile(r"((?:^|[;{\s])(?:padding|margin|mso-padding-alt)\s*:\s*)" + _VALUES)
_CORNERS: Final = re.compile(r"((?:^|[;{\s])border-radius\s*:\s*)" + _VALUES)
_OTHER: Final = {"left": "right", "right": "left", "ltr": "rtl", "rtl": "ltr"}


def mirrored(compiled: str) -> str:
    """The template for scripts that run from right to left.

    Sides of padding, margin, border, corner, alignment and direction change places; words of the text do not.

    Args:
        compiled: HTML with Jinja2 marks in it, styles written onto its elements.
    """
    turned = _ATTRIBUTE.sub(lambda found: f'{found[1]}="{_OTHER[found[2]]}"', compiled)
    return _STYLE.sub(_in_style, turned)


def _in_style(found: re.Match[str]) -> str:
    before, style, after = (found[1], found[2], found[3]) if found[1] else (found[4], found[5], found[6])
    turned = _WORD.sub(lambda word: _OTHER[word[1]], style)
    turned = _FOUR.sub(r"\1\2 \5 \4 \3", turned)
    return before + _CORNERS.sub(r"\1\3 \2 \5 \4", turned) + after
