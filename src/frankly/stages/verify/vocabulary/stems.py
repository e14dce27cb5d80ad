"""Stems: "guarantees" and "guaranteed" are one word. Snowball's algorithms, cached (docs/adr/0014-stems.md)."""

from functools import lru_cache
from typing import Final

import Stemmer

_ALGORITHMS: Final = {"en": "english", "de": "german"}


@lru_cache(maxsize=32_768)
def stem(word: str, locale: str) -> str:
    """The stem of a word in small letters; the word itself in a language without an algorithm.

    Args:
        word: one word in small letters.
        locale: language, such as `en` or `de-AT`.
    """
    algorithm = _ALGORITHMS.get(locale.split("-")[0])
    # Made anew for each word: a stemmer keeps the word it works on, and threads share what is kept here. It costs 1 µs.
    return word if algorithm is None else str(Stemmer.Stemmer(algorithm, 0).stemWord(word))


@lru_cache(maxsize=32_768)
def word_key(word: str, locale: str) -> str:
    """What two forms of one word have in common: the stem, with a capital letter where the word has one.

    A capital tells German nouns from other words ("Weg", "weg"), and "Sie" from "sie".
    """
    lowered = word.lower()
    found = stem(lowered, locale)
    return found[:1].upper() + found[1:] if word[:1] != lowered[:1] else found
