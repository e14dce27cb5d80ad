"""Facts of the level `rewritten`: a closed vocabulary, and the word of a judge who saw this sentence and this source.

Words derive by stem from the cited sentence, the item's name or the list of facts. What changes a meaning (a negation,
a condition, a hedge, "up to", an attribution, a comparison) stands in both or in neither; numbers and quantities only
as in the source. Words alone do not prove a fact: without an accepting judgement it is refused.
"""

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, NamedTuple

from frankly.domain.item import Item
from frankly.domain.quoting.binding import binding
from frankly.domain.quoting.quoting import NEVER, Quoting
from frankly.domain.quoting.word_list import QuotedWord, quoted_words
from frankly.domain.saying.text import Verdict
from frankly.domain.untrusted.detect import may_be_quoted
from frankly.stages.verify.checks import markup, slots, values
from frankly.stages.verify.claim import Claim
from frankly.stages.verify.codes import Code, verdict
from frankly.stages.verify.facts.quoted import cited_span
from frankly.stages.verify.parse import Parsed, Word, parse
from frankly.stages.verify.vocabulary.claims import STRONG, claims_in
from frankly.stages.verify.vocabulary.lexicon import Lexicon

KEPT: Final = ("condition", "negation", "comparison", "attribution", "hedge")
"""Kinds of words that stand in source and sentence alike, as far as what they belong to stands in both."""

_NUMBER: Final = re.compile(r"\d+(?:[.,:/]\d+)*")

_MARK: Final = re.compile(r"[,;:.!?–—](?= |$)")

REACH_COUNTED: Final = 3
"""So many content words after a quantity are taken for what it may count."""

REACH_BEFORE: Final = 1
REACH_AFTER: Final = 3
"""So many content words before and after such a word are taken for what it belongs to."""


class _Rewording(NamedTuple):
    """A sentence beside its source: all that decides whether its words may be said.

    Attributes:
        text: the draft.
        said: the same, with its slots named as the parts know them.
        lexicon: words of the language.
        span: the cited sentence.
        title: what the item is called.
    """

    text: str
    said: str
    lexicon: Lexicon
    span: str
    title: str

    @property
    def parsed(self) -> Parsed:
        """Its parts."""
        return parse(self.said)


def check_words(claim: Claim, item: Item) -> list[Verdict]:
    """Refuse words that the source does not bear, and the loss of one that its meaning hangs on."""
    span = cited_span(claim.draft, item)
    quoting = claim.saying.lexicon.quoting
    if span is None or quoting is None:
        hint = "there are no rules for facts in this language: quote nothing, or add policies/frames"
        return [verdict(Code.FRAME_UNKNOWN, (0, len(claim.draft.text)), hint)]
    if not may_be_quoted(span):
        hint = "something in the cited sentence reads like an order, code or a disguised word: tell nothing of it"
        return [verdict(Code.QUOTE_UNSAFE, (0, len(claim.draft.text)), hint)]
    rewording = _Rewording(claim.draft.text, claim.saying.text, claim.saying.lexicon, span, item.title)
    return [
        *_of_words(rewording),
        *(one for one in markup.check(claim.saying) if one.code != Code.STRAY_NUMBER),
        *slots.check(claim.saying),
        *values.check(claim),
    ]


@lru_cache(maxsize=8192)
def _of_words(said: _Rewording) -> tuple[Verdict, ...]:
    """What is found of a sentence and its source alone; a stored fact is told again and again."""
    quoting = said.lexicon.quoting
    if quoting is None:
        return ()
    return (
        *_words(said, said.span, said.title),
        *_claims(said, quoting),
        *_kept(said, said.span, quoting),
        *_numbers(said, said.span, quoting),
    )


def check_judgement(claim: Claim, item: Item) -> list[Verdict]:
    """Refuse what no judge accepted: a judgement is bound to the hash of span and sentence."""
    span = cited_span(claim.draft, item)
    said = None if span is None else claim.bearing.judgements.get(binding(span, claim.draft.text))
    whole = (0, len(claim.draft.text))
    if said is None:
        hint = "no judge has seen this sentence beside this source: have it judged, or say it as 'quoted'"
        return [verdict(Code.JUDGEMENT_MISSING, whole, hint)]
    if not said.accepts:
        return [verdict(Code.JUDGEMENT_REFUSED, whole, f"the judge refused it: {said.why or 'no reason given'}")]
    return []


def _words(said: _Rewording, span: str, title: str) -> Iterator[Verdict]:
    lexicon = said.lexicon
    source = {lexicon.key(part) for text in (span, title) for word in quoted_words(text) for part in _parts(word.word)}
    extra = lexicon.common | lexicon.fact | lexicon.rewritten
    for word in said.parsed.words:
        if word.within(extra) or all(lexicon.key(part) in source for part in _parts(word.text.lower())):
            continue
        if _has_key(word, extra, lexicon):
            continue
        hint = f"'{word.text}' is neither in the cited sentence nor in the item's name nor on the list of facts"
        yield verdict(Code.REWRITE_WORD, word.span, hint)


def _has_key(word: Word, words: frozenset[str], lexicon: Lexicon) -> bool:
    key = lexicon.key(word.text.lower())
    return any(lexicon.key(one.lower()) == key for one in words)


def _parts(word: str) -> list[str]:
    return word.replace("’", "'").split("-")


def words_that_stay(span: str, quoting: Quoting) -> tuple[str, ...]:
    """Words of a source that change its meaning, in their order: each stays as long as what it belongs to is told."""
    words = quoted_words(span)
    found = [one for name in KEPT for one in quoting.whole[name].places_in(words)]
    return tuple(dict.fromkeys(one.word for one in sorted(found, key=lambda one: one.start)))


