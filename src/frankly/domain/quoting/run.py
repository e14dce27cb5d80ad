"""What may be quoted of an item: its clauses, each with its shape and with all that speaks against saying it."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from frankly.domain.quoting.clause import Clause, clauses_of, has_verb
from frankly.domain.quoting.frame import Frame, Manner, Shape
from frankly.domain.quoting.neighbours import NEAR, announced, pictured, taken_back
from frankly.domain.quoting.nouns import nouns_of, singular
from frankly.domain.quoting.quoting import NEVER, NOT_PLAIN, Quoting
from frankly.domain.quoting.span import Span, spans_of
from frankly.domain.quoting.word_list import QuotedWord, WordList, quoted_words
from frankly.domain.untrusted.detect import may_be_quoted

MOST_CHARACTERS: Final = 270
"""Longer clauses are not quoted: framed they must fit into a sentence."""

LEAST_WORDS: Final = 3
"""Shorter ones say too little."""

_UNSAFE: Final = re.compile(
    r"[{}<>|\\^~`*_=@#\[\]\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]"
)
# A name is looked at from where it begins, once: of a thousand words in a row with hyphens each could begin one.
_LINK: Final = re.compile(
    r"https?\b|www\.|://|(?<![a-z0-9-])[a-z0-9-]++\.(?:com|net|org|de|io|shop|example)\b", re.IGNORECASE
)
_MONEY: Final = re.compile(r"[$€£¥₹%‰]")
_QUOTES: Final = re.compile(r"[\"“”„«»‹›]")
_GARBLED: Final = re.compile(r"\ufffd|[a-z]x[0-9A-F]{2}|[ÃÂ][\u0080-\u00bf]|â€|&[a-z#0-9]{2,8};")
"""Letters that were read in the wrong encoding, or entities of HTML."""

_LETTER: Final = re.compile(r"[^\W\d_]")


@dataclass(frozen=True, slots=True)
class QuoteFault:
    """Something that speaks against a quotation.

    Attributes:
        why: the list that was hit, or `pointer`, `unsafe`, `bound`, `shape`, `length`, `question`, `marks`.
        what: the words.
        forbids: manners in which it may not be said.
    """

    why: str
    what: str
    forbids: frozenset[Manner]


_BOTH: Final[frozenset[Manner]] = frozenset({"attributed", "plain"})
_PLAIN: Final[frozenset[Manner]] = frozenset({"plain"})


@dataclass(frozen=True, slots=True)
class Run:
    """One clause of one sentence, judged.

    Attributes:
        span: the sentence.
        clause: the run of it.
        shape: which frames it fits.
        faults: what speaks against it.
    """

    span: Span
    clause: Clause
    shape: Shape
    faults: tuple[QuoteFault, ...]

    @property
    def text(self) -> str:
        """The words that are quoted."""
        return self.clause.text

    def against(self, frame: Frame) -> tuple[QuoteFault, ...]:
        """What forbids this frame; nothing where the quotation may be said so."""
        found = tuple([fault for fault in self.faults if frame.manner in fault.forbids])
        if self.shape in frame.fits:
            return found
        return (*found, QuoteFault("shape", self.text[:40], frozenset({frame.manner})))

    @property
    def manners(self) -> frozenset[Manner]:
        """How it may be said."""
        return _BOTH.difference(*(fault.forbids for fault in self.faults))


def runs_of(title: str, description: str, language: str, quoting: Quoting) -> tuple[Run, ...]:
    """Everything that could be quoted of an item, admissible or not, in the order of its sentences."""
    numbers = range(1, len(spans_of(description, language)) + 1)
    return tuple([run for number in numbers for run in runs_of_span(title, description, language, number, quoting)])


@lru_cache(maxsize=16_384)
def runs_of_span(title: str, description: str, language: str, number: int, quoting: Quoting) -> tuple[Run, ...]:
    """What could be quoted of one sentence of an item, admissible or not, the whole sentence first.

    Args:
        title: of the item.
        description: of the item.
        language: of both.
        number: of the sentence, from 1; none has another.
        quoting: rules of the language.
    """
    whole = whole_of_span(title, description, language, number, quoting)
    if whole is None:
        return ()
    spans, (_, *cut) = spans_of(description, language), clauses_of(whole.span, quoting)
    return (whole, *[_judged(clause, spans, number - 1, title, quoting) for clause in cut])


@lru_cache(maxsize=16_384)
def whole_of_span(title: str, description: str, language: str, number: int, quoting: Quoting) -> Run | None:
    """The first of `runs_of_span`, the whole sentence, by itself: most quotations are one, and no cut is looked for."""
    spans = spans_of(description, language)
    if not 0 < number <= len(spans):
        return None
    return _judged(Clause("whole", spans[number - 1].text), spans, number - 1, title, quoting)


@dataclass(frozen=True, slots=True)
class _Look:
    """A clause as its checks see it."""

    clause: Clause
    words: tuple[QuotedWord, ...]
    shape: Shape
    before: tuple[Span, ...]
    after: Span | None
    span: Span
    title: frozenset[str]
    quoting: Quoting


def _judged(clause: Clause, spans: Sequence[Span], index: int, title: str, quoting: Quoting) -> Run:
    words = quoted_words(clause.text)
    names = frozenset(nouns_of(title))
    after = spans[index + 1] if index + 1 < len(spans) else None
    shape = shape_of(clause, words, quoting)
    look = _Look(clause, words, shape, tuple(spans[:index]), after, spans[index], names, quoting)
    return Run(spans[index], clause, look.shape, tuple([fault for check in _CHECKS for fault in check(look)]))


def shape_of(clause: Clause, words: Sequence[QuotedWord], quoting: Quoting) -> Shape:
    """Which shape a clause has; in doubt no sentence."""
    if clause.kind == "opening":
        return "opening"
    if not words:
        return "fragment"
    first, grammar = words[0].word, quoting.grammar
    if grammar["imperatives"].has(first) and not grammar["subjects"].has(first):
        return "imperative"
    if grammar["ambiguous"].has(first):
        return "fragment"
    if grammar["openings"].has(first):
        return "fragment" if not has_verb(words[1:], quoting) else "sentence"
    return "sentence" if has_verb(words[1:], quoting) and not grammar["verbs"].has(first) else "fragment"


def _unsafe(look: _Look) -> Iterator[QuoteFault]:
    text = look.clause.text
    for pattern in (_UNSAFE, _LINK, _GARBLED):
        if found := pattern.search(text):
            yield QuoteFault("unsafe", found.group(), _BOTH)
    if not _LETTER.search(text):
        yield QuoteFault("unsafe", text[:20], _BOTH)
    if not may_be_quoted(text):
        yield QuoteFault("unsafe", text[:60], _BOTH)
    if _QUOTES.search(text):
        # A quotation within quotation marks would end where it should not.
        yield QuoteFault("marks", "quotation marks", frozenset({"attributed"}))
    if found := _MONEY.search(text):
        yield QuoteFault("stale", found.group(), _BOTH)


def _bound(look: _Look) -> Iterator[QuoteFault]:
    if look.span.is_bound or (look.before and look.clause.text.startswith("(")):
        yield QuoteFault("bound", look.clause.text[:40], _BOTH)
    if look.span.kind != "sentence":
        yield QuoteFault("shape", look.span.kind, _BOTH)
    if look.clause.text.endswith("?"):
        yield QuoteFault("question", "?", _BOTH)
    elif look.clause.text.endswith("!"):
        yield QuoteFault("praise", "!", _PLAIN)
    if len(look.clause.text) > MOST_CHARACTERS or len(look.words) < LEAST_WORDS:
        yield QuoteFault("length", f"{len(look.clause.text)} characters", _BOTH)


def _claims(look: _Look) -> Iterator[QuoteFault]:
    for name, found in look.quoting.found(NEVER, look.words).items():
        if name == "reader":
            yield from _of_reader(look)
        else:
            yield QuoteFault(name, found.word, _BOTH)


def _of_reader(look: _Look) -> Iterator[QuoteFault]:
    """Statements about the reader; "whether you are …" states nothing."""
    rest = list(look.words)
    while found := look.quoting.never["reader"].find(rest):
        before = [word for word in look.words if word.start < found.start][-2:]
        if not look.quoting.grammar["conditional"].find(before):
            yield QuoteFault("reader", found.word, _BOTH)
            return
        rest = [word for word in rest if word.start >= found.end]


def _manner(look: _Look) -> Iterator[QuoteFault]:
    for name, found in look.quoting.found(NOT_PLAIN, look.words).items():
        yield QuoteFault(name, found.word, _PLAIN)
    if look.shape == "opening":
        if not look.quoting.grammar["openings_alone"].has(look.words[0].word):
            yield QuoteFault("shape", look.words[0].word, _PLAIN)
    elif look.shape != "sentence":
        yield QuoteFault("shape", look.clause.text[:40], _PLAIN)


def _pointers(look: _Look) -> Iterator[QuoteFault]:
    """Words that stand for something in another sentence."""
    grammar = look.quoting.grammar
    away = grammar["picture"].find(look.words) or _begins_with(grammar["elsewhere"], look)
    if away is not None:
        yield QuoteFault("pointer", away.word, _BOTH)
        return
    last = look.words[-1] if look.words else None
    if last is not None and look.before and grammar["backwards"].has(last.word) and not _names_item(look):
        yield QuoteFault("pointer", last.word, _BOTH)
        return
    own = _begins_with(grammar["of_item"], look)
    if own is None:
        yield from _said_before(look)
    elif look.clause.kind == "run":
        yield QuoteFault("pointer", own.word, _BOTH)
    elif not _points_at_item(look, own):
        yield QuoteFault("pointer", own.word, _PLAIN if _is_item_meant(look) else _BOTH)


def _context(look: _Look) -> Iterator[QuoteFault]:
    """A sentence that the one before announces as somebody's words, or that the one after takes back."""
    if (led := announced(look.before, look.title, look.quoting)) is not None:
        yield QuoteFault("pointer", led.word, _BOTH)
    if (back := taken_back(look.clause.text, look.after, look.title, look.quoting)) is not None:
        yield QuoteFault("pointer", back.word, _BOTH)


