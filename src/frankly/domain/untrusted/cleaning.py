"""Makes somebody's text fit to be shown, quoted or put into a prompt.

Words are never changed: what reads like an order stays as it is and is only flagged.
"""

import re
import unicodedata
from functools import lru_cache
from typing import Final

from frankly.domain.untrusted.hidden import STACKED, unseen
from frankly.domain.untrusted.markup import TAG

_OPENS: Final = re.compile(r"\{(?=[\w{%#:.])|(?<=\{)\{")
_CLOSES: Final = re.compile(r"(?<=[\w}%#:.)])\}|\}(?=\})")
_SPACES: Final = re.compile(r"[^\S\n]+")
_LINES: Final = re.compile(r" ?\n[ \n]*")


@lru_cache(maxsize=4096)
def cleaned(raw: str) -> str:
    """Text in Unicode NFC without controls, hidden characters, HTML and template syntax.

    Runs of space become one space and lines stay lines; everything else is as its owner wrote it.
    Equal for a text that is clean already, so cleaning twice changes nothing.
    """
    text = raw
    if not (text.isascii() and text.isprintable()):
        text = _seen(unicodedata.normalize("NFC", text))
    text = without_markup(text)
    return _LINES.sub("\n", _SPACES.sub(" ", text)).strip()


def without_markup(text: str) -> str:
    """Text without tags; angle and curly brackets that could open one, or a slot, become others."""
    if "<" in text or ">" in text:
        text = TAG.sub("", text).replace("<", "\u2039").replace(">", "\u203a")
    if "{" in text or "}" in text:
        text = _CLOSES.sub(")", _OPENS.sub("(", text))
    return text


def _seen(text: str) -> str:
    kept = []
    for index, character in enumerate(text):
        if character in "\r\u2028\u2029\x85":
            kept.append("\n")
        elif character in "\n\t\x0b\x0c" or unicodedata.category(character) == "Zs":
            kept.append("\n" if character == "\n" else " ")
        elif unseen(text, index) is None:
            kept.append(character)
    return STACKED.sub(r"\1", "".join(kept))
