"""Words of a text with their places, and lists of words that are looked for in it."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

_WORD: Final = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")


@dataclass(frozen=True, slots=True)
class QuotedWord:
    """One word as lists know it; what hyphens join are several.

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
    return tuple(
        [QuotedWord(found.group().casefold().replace("’", "'"), *found.span()) for found in _WORD.finditer(text)]
    )


@dataclass(frozen=True, slots=True, eq=False)
class WordList:
    """A list of words: `soft`, `guarantee*`, `*est` but `!interest`, and phrases such as `money back`.

    Attributes:
        singles: whole words.
        prefixes: how words begin.
        suffixes: how words end.
        exceptions: words that are none of the list all the same.
        phrases: first word → the words that must follow, for each phrase.
    """

    singles: frozenset[str] = frozenset()
    prefixes: tuple[str, ...] = ()
    suffixes: tuple[str, ...] = ()
    exceptions: frozenset[str] = frozenset()
    phrases: Mapping[str, tuple[tuple[str, ...], ...]] = field(default_factory=dict)

    def has(self, word: str) -> bool:
        """Whether the list has one word, phrases left aside."""
        if word in self.singles:
            return True
        if word in self.exceptions:
            return False
        return word.startswith(self.prefixes) or word.endswith(self.suffixes)

    def find(self, words: Sequence[QuotedWord]) -> QuotedWord | None:
        """The first place where the list has a word or a phrase; None where it has none."""
        for index, one in enumerate(words):
            if self.has(one.word):
                return one
            for phrase in self.phrases.get(one.word, ()):
                if self._follows(phrase, words, index + 1):
                    return QuotedWord(" ".join((one.word, *phrase)), one.start, words[index + len(phrase)].end)
        return None

    def all_in(self, words: Sequence[QuotedWord]) -> list[str]:
        """Every word of the list that stands in a text, in its order; a phrase counts as one."""
        found = []
        rest = list(words)
        while (one := self.find(rest)) is not None:
            found.append(one.word)
            rest = [word for word in rest if word.start >= one.end]
        return found

    @staticmethod
    def _follows(phrase: Sequence[str], words: Sequence[QuotedWord], at: int) -> bool:
        if len(words) - at < len(phrase):
            return False
        return all(
            word.word.startswith(part[:-1]) if part.endswith("*") else word.word == part
            for part, word in zip(phrase, words[at:], strict=False)
        )


def word_list(entries: Iterable[str]) -> WordList:
    """Make a list of entries as files write them."""
    singles, prefixes, suffixes, exceptions = set(), set(), set(), set()
    phrases: dict[str, list[tuple[str, ...]]] = {}
    for entry in entries:
        text = entry.casefold().replace("’", "'")
        first, *rest = text.replace("-", " ").split()
        if rest:
            phrases.setdefault(first, []).append(tuple(rest))
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
        {first: tuple(found) for first, found in phrases.items()},
    )
