"""Takes a draft apart once, for all checks: words, slots and everything else, with their places."""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from frankly.domain.text_slot import TEXT_SLOT

_PARTS: Final = re.compile(
    TEXT_SLOT.pattern + r"|(?P<word>[^\W\d_]+(?:['’-][^\W\d_]+)*)|(?P<space> +)|(?P<mark>.)", re.DOTALL
)
_STARTS: Final = frozenset(".:;?!")
"""After these a word may begin with a capital letter."""


@dataclass(frozen=True, slots=True)
class Word:
    """One word.

    Attributes:
        text: as it stands.
        span: where.
        index: which part of the draft it is.
        starts: whether it begins the text or follows a full stop or colon.
    """

    text: str
    span: tuple[int, int]
    index: int
    starts: bool

    def within(self, words: frozenset[str]) -> bool:
        """Whether a word list has it."""
        return self.text in words or (self.starts and self.text[0].lower() + self.text[1:] in words)


@dataclass(frozen=True, slots=True)
class Slot:
    """One slot.

    Attributes:
        owner: `item`, or the id of evidence or a ground.
        field: which field.
        span: where.
        index: which part of the draft it is.
    """

    owner: str
    field: str
    span: tuple[int, int]
    index: int


@dataclass(frozen=True, slots=True)
class Mark:
    """One character that is neither word, space nor slot.

    Attributes:
        text: the character.
        span: where.
        index: which part of the draft it is.
    """

    text: str
    span: tuple[int, int]
    index: int


@dataclass(frozen=True, slots=True)
class Parsed:
    """A draft in parts.

    Attributes:
        text: the draft.
        words: its words.
        slots: its slots.
        marks: its other characters, spaces left out.
        parts: everything but spaces, in order.
    """

    text: str
    words: tuple[Word, ...]
    slots: tuple[Slot, ...]
    marks: tuple[Mark, ...]
    parts: tuple[Word | Slot | Mark, ...]


@lru_cache(maxsize=8192)
def parse(text: str) -> Parsed:
    """Take a draft apart. The same few hundred wordings come again and again, with the ids of a few hundred facts."""
    words: list[Word] = []
    slots: list[Slot] = []
    marks: list[Mark] = []
    parts: list[Word | Slot | Mark] = []
    starts = True
    for match in _PARTS.finditer(text):
        group = match.lastgroup
        if group == "space":
            continue
        index = len(parts)
        if group == "word":
            word = Word(match.group(), match.span(), index, starts)
            words.append(word)
            parts.append(word)
            starts = False
        elif group == "field":
            slot = Slot(match["owner"], match["field"], match.span(), index)
            slots.append(slot)
            parts.append(slot)
            starts = False
        else:
            mark = Mark(match.group(), match.span(), index)
            marks.append(mark)
            parts.append(mark)
            starts = starts or mark.text in _STARTS
    return Parsed(text, tuple(words), tuple(slots), tuple(marks), tuple(parts))
