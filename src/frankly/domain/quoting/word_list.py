"""Words of a text with their places, and lists of words that are looked for in it."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final, NamedTuple

_WORD: Final = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")


class QuotedWord(NamedTuple):
    """One word as lists know it; what hyphens join are several. A tuple, since every text is made of dozens.

    Attributes:
        word: case folded, with straight apostrophes.
        start: its first character.
        end: the one after its last.
    """

    word: str
    start: int
    end: int


@lru_cache(maxsize=8192)
def quoted_words(text: str) -> tuple[QuotedWord, ...]:
    """The words of a text, in their order."""
    words = _WORD.finditer(text)
    return tuple([QuotedWord(one[0].casefold().replace("’", "'"), one.start(), one.end()) for one in words])


@dataclass(frozen=True, slots=True, eq=False)
class WordList:
    """A list of words: `soft`, `guarantee*`, `*est` but `!interest`, and phrases such as `money back`.

    Attributes:
        singles: whole words.
        prefixes: how words begin.
        suffixes: how words end.
        exceptions: words that are none of the list all the same.
        phrases: first word → second word, or `*` where that is a beginning → what must follow the first, by phrase.
    """

    singles: frozenset[str] = frozenset()
    prefixes: tuple[str, ...] = ()
    suffixes: tuple[str, ...] = ()
    exceptions: frozenset[str] = frozenset()
    phrases: Mapping[str, Mapping[str, tuple[tuple[str, ...], ...]]] = field(default_factory=dict)

    def has(self, word: str) -> bool:
        """Whether the list has one word, phrases left aside."""
        return _has(self, word)

    def may_begin(self, word: str) -> bool:
        """Whether the list has a word, or a phrase that begins with it."""
        return word in self.phrases or _has(self, word)

    def shown(self, most: int) -> str:
        """Some of the list for people to read, evenly taken: `free, gratis, no cost`."""
        phrases = [
            " ".join((first, *rest)) for first, some in self.phrases.items() for ends in some.values() for rest in ends
        ]
        every = sorted(
            {*self.singles, *(f"{one}*" for one in self.prefixes), *(f"*{one}" for one in self.suffixes), *phrases}
        )
        step = -(-len(every) // most) if every else 1
        return ", ".join(every[::step])

    def find(self, words: Sequence[QuotedWord]) -> QuotedWord | None:
        """The first place where the list has a word or a phrase; None where it has none."""
        phrases = self.phrases
        for index, one in enumerate(words):
            # Nearly every word begins nothing: `at` is not asked about it.
            if (_has(self, one.word) or one.word in phrases) and (found := self.at(words, index)) is not None:
                return found
        return None

    def at(self, words: Sequence[QuotedWord], index: int) -> QuotedWord | None:
        """The word or phrase of the list that begins at a place; None where none does."""
        one = words[index]
        if _has(self, one.word):
            return one
        if one.word not in self.phrases or index + 1 == len(words):
            return None
        # By their second word too: of "your …" there are dozens.
        following = self.phrases[one.word]
        for phrase in (*following.get(words[index + 1].word, ()), *following.get("*", ())):
            if _follows(phrase, words, index + 1):
                return QuotedWord(" ".join((one.word, *phrase)), one.start, words[index + len(phrase)].end)
        return None

    def all_in(self, words: Sequence[QuotedWord]) -> list[str]:
        """Every word of the list that stands in a text, in its order; a phrase counts as one."""
        return [one.word for one in self.places_in(words)]

    def places_in(self, words: Sequence[QuotedWord]) -> list[QuotedWord]:
        """The same with their places."""
        found: list[QuotedWord] = []
        end = 0
        for index, word in enumerate(words):
            if word.start < end or not self.may_begin(word.word):
                continue
            if (one := self.at(words, index)) is not None:
                found.append(one)
                end = one.end
        return found


def _follows(phrase: Sequence[str], words: Sequence[QuotedWord], at: int) -> bool:
    if len(words) - at < len(phrase):
        return False
    return all(
        word.word.startswith(part[:-1]) if part.endswith("*") else word.word == part
        for part, word in zip(phrase, words[at : at + len(phrase)], strict=True)
    )


@lru_cache(maxsize=131_072)
def _has(words: WordList, word: str) -> bool:
    # Texts use the same few thousand words again and again, and each is asked for by many lists.
    if word in words.singles:
        return True
    if word in words.exceptions:
        return False
    return word.startswith(words.prefixes) or word.endswith(words.suffixes)


def any_of(lists: Iterable[WordList]) -> WordList:
    """A list of every word that one of some lists has, or begins a phrase with: none has a word that is not on it."""
    every = list(lists)
    return WordList(
        frozenset().union(*(one.singles for one in every), *(one.phrases for one in every)),
        tuple(sorted({prefix for one in every for prefix in one.prefixes})),
        tuple(sorted({suffix for one in every for suffix in one.suffixes})),
    )


def word_list(entries: Iterable[str]) -> WordList:
    """Make a list of entries as files write them."""
    singles, prefixes, suffixes, exceptions = set(), set(), set(), set()
    phrases: dict[str, dict[str, tuple[tuple[str, ...], ...]]] = {}
    for entry in entries:
        text = entry.casefold().replace("’", "'")
        first, *rest = text.replace("-", " ").split()
        if rest:
            second = "*" if rest[0].endswith("*") else rest[0]
            following = phrases.setdefault(first, {})
            following[second] = (*following.get(second, ()), tuple(rest))
        elif first.startswith("!"):
            exceptions.add(first[1:])
        elif first.startswith("*"):
            suffixes.add(first[1:])
        elif first.endswith("*"):
            prefixes.add(first[:-1])
        else:
            singles.add(first)
    return WordList(
        frozenset(singles),
        tuple(sorted(prefixes)),
        tuple(sorted(suffixes)),
        frozenset(exceptions),
        phrases,
    )
