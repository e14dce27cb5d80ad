"""Aspects: what a fact can speak of, found by words."""

from collections.abc import Mapping
from dataclasses import dataclass

from frankly.domain.quoting.word_list import WordList, quoted_words


@dataclass(frozen=True, slots=True, eq=False)
class Aspects:
    """The short list of `policies/aspects.yaml`.

    Attributes:
        words: aspect → language → words by which it is known.
        version: hash of the file.
    """

    words: Mapping[str, Mapping[str, WordList]]
    version: str = ""

    def of(self, text: str, locale: str) -> tuple[str, ...]:
        """Aspects of a text, in the order of the file."""
        said = quoted_words(text)
        return tuple(
            [name for name, lists in self.words.items() if locale in lists and lists[locale].find(said) is not None]
        )
