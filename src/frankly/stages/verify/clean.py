"""Makes a catalogue value fit to stand inside a sentence. Titles are data: nothing in them opens a slot or a tag."""

import re
import unicodedata
from functools import lru_cache
from typing import Final

MOST_CHARACTERS: Final = 120
"""Longer values are shortened; a sentence is not the place to read them."""

_TAG: Final = re.compile(r"</?[A-Za-z!][^<>]*>")
_OPENS: Final = re.compile(r"\{(?=[\w{%#:.])")
_CLOSES: Final = re.compile(r"(?<=[\w}%#:.])\}")
_LINK: Final = re.compile(r"https?:|www\.|://|javascript:|data:[a-z]+/|\]\(", re.IGNORECASE)
_MARKS: Final = re.compile(
    r"([\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]{4})[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]+"
)
_JOINERS: Final = frozenset("\u200c\u200d")
"""Letters of Persian and Hindi and many emoji need them; they may stand between two characters that are not ASCII."""

_SELECTORS: Final = range(0xE0100, 0xE01F0)
"""Variation selectors that no text here needs, and that can carry hidden text."""


@lru_cache(maxsize=8192)
def clean(raw: str) -> str | None:
    """Make a value fit to be shown.

    Args:
        raw: what the catalogue, the person or a label file says.

    Returns:
        Text in Unicode NFC on one line, without control, bidirectional and invisible characters, tags and template
        syntax, at most 120 characters. None where an address is in it or nothing readable is left: such a value is not
        repeated in our sentences.
    """
    text = raw[: MOST_CHARACTERS * 20]
    if not (text.isascii() and text.isprintable()):
        text = _visible(unicodedata.normalize("NFC", text))
    if _LINK.search(text):
        return None
    if "<" in text or ">" in text:
        text = _TAG.sub("", text).replace("<", "‹").replace(">", "›")
    if "{" in text or "}" in text:
        text = _CLOSES.sub(")", _OPENS.sub("(", text))
    text = " ".join(text.split())
    if len(text) > MOST_CHARACTERS:
        text = _shortened(text)
    return text if any(character.isalnum() or not character.isascii() for character in text) else None


def _visible(text: str) -> str:
    kept = []
    for index, character in enumerate(text):
        category = unicodedata.category(character)
        if category in {"Zs", "Zl", "Zp"} or character in "\t\n\r\x0b\x0c\x85":
            kept.append(" ")
        elif category[0] == "C" or ord(character) in _SELECTORS:
            if character in _JOINERS and _joins(text, index):
                kept.append(character)
        else:
            kept.append(character)
    return _MARKS.sub(r"\1", "".join(kept))


def _joins(text: str, index: int) -> bool:
    around = text[index - 1 : index] + text[index + 1 : index + 2]
    return len(around) == 2 and not any(letter.isascii() or letter in _JOINERS for letter in around)


def _shortened(text: str) -> str:
    cut = text[: MOST_CHARACTERS - 1]
    space = cut.rfind(" ", MOST_CHARACTERS - 30)
    return (cut[:space] if space > 0 else cut).rstrip(" ,.;:–—-\u200d\u200c") + "…"
