"""How likely a sentence is to say something else than its source, as far as its words tell: whom to look at first."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from frankly.domain.quoting.word_list import quoted_words
from frankly.domain.saying.fact import Fact
from frankly.domain.saying.phrase import Phrase
from frankly.stages.verify.facts.rewritten import words_that_stay
from frankly.stages.verify.vocabulary.lexicon import Lexicon

UNJUDGED: Final = 40
"""Nobody has looked at it."""

BOUND: Final = 8
"""For each word in the source that changes a meaning: a condition, a negation, a hedge."""

NEW_WORD: Final = 3
TURNED: Final = 5
"""For each place where words of the source come in another order: qualities may have moved."""

DROPPED: Final = 1
"""For each word of the source that is left out."""

CAUSE: Final = 10
"""A phrase that says why."""


def risk_of_fact(fact: Fact, span: str, lexicon: Lexicon) -> int:
    """Points; only their order means something."""
    theirs = [lexicon.key(word.word) for word in quoted_words(span)]
    ours = [lexicon.key(word.word) for word in quoted_words(fact.text)]
    quoting = lexicon.quoting
    bound = len(words_that_stay(span, quoting)) if quoting is not None else 0
    new = sum(word not in theirs for word in ours)
    dropped = sum(word not in ours for word in theirs)
    unjudged = UNJUDGED if fact.judge is None else 0
    return unjudged + bound * BOUND + new * NEW_WORD + _turned(ours, theirs) * TURNED + dropped * DROPPED


def _turned(ours: Sequence[str], theirs: Sequence[str]) -> int:
    places = [theirs.index(word) for word in ours if word in theirs]
    return sum(one > other for one, other in pairwise(places))


def risk_of_phrase(phrase: Phrase) -> int:
    """Points: a phrase is a construction of its kind in any case, so all are small."""
    return (CAUSE if phrase.form.startswith("because") else 0) + phrase.text.count("{") * NEW_WORD