def _begins_with(pointers: WordList, look: _Look) -> QuotedWord | None:
    """The pointer that a clause begins with, or that the first of its prepositions leads to."""
    found = pointers.find(look.words[: NEAR + 1])
    if found is None or found.start == look.words[0].start:
        return found
    return found if look.quoting.grammar["stops"].has(look.words[0].word) else None


def _points_at_item(look: _Look, pointer: QuotedWord) -> bool:
    """Whether "this …" is followed by a noun of the item's name, or by one that can only mean the item."""
    grammar = look.quoting.grammar
    if not grammar["demonstratives"].has(pointer.word):
        return False
    noun = None
    for word in look.words:
        if word.start <= pointer.start:
            continue
        if grammar["stops"].has(word.word) or has_verb([word], look.quoting) or _breaks(look, word):
            break
        noun = word
    return noun is not None and (singular(noun.word) in look.title or grammar["items"].has(noun.word))


def _breaks(look: _Look, word: QuotedWord) -> bool:
    """Whether a mark that ends a statement stands before a word; then the noun has been seen."""
    return look.clause.text[: word.start].rstrip().endswith((";", ":", "—", "–"))


def _is_item_meant(look: _Look) -> bool:
    """Whether the sentence before speaks of the item itself, so that "its" can mean nothing else."""
    if look.clause.kind == "main" or not look.before:
        return True
    above = look.before[-1]
    words = quoted_words(above.text)
    if not words or above.kind != "sentence":
        return False
    grammar, first = look.quoting.grammar, words[0].word
    names_item = _names_item(look)
    if not names_item and _introduces(words, look):
        return False
    return (
        grammar["of_item"].has(first)
        or grammar["imperatives"].has(first)
        or grammar["openings"].has(first)
        or names_item
        or (len(look.before) == 1 and not has_verb(words, look.quoting))
    )


