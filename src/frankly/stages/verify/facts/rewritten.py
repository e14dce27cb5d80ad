"""Facts of the level `rewritten`: a closed vocabulary, and the word of a judge who saw this sentence and this source.

Words derive by stem from the cited sentence, the item's name or the list of facts. What changes a meaning (a negation,
a condition, a hedge, "up to", an attribution, a comparison) stands in both or in neither; numbers and quantities only
as in the source. Words alone do not prove a fact: without an accepting judgement it is refused.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from frankly.domain.item import Item
from frankly.domain.quoting.binding import binding
from frankly.domain.quoting.quoting import NEVER, Quoting
from frankly.domain.quoting.word_list import QuotedWord, quoted_words
from frankly.domain.text import Verdict
from frankly.stages.verify.checks import markup, slots
from frankly.stages.verify.claim import Claim
from frankly.stages.verify.codes import Code, verdict
from frankly.stages.verify.facts.quoted import cited_span
from frankly.stages.verify.parse import Word
from frankly.stages.verify.vocabulary.claims import STRONG, claims_in
from frankly.stages.verify.vocabulary.stems import stem

KEPT: Final = ("condition", "negation", "comparison", "attribution", "hedge")
"""Kinds of words that stand in source and sentence alike, as far as what they belong to stands in both."""

REACH_BEFORE: Final = 1
REACH_AFTER: Final = 3
"""So many content words before and after such a word are taken for what it belongs to."""


def check_words(claim: Claim, item: Item) -> list[Verdict]:
    """Refuse words that the source does not bear, and the loss of one that its meaning hangs on."""
    span = cited_span(claim.draft, item)
    quoting = claim.saying.lexicon.quoting
    if span is None or quoting is None:
        hint = "there are no rules for facts in this language: quote nothing, or add policies/frames"
        return [verdict(Code.FRAME_UNKNOWN, (0, len(claim.draft.text)), hint)]
    return [
        *_words(claim, span, item.title),
        *_claims(claim, quoting),
        *_kept(claim, span, quoting),
        *(one for one in markup.check(claim.saying) if one.code != Code.STRAY_NUMBER),
        *slots.check(claim.saying),
        *slots.check_values(claim),
    ]


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


def _words(claim: Claim, span: str, title: str) -> Iterator[Verdict]:
    lexicon, locale = claim.saying.lexicon, claim.saying.lexicon.locale
    source = {stem(part, locale) for text in (span, title) for word in quoted_words(text) for part in _parts(word.word)}
    extra = lexicon.common | lexicon.fact | lexicon.rewritten
    for word in claim.parsed.words:
        if word.within(extra) or all(stem(part, locale) in source for part in _parts(word.text.lower())):
            continue
        if _has_stem(word, extra, locale):
            continue
        hint = f"'{word.text}' is neither in the cited sentence nor in the item's name nor on the list of facts"
        yield verdict(Code.REWRITE_WORD, word.span, hint)
    for mark in claim.parsed.marks:
        if mark.text.isnumeric() and mark.text not in span:
            yield verdict(Code.REWRITE_CHANGED, mark.span, f"the number '{mark.text}' is not in the cited sentence")


def _has_stem(word: Word, words: frozenset[str], locale: str) -> bool:
    key = stem(word.text.lower(), locale)
    return key in words or any(stem(one.lower(), locale) == key for one in words)


def _parts(word: str) -> list[str]:
    return word.replace("’", "'").split("-")


def _claims(claim: Claim, quoting: Quoting) -> Iterator[Verdict]:
    text = claim.draft.text
    for code, span in claims_in(text, claim.saying.lexicon):
        if code in STRONG:
            hint = f"'{text[slice(*span)]}' is a claim that no fact carries in our own voice: leave it out"
            yield verdict(code, span, hint)
    words = quoted_words(text)
    for name in NEVER:
        if found := quoting.never[name].find(words):
            hint = f"'{found.word}' is a claim that no fact carries: leave it out"
            yield verdict(Code.QUOTE_CLAIM, (found.start, found.end), hint)


def _kept(claim: Claim, span: str, quoting: Quoting) -> Iterator[Verdict]:
    ours, theirs = quoted_words(claim.draft.text), quoted_words(span)
    whole = (0, len(claim.draft.text))
    said = _stems(ours, claim)
    for name in KEPT:
        mine, source = quoting.whole[name].places_in(ours), quoting.whole[name].places_in(theirs)
        counted = Counter(one.word for one in mine)
        lost = [one.word for one in source if not counted[one.word] and _governed(one, theirs, claim) & said]
        known = {one.word for one in source}
        new = [one.word for one in mine if one.word not in known]
        if lost or new:
            hint = (
                f"{name}: lost from what is still said of the cited sentence: {_listed(lost)}; new: {_listed(new)}; "
                "keep them as they stand there, or leave out all that they belong to"
            )
            yield verdict(Code.REWRITE_CHANGED, whole, hint)
    counts = set(quoting.whole["count"].all_in(theirs))
    for word in quoting.whole["count"].all_in(ours):
        if word not in counts and word not in claim.saying.lexicon.rewritten:
            hint = f"'{word}' says how many, and the cited sentence does not: take quantities as they stand there"
            yield verdict(Code.REWRITE_CHANGED, whole, hint)


def _listed(words: Sequence[str]) -> str:
    return ", ".join(f"'{word}'" for word in words) or "none"


def _governed(marker: QuotedWord, words: Sequence[QuotedWord], claim: Claim) -> frozenset[str]:
    """Stems of the content words around a word that changes meanings: what it is said of stands near it."""
    after = [word for word in words if word.start >= marker.end]
    before = [word for word in words if word.end <= marker.start]
    return _stems([*_content(reversed(before), claim)[:REACH_BEFORE], *_content(after, claim)[:REACH_AFTER]], claim)


def _content(words: Iterable[QuotedWord], claim: Claim) -> list[QuotedWord]:
    lexicon = claim.saying.lexicon
    return [word for word in words if word.word not in lexicon.common and word.word not in lexicon.rewritten]


def _stems(words: Iterable[QuotedWord], claim: Claim) -> frozenset[str]:
    return frozenset(stem(word.word, claim.saying.lexicon.locale) for word in words)
