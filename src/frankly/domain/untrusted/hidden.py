"""Finds what cannot be seen, or is not what it looks like: controls, direction, tag characters, mixed alphabets."""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from itertools import groupby
from typing import Final

from frankly.domain.untrusted.finding import TextFinding, TextFindingCode
from frankly.domain.untrusted.readings import LOOKALIKES

JOINERS: Final = frozenset("\u200c\u200d")
"""Letters of Persian and Hindi and many emoji need them; they may stand between two characters that are not ASCII."""

SELECTORS: Final = range(0xE0100, 0xE01F0)
"""Variation selectors that no text here needs, and that can carry hidden text."""

BLANKS: Final = frozenset("\u115f\u1160\u3164\uffa0\u2800\u034f\u180b\u180c\u180d\u180f\u17b4\u17b5")
"""Characters that count as letters or marks and show nothing."""

MARKS: Final = r"[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]"
STACKED: Final = re.compile(rf"({MARKS}{{4}}){MARKS}+")

_DIRECTION: Final = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_TAGS: Final = range(0xE0000, 0xE0080)
_BLACK_FLAG: Final = "\U0001f3f4"
_BREAKS: Final = frozenset("\t\n\r\x0b\x0c\x85")
_WORD: Final = re.compile(r"[^\W\d_]+")
_OTHER_SHAPES: Final = (range(0xFF21, 0xFF5B), range(0x1D400, 0x1D7CC), range(0x24B6, 0x24EA), range(0x1F130, 0x1F18A))
"""Wide, mathematical and circled letters: as a word they are Latin in disguise."""

_WHAT: Final = {
    TextFindingCode.CONTROL: "a control character",
    TextFindingCode.DIRECTION: "a character that turns the direction of text",
    TextFindingCode.INVISIBLE: "a character that cannot be seen",
    TextFindingCode.TAG_CHARACTER: "tag characters, which nobody sees",
}


def hidden(text: str) -> list[TextFinding]:
    """Everything that a reader does not see, or takes for something else."""
    if text.isascii() and text.isprintable():
        return []
    may_hide = not text.isprintable() or any(_is_blank(character) for character in text)
    found = list(_unseen(text)) if may_hide else []
    if not unicodedata.is_normalized("NFC", text):
        what = "letters and marks written apart"
        found.append(TextFinding(code=TextFindingCode.NOT_NORMALISED, span=(0, len(text)), what=what))
    for match in STACKED.finditer(text):
        what = "more than four marks on a letter"
        found.append(TextFinding(code=TextFindingCode.STACKED_MARKS, span=match.span(), what=what))
    return found + lookalikes(text)


def unseen(text: str, index: int) -> TextFindingCode | None:
    """What kind of unseen character stands at a place; None for what may stand in a text."""
    character = text[index]
    if character.isalnum() and character not in BLANKS:
        return None
    category = unicodedata.category(character)
    if character in _DIRECTION:
        return TextFindingCode.DIRECTION
    if ord(character) in _TAGS:
        return None if _is_flag(text, index) else TextFindingCode.TAG_CHARACTER
    if character in JOINERS:
        return None if joins(text, index) else TextFindingCode.INVISIBLE
    if category == "Cc":
        return None if character in _BREAKS else TextFindingCode.CONTROL
    return TextFindingCode.INVISIBLE if category[0] == "C" or _is_blank(character) else None


def joins(text: str, index: int) -> bool:
    """Whether a joiner stands between two characters that are not ASCII, as in emoji and some alphabets."""
    around = text[index - 1 : index] + text[index + 1 : index + 2]
    return len(around) == 2 and not any(letter.isascii() or letter in JOINERS for letter in around)


def lookalikes(text: str) -> list[TextFinding]:
    """Words that mix Latin with letters that look like it, or are made of such letters in a Latin text."""
    if text.isascii():
        return []
    has_latin = any(letter.isascii() and letter.isalpha() for letter in text)
    return [
        TextFinding(code=TextFindingCode.LOOKALIKE, span=match.span(), what="letters that only look like Latin ones")
        for match in _WORD.finditer(text)
        if not match.group().isascii() and _is_disguised(match.group(), has_latin)
    ]


def _unseen(text: str) -> Iterator[TextFinding]:
    kinds = [unseen(text, index) for index in range(len(text))]
    for code, run in groupby(range(len(text)), key=lambda index: kinds[index]):
        if code is not None:
            places = list(run)
            yield TextFinding(code=code, span=(places[0], places[-1] + 1), what=_WHAT[code])


def _is_blank(character: str) -> bool:
    return character in BLANKS or ord(character) in SELECTORS


def _is_flag(text: str, index: int) -> bool:
    """Whether a tag character belongs to the flag of a region, such as that of Wales."""
    before = text[max(0, index - 8) : index + 1].rstrip("".join(map(chr, _TAGS)))
    return before.endswith(_BLACK_FLAG)


def _is_disguised(word: str, has_latin: bool) -> bool:
    shaped = sum(any(ord(letter) in shape for shape in _OTHER_SHAPES) for letter in word)
    if shaped > 1:
        return True
    posing = sum(letter in LOOKALIKES and _script(letter) != "LATIN" for letter in word)
    latin = sum(_script(letter) == "LATIN" for letter in word)
    if posing and latin:
        return True
    return has_latin and len(word) > 2 and posing == len(word)


@lru_cache(maxsize=4096)
def _script(letter: str) -> str:
    return unicodedata.name(letter, "?").split(" ")[0]
