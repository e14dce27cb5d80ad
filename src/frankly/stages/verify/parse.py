"""Takes a draft apart once, for all checks: words, slots and everything else, with their places."""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from frankly.domain.text_slot import TEXT_SLOT

_PARTS: Final = re.compile(
    TEXT_SLOT.pattern + r"|(?P<word>[^\W\d_]+(?:['’-][^\W\d_]+)*)|(?P<space> +)|(?P<mark>.)", re.DOTALL
)
_SENTENCE_ENDS: Final = frozenset({"", ".", "?", "!"})
_QUOTES: Final = frozenset({"“", "„"})
_STARTS: Final = frozenset(".:;?!")
"""After these a word may begin with a capital letter."""

# Words, slots and marks are not frozen: twenty are made for each new sentence, and freezing takes three times as long.


@dataclass(slots=True, eq=False)
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


@dataclass(slots=True, eq=False)
class Slot:
    """One slot.

    Attributes:
        owner: `item`, or the id of evidence or a ground.
        field: which field.
        span: where.
        index: which part of the draft it is.
        is_quoted: whether a quotation mark opens before it.
        begins: whether it begins the text or a sentence.
    """

    owner: str
    field: str
    span: tuple[int, int]
    index: int
    is_quoted: bool
    begins: bool


@dataclass(slots=True, eq=False)
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


def renamed(text: str) -> tuple[str, dict[str, str]]:
    """Number the owners of a draft's slots as they come, so that a wording is one text whichever evidence it tells.

    Returns:
        The draft with `e1`, `e2` … and `g1` … in place of the ids; for each of these, and `item`, whose it is.
    """
    parts = TEXT_SLOT.split(text)
    if len(parts) == 1:
        return text, {}
    names: dict[str, str] = {}
    for owner in parts[1::3]:
        if owner not in names:
            names[owner] = owner if owner == "item" else f"{owner[0]}{len(names) + 1}"
    done = [parts[0]]
    for owner, field, words in zip(parts[1::3], parts[2::3], parts[3::3], strict=True):
        done.append(f"{{{names[owner]}.{field}}}{words}")
    return "".join(done), {name: owner for owner, name in names.items()}


@lru_cache(maxsize=8192)
def parse(text: str) -> Parsed:
    """Take a draft apart. The same few hundred wordings come again and again."""
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
            before = text[: match.start()]
            begins = before.rstrip()[-1:] in _SENTENCE_ENDS
            slot = Slot(match["owner"], match["field"], match.span(), index, before[-1:] in _QUOTES, begins)
            slots.append(slot)
            parts.append(slot)
            starts = False
        else:
            mark = Mark(match.group(), match.span(), index)
            marks.append(mark)
            parts.append(mark)
            starts = starts or mark.text in _STARTS
    return Parsed(text, tuple(words), tuple(slots), tuple(marks), tuple(parts))
