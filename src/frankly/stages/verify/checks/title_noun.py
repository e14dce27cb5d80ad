"""Calling the item by the end of its own title: "this blanket set" of a "Cozy Knit Blanket Set".

Only of titles that describe. The title of a work is a name ("Emma", "The Gift"), and a title that denies its noun
("Faux Leather Bag") or claims something lends no words.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from frankly.domain.item import Item
from frankly.stages.verify.parse import Word, parse
from frankly.stages.verify.vocabulary.claims import claims_in
from frankly.stages.verify.vocabulary.lexicon import NO_WORDS, Lexicon
from frankly.stages.verify.vocabulary.stems import word_key

MOST_WORDS: Final = 4
"""Longest end of a title that a sentence repeats."""

_PLAIN: Final = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*(?: [^\W\d_]+(?:['’-][^\W\d_]+)*){1,9}")


def nouns(text: str, lexicon: Lexicon, item: Item | None) -> tuple[tuple[int, int], ...]:
    """Places, first and last part, where a draft names the item by the end of its title."""
    if item is None:
        return ()
    ends = ends_of(item, lexicon)
    return _found(text, lexicon, ends) if ends else ()


def ends_of(item: Item, lexicon: Lexicon) -> tuple[str, ...]:
    """Words of the title that a sentence may end an item's noun with; none of a name or of a title that claims."""
    is_foreign = item.language.split("-")[0] != lexicon.locale.split("-")[0]
    return () if item.creators or is_foreign else _ends(item.title, lexicon)


@lru_cache(maxsize=4096)
def _ends(title: str, lexicon: Lexicon) -> tuple[str, ...]:
    if not _PLAIN.fullmatch(title) or claims_in(title, lexicon):
        return ()
    words = title.split(" ")
    lowered = [word.lower() for word in words]
    if not lexicon.title.get("denies", NO_WORDS).isdisjoint(part for word in lowered for part in word.split("-")):
        return ()
    stops = lexicon.title.get("stops", NO_WORDS)
    length = next((index for index, word in enumerate(lowered) if word in stops), len(words))
    return tuple(words[max(0, length - MOST_WORDS) : length]) if length > 1 else ()


@lru_cache(maxsize=8192)
def _starts(text: str, lexicon: Lexicon) -> tuple[int, ...]:
    """Words before which a noun may stand, by their place among the words."""
    before = lexicon.title.get("before", NO_WORDS)
    return tuple(index for index, word in enumerate(parse(text).words) if word.within(before))


@lru_cache(maxsize=4096)
def _found(text: str, lexicon: Lexicon, ends: tuple[str, ...]) -> tuple[tuple[int, int], ...]:
    words = parse(text).words
    found = []
    for start in _starts(text, lexicon):
        for length in range(min(len(ends), len(words) - start - 1), 0, -1):
            said = words[start + 1 : start + 1 + length]
            is_run = said[-1].index - words[start].index == length
            if is_run and _same(said, ends[-length:], lexicon.locale):
                found.append((said[0].index, said[-1].index))
                break
    return tuple(found)


def _same(said: Sequence[Word], ends: tuple[str, ...], locale: str) -> bool:
    """Whether these are the words, the last one in any form; German writes its nouns with a capital letter."""
    if locale.startswith("de") and not said[-1].text[0].isupper():
        return False
    *firsts, last = (word.text.lower() for word in said)
    return firsts == [end.lower() for end in ends[:-1]] and word_key(last, locale) == word_key(ends[-1].lower(), locale)
