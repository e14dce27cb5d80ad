"""Takes a draft apart once, for all checks: words, slots and everything else, with their places."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from frankly.domain.saying.text_slot import TEXT_SLOT

_WORD_OR_MARK: Final = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*|[^ ]")
_SENTENCE_ENDS: Final = frozenset({"", ".", "?", "!"})
_QUOTES: Final = frozenset({"“", "„"})
_STARTS: Final = frozenset(".:;?!")
"""After these a word may begin with a capital letter."""

# Nothing here is frozen: it is made for each new sentence, and freezing takes three times as long.


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


@dataclass(slots=True, eq=False)
class Parsed:
    """A draft in parts. Parts with their places are made when somebody asks: who finds nothing wrong needs none.

    Attributes:
        text: the draft.
        tokens: its words and other characters as they stand, and its slots, in order; spaces left out.
        slots: its slots.
        spoken: its words in order.
        openers: place among the tokens → word that may begin with a capital letter for its place alone.
        inner: the other words, each once.
        signs: its other characters, each once.
        said: all words, openers both as they stand and with a small letter.
        lowered: all words in small letters.
        folded: all words whatever their case, ß as ss.
    """

    text: str
    tokens: tuple[str | Slot, ...]
    slots: tuple[Slot, ...]
    spoken: Sequence[str]
    openers: Mapping[int, str]
    inner: frozenset[str]
    signs: frozenset[str]
    said: frozenset[str]
    lowered: frozenset[str]
    folded: frozenset[str]
    _parts: tuple[Word | Slot | Mark, ...] = ()

    @property
    def parts(self) -> tuple[Word | Slot | Mark, ...]:
        """Everything but spaces, in order."""
        if not self._parts:
            self._parts = tuple(_placed(self))
        return self._parts

    @property
    def words(self) -> list[Word]:
        """Its words."""
        return [part for part in self.parts if isinstance(part, Word)]

    @property
    def marks(self) -> list[Mark]:
        """Its other characters."""
        return [part for part in self.parts if isinstance(part, Mark)]

    def all_within(self, words: frozenset[str]) -> bool:
        """Whether a word list has every word: a look at one set, since of most sentences it has."""
        if not self.inner <= words:
            return False
        for word in self.openers.values():
            if word not in words and word[0].lower() + word[1:] not in words:
                return False
        return True


def _placed(parsed: Parsed) -> Iterator[Word | Slot | Mark]:
    at = 0
    for index, token in enumerate(parsed.tokens):
        if isinstance(token, Slot):
            yield token
            at = token.span[1]
            continue
        # Between two parts there is nothing but spaces, so that each is found where it stands.
        at = parsed.text.index(token, at)
        yield Word(token, at, index, index in parsed.openers) if is_word(token) else Mark(token, at, index)
        at += len(token)


def is_word(token: str) -> bool:
    """Whether what was taken for a word or another character is a word."""
    return len(token) > 1 or (token.isalnum() and not token.isdecimal())


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
    if all([name == owner for owner, name in names.items()]):
        return text, names
    done = [parts[0]]
    for owner, field, words in zip(parts[1::3], parts[2::3], parts[3::3], strict=True):
        done.append(f"{{{names[owner]}.{field}}}{words}")
    return "".join(done), {name: owner for owner, name in names.items()}


@lru_cache(maxsize=8192)
def parse(text: str) -> Parsed:
    """Take a draft apart. The same few hundred wordings come again and again."""
    tokens: list[str | Slot] = []
    slots: list[Slot] = []
    openers: dict[int, str] = {}
    spoken: list[str] = []
    inner: list[str] = []
    signs: list[str] = []
    starts, at = True, 0
    runs = TEXT_SLOT.split(text)
    for number in range(0, len(runs), 3):
        if number:
            owner, field = runs[number - 2], runs[number - 1]
            end = at + len(owner) + len(field) + len("{.}")
            begins = text[:at].rstrip()[-1:] in _SENTENCE_ENDS
            slots.append(Slot(owner, field, (at, end), len(tokens), text[at - 1 : at] in _QUOTES, begins))
            tokens.append(slots[-1])
            starts, at = False, end
        for token in _WORD_OR_MARK.findall(runs[number]):
            if len(token) == 1 and not is_word(token):
                signs.append(token)
                starts = starts or token in _STARTS
            else:
                spoken.append(token)
                if starts:
                    openers[len(tokens)] = token
                    starts = False
                else:
                    inner.append(token)
            tokens.append(token)
        at += len(runs[number])
    said = frozenset([*inner, *openers.values(), *[word[0].lower() + word[1:] for word in openers.values()]])
    lowered = frozenset(map(str.lower, said))
    return Parsed(
        text,
        tuple(tokens),
        tuple(slots),
        spoken,
        openers,
        frozenset(inner),
        frozenset(signs),
        said,
        lowered,
        lowered if text.isascii() else frozenset(map(str.casefold, said)),
    )
