"""What the sentences beside a quotation make of it: one before announces it, or one after takes it back.

A sentence is quoted without them, so whatever only they say is lost: that it is a rumour, a picture, a thing of the
past, or that it is not so.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from typing import Final

from frankly.domain.quoting.clause import has_verb
from frankly.domain.quoting.nouns import nouns_of, singular
from frankly.domain.quoting.quoting import Quoting
from frankly.domain.quoting.span import Span
from frankly.domain.quoting.word_list import QuotedWord, quoted_words

NEAR: Final = 3
"""A pronoun among so many first words stands for something that was said before."""

_HALVES: Final = re.compile("[,;:—–]")

_NO_NOUNS: Final = ("stops", "subjects", "definite", "indefinite")
"""Lists of words that two sentences share without speaking of one thing."""

_SHORT: Final = 4
"""A sentence of so few words without a noun of its own speaks of the one before."""


def announced(before: Sequence[Span], title: Collection[str], quoting: Quoting) -> QuotedWord | None:
    """The word by which the sentence before gives a quotation to somebody else, to another thing or another time.

    Args:
        before: all sentences before it.
        title: words of the item's name.
        quoting: rules of the language.
    """
    for words in _led_by(before, quoting):
        found = quoting.grammar["announces"].find(words) or _brings_up(words, title, quoting)
        if found is not None:
            return found
    return _headed(before, quoting)


def _headed(before: Sequence[Span], quoting: Quoting) -> QuotedWord | None:
    """The word that makes the sentence before a heading: "Not included.", "Coming soon."."""
    words = quoted_words(before[-1].text) if before else ()
    if not words or has_verb(words, quoting):
        return None
    return quoting.grammar["headings"].at(words, 0)


def taken_back(clause: str, after: Span | None, title: Collection[str], quoting: Quoting) -> QuotedWord | None:
    """The word by which the sentence after takes a quotation back.

    It begins so ("Not so …", "Correction: …"), says so ("… is not true"), says "not" and leaves out what ("The model is
    not."), or has that missing which the quotation has ("Lid missing.").

    Args:
        clause: the quotation.
        after: the sentence after it, if there is one.
        title: words of the item's name.
        quoting: rules of the language.
    """
    words = () if after is None else quoted_words(after.text)
    if after is None or not words:
        return None
    if after.text.startswith("("):
        # A remark in brackets is one on the sentence before, whatever it says.
        return words[0]
    grammar = quoting.grammar
    found = grammar["takes_back"].at(words, 0) or grammar["denies"].find(words)
    # "The belt comes off, the strap does not" leaves out what it says itself.
    if found is None and grammar["elliptic"].has(words[-1].word) and not _HALVES.search(after.text):
        found = words[-1]
    if found is None and (gone := grammar["withdraws"].find(words)) is not None:
        first, named = words[0].word, set(nouns_of(clause)) - set(title)
        said = {singular(word.word) for word in words if not any(grammar[name].has(word.word) for name in _NO_NOUNS)}
        leans = grammar["of_item"].has(first) or grammar["elsewhere"].has(first)
        found = gone if leans or len(words) < _SHORT or not named.isdisjoint(said - _forms(gone)) else None
    return found


def _forms(found: QuotedWord) -> set[str]:
    return {singular(word) for word in found.word.split()}


def pictured(before: Sequence[Span], noun: str, quoting: Quoting) -> QuotedWord | None:
    """The word by which the sentence before shows a picture of a thing: what is said of that is not said of the item.

    Args:
        before: all sentences before.
        noun: the thing, in the singular.
        quoting: rules of the language.
    """
    words = quoted_words(before[-1].text) if before else ()
    if noun not in {singular(word.word) for word in words}:
        return None
    return quoting.grammar["depicts"].find(words)


def _led_by(before: Sequence[Span], quoting: Quoting) -> Iterator[tuple[QuotedWord, ...]]:
    """The sentence before; where that begins with a pointer ("That is …"), also the one that it points at."""
    grammar = quoting.grammar
    for span in before[:-3:-1]:
        words = quoted_words(span.text)
        yield words
        if not words or not (grammar["demonstratives"].has(words[0].word) or grammar["elsewhere"].has(words[0].word)):
            return


def _brings_up(words: Sequence[QuotedWord], title: Collection[str], quoting: Quoting) -> QuotedWord | None:
    """The verb by which a sentence brings up another thing: "by the door stands a …", "a sign hangs …"."""
    grammar = quoting.grammar
    for index in range(len(words)):
        verb = grammar["placed"].at(words, index)
        if verb is None:
            continue
        following = [word for word in words if word.start >= verb.end][:1]
        is_first = grammar["indefinite"].has(words[0].word) and 0 < index <= NEAR
        is_item = any(singular(word.word) in title for word in words[:index])
        if grammar["indefinite"].find(following) or (is_first and not is_item):
            return verb
    return None