def _names_item(look: _Look) -> bool:
    """Whether the sentence before begins with the item's own name."""
    return any(singular(word.word) in look.title for word in quoted_words(look.before[-1].text)[:6])


def _introduces(words: Sequence[QuotedWord], look: _Look) -> bool:
    """Whether a sentence ends with a thing that it names first: "in a cask". What follows may speak of that."""
    return look.quoting.grammar["indefinite"].find(words[-3:-1]) is not None


def _said_before(look: _Look) -> Iterator[QuoteFault]:
    """A definite noun that was introduced in an earlier sentence leans on it."""
    if not look.words or look.clause.kind != "whole" or not look.before:
        return
    if not look.quoting.grammar["definite"].has(look.words[0].word):
        return
    earlier = {singular(word.word) for span in look.before for word in quoted_words(span.text)}
    for word in look.words[1:NEAR]:
        noun = singular(word.word)
        if look.quoting.grammar["stops"].has(word.word) or has_verb([word], look.quoting):
            return
        if noun in earlier and noun not in look.title and not look.quoting.grammar["items"].has(word.word):
            shown = pictured(look.before, noun, look.quoting)
            yield QuoteFault("pointer" if shown else "leaning", word.word, _BOTH if shown else _PLAIN)
            return


_CHECKS: Final[tuple[Callable[[_Look], Iterator[QuoteFault]], ...]] = (
    _unsafe,
    _bound,
    _claims,
    _manner,
    _pointers,
    _context,
)
