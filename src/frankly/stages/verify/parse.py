"""Takes a draft apart once, for all checks: words, slots and everything else, with their places."""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, NamedTuple

from frankly.domain.text_slot import TEXT_SLOT

_PARTS: Final = re.compile(
    rf" *(?:(?P<word>[^\W\d_]+(?:['’-][^\W\d_]+)*)|(?P<slot>{TEXT_SLOT.pattern})|(?P<mark>[^ ]))"
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
        at: its first character.
        index: which part of the draft it is.
        starts: whether it begins the text or follows a full stop or colon.
    """

    text: str
    at: int
    index: int
    starts: bool

    @property
    def span(self) -> tuple[int, int]:
        """Where it stands."""
        return self.at, self.at + len(self.text)

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
        at: where.
        index: which part of the draft it is.
    """

    text: str
    at: int
    index: int

    @property
    def span(self) -> tuple[int, int]:
        """Where it stands."""
        return self.at, self.at + 1


class Parsed(NamedTuple):
    """A draft in parts. A tuple, since it is made for every new sentence.

    Attributes:
        text: the draft.
        words: its words.
        slots: its slots.
        marks: its other characters, spaces left out.
        parts: everything but spaces, in order.
        openers: words that may begin with a capital letter for their place alone.
        inner: the other words, each once.
        said: all words, openers both as they stand and with a small letter.
        lowered: all words in small letters.
        folded: all words whatever their case, ß as ss.
    """

    text: str
    words: tuple[Word, ...]
    slots: tuple[Slot, ...]
    marks: tuple[Mark, ...]
    parts: tuple[Word | Slot | Mark, ...]
    openers: tuple[Word, ...]
    inner: frozenset[str]
    said: frozenset[str]
    lowered: frozenset[str]
    folded: frozenset[str]

    def all_within(self, words: frozenset[str]) -> bool:
        """Whether a word list has every word: a look at one set, since of most sentences it has."""
        return self.inner <= words and all([word.within(words) for word in self.openers])


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
    starts, at = True, 0
    for word, whole, owner, field, mark in _PARTS.findall(text):
        index = len(parts)
        # Between two parts there is nothing but spaces, so that each is found where it stands.
        if word:
            at = text.index(word, at)
            words.append(Word(word, at, index, starts))
            parts.append(words[-1])
            starts = False
            at += len(word)
        elif whole:
            at = text.index(whole, at)
            begins = text[:at].rstrip()[-1:] in _SENTENCE_ENDS
            slots.append(Slot(owner, field, (at, at + len(whole)), index, text[at - 1 : at] in _QUOTES, begins))
            parts.append(slots[-1])
            starts = False
            at += len(whole)
        else:
            at = text.index(mark, at)
            marks.append(Mark(mark, at, index))
            parts.append(marks[-1])
            starts = starts or mark in _STARTS
            at += 1
    openers = tuple([word for word in words if word.starts])
    said = frozenset([word.text for word in words])
    lowered = frozenset([word.lower() for word in said])
    return Parsed(
        text,
        tuple(words),
        tuple(slots),
        tuple(marks),
        tuple(parts),
        openers,
        frozenset([word.text for word in words if not word.starts]),
        said.union([word.text[0].lower() + word.text[1:] for word in openers]),
        lowered,
        lowered if text.isascii() else frozenset([word.casefold() for word in said]),
    )