def words_of_claims(span: str, lexicon: Lexicon, quoting: Quoting) -> tuple[str, ...]:
    """Words of a source that claim what no fact carries."""
    return tuple(dict.fromkeys(span[slice(*place)] for _, place in _claimed(span, lexicon, quoting)))


def _claims(said: _Rewording, quoting: Quoting) -> Iterator[Verdict]:
    text = said.text
    for code, place in _claimed(text, said.lexicon, quoting):
        hint = f"'{text[slice(*place)]}' is a claim that no fact carries in our own voice: leave it out"
        yield verdict(code, place, hint)


def _claimed(text: str, lexicon: Lexicon, quoting: Quoting) -> Iterator[tuple[Code, tuple[int, int]]]:
    yield from ((code, place) for code, place in claims_in(text, lexicon) if code in STRONG)
    words = quoted_words(text)
    for name in NEVER:
        found = quoting.never[name].find(words)
        if found is not None and found.word not in lexicon.harmless:
            yield Code.QUOTE_CLAIM, (found.start, found.end)


def _kept(said: _Rewording, span: str, quoting: Quoting) -> Iterator[Verdict]:
    ours, theirs = quoted_words(said.text), quoted_words(span)
    whole = (0, len(said.text))
    told, near = _stems(ours, said), _Content.of(theirs, said)
    lexicon = said.lexicon
    for name in KEPT:
        mine, source = quoting.whole[name].places_in(ours), quoting.whole[name].places_in(theirs)
        counted, known = _stems(mine, said), _stems(source, said)
        lost = [one.word for one in source if not _stems([one], said) & counted and near.governed(one, said) & told]
        may_come = lexicon.rewritten | lexicon.common
        new = [one.word for one in mine if one.word not in may_come and not _stems([one], said) & known]
        if lost or new:
            hint = (
                f"{name}: lost from what is still said of the cited sentence: {_listed(lost)}; new: {_listed(new)}; "
                "keep them as they stand there, or leave out all that they belong to"
            )
            yield verdict(Code.REWRITE_CHANGED, whole, hint)


def _listed(words: Sequence[str]) -> str:
    return ", ".join(f"'{word}'" for word in words) or "none"


@dataclass(frozen=True, slots=True)
class _Content:
    """Words that say something, by their places: looked up, since a text may hold thousands of numbers and marks.

    Attributes:
        words: in their order.
        starts: where each begins.
        ends: where each ends.
    """

    words: Sequence[QuotedWord]
    starts: Sequence[int]
    ends: Sequence[int]

    @classmethod
    def of(cls, words: Iterable[QuotedWord], said: _Rewording) -> "_Content":
        """Those among the words of a text."""
        lexicon = said.lexicon
        found = [word for word in words if word.word not in lexicon.common and word.word not in lexicon.rewritten]
        return cls(found, [word.start for word in found], [word.end for word in found])

    def before(self, place: int, most: int) -> Sequence[QuotedWord]:
        """The last ones that end before a place."""
        stop = bisect_right(self.ends, place)
        return self.words[max(0, stop - most) : stop]

    def after(self, place: int, most: int) -> Sequence[QuotedWord]:
        """The first ones that begin after a place."""
        first = bisect_left(self.starts, place)
        return self.words[first : first + most]

    def governed(self, marker: QuotedWord, said: _Rewording) -> frozenset[str]:
        """Stems around a word that changes meanings: what it is said of stands near it."""
        near = [*self.before(marker.start, REACH_BEFORE), *self.after(marker.end, REACH_AFTER)]
        return _stems(near, said)


def _stems(words: Iterable[QuotedWord], said: _Rewording) -> frozenset[str]:
    return frozenset(said.lexicon.key(word.word) for word in words)


def _numbers(said: _Rewording, span: str, quoting: Quoting) -> Iterator[Verdict]:
    """A quantity stands before what it counts: "two litres, six minutes" lends no "two minutes"."""
    lent, bare = defaultdict[str, set[str]](set), set[str]()
    for number, counted, _ in _counted(span, quoting, said):
        lent[number] |= counted
        if not counted:
            bare.add(number)
    for number, counted, place in _counted(said.text, quoting, said):
        is_free = number in said.lexicon.rewritten or number in said.lexicon.common
        is_bound = number in said.lexicon.numbers or number[0].isdigit()
        is_same = not is_bound or not counted or number in bare or counted & lent.get(number, set())
        if is_free or (number in lent and is_same):
            continue
        hint = f"'{number}' is not said of this in the cited sentence: take quantities as they stand there"
        yield verdict(Code.REWRITE_CHANGED, place, hint)


def _counted(text: str, quoting: Quoting, said: _Rewording) -> Iterator[tuple[str, frozenset[str], tuple[int, int]]]:
    """Each number or quantity, what it may count, and where it stands: up to a mark and to the next quantity."""
    words = quoted_words(text)
    content = _Content.of(words, said)
    found = sorted(_quantities(text, words, quoting), key=lambda one: one.start)
    for index, number in enumerate(found):
        end = found[index + 1].start if index + 1 < len(found) else len(text)
        mark = _MARK.search(text, number.end, end)
        stop = mark.start() if mark else end
        after = [word for word in content.after(number.end, REACH_COUNTED) if word.end <= stop]
        yield number.word, _stems(after, said), (number.start, number.end)


def _quantities(text: str, words: Sequence[QuotedWord], quoting: Quoting) -> Iterator[QuotedWord]:
    yield from (QuotedWord(found.group(), *found.span()) for found in _NUMBER.finditer(text))
    counts = (quoting.whole["count"].at(words, index) for index in range(len(words)))
    yield from (one for one in counts if one is not None and not _NUMBER.search(one.word))
