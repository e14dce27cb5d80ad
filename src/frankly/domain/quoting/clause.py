"""Runs of a sentence that may be quoted without the rest of it: nothing is cut that could change what it says.

A run stands between the sentence's own `;` `—` `:`, or is its participial opening, or what that opening leads to. A
sentence with a condition, a negation, a comparison, a count, an attribution or a hedge is never cut. In doubt there is
the whole sentence alone.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from frankly.domain.quoting.quoting import WHOLE, Quoting
from frankly.domain.quoting.span import Span
from frankly.domain.quoting.word_list import QuotedWord, WordList, quoted_words

ClauseKind = Literal["whole", "run", "opening", "main"]

_BREAK: Final = re.compile(r"\s*;\s+|\s*:\s+|\s*—\s*|\s+[–-]\s+")
_COMMA: Final = re.compile(r",\s+")
_BRACKETS: Final = re.compile(r"[()\[\]\"“”„«»]")
_MARK: Final = re.compile(r"[.!?…]\Z")
_DIGIT: Final = re.compile(r"\d")
LEAST_WORDS: Final = 4
"""A shorter run says too little by itself."""


@dataclass(frozen=True, slots=True)
class Clause:
    """A run of a sentence.

    Attributes:
        kind: the whole sentence, a run between its marks, its participial opening, or what that leads to.
        text: the run as it is quoted: with a capital letter, and a full stop unless it is an opening or ends otherwise.
    """

    kind: ClauseKind
    text: str


def clauses_of(span: Span, quoting: Quoting) -> tuple[Clause, ...]:
    """The runs of a sentence, the whole of it first."""
    whole = Clause("whole", span.text)
    if span.kind != "sentence" or is_bound_together(span.text, quoting):
        return (whole,)
    return (whole, *_runs(span.text, quoting), *_of_opening(span.text, quoting))


def is_bound_together(text: str, quoting: Quoting) -> bool:
    """Whether a sentence may only be quoted whole."""
    words = quoted_words(text)
    return (
        bool(_DIGIT.search(text) or _BRACKETS.search(text)) or text.endswith("?") or bool(quoting.found(WHOLE, words))
    )


def _runs(text: str, quoting: Quoting) -> Iterator[Clause]:
    parts = _BREAK.split(text)
    # Two dashes enclose a remark: what stands around them is one statement.
    if len(parts) != 2:
        return
    if all(_states(part, quoting) for part in parts):
        for part in parts:
            yield Clause("run", closed(part))


def _states(part: str, quoting: Quoting) -> bool:
    """Whether a part is a statement of its own: it begins with its subject, and has a verb."""
    words = quoted_words(part)
    return len(words) >= LEAST_WORDS and quoting.grammar["subjects"].has(words[0].word) and has_verb(words[1:], quoting)


def _of_opening(text: str, quoting: Quoting) -> Iterator[Clause]:
    words = quoted_words(text)
    if not words or not quoting.grammar["openings"].has(words[0].word) or _BREAK.search(text):
        return
    commas = list(_COMMA.finditer(text))
    subjects = [comma for comma in commas if _begins_subject(text, comma.end(), quoting)]
    if not subjects or subjects != commas[:1]:
        return
    opening, main = text[: commas[0].start()], text[commas[0].end() :]
    before = quoted_words(opening)
    if len(before) < LEAST_WORDS or has_verb(before[1:], quoting, quoting.grammar["finite"]):
        return
    yield Clause("opening", opening)
    rest = quoted_words(main)
    if quoting.cuts_openings and len(rest) >= LEAST_WORDS and has_verb(rest[1:], quoting):
        yield Clause("main", closed(main))


def _begins_subject(text: str, at: int, quoting: Quoting) -> bool:
    after = quoted_words(text[at : at + 40])
    return bool(after) and quoting.grammar["of_item"].has(after[0].word)


def has_verb(words: Sequence[QuotedWord], quoting: Quoting, verbs: WordList | None = None) -> bool:
    """Whether words hold a finite verb that the lists know."""
    if verbs is not None:
        return verbs.find(words) is not None
    return any(quoting.grammar[name].find(words) is not None for name in ("finite", "verbs"))


def closed(run: str) -> str:
    """A run with a capital letter and a full stop, and nothing else changed."""
    text = run.strip().rstrip(",;: ")
    text = text[:1].upper() + text[1:]
    return text if _MARK.search(text) else f"{text}."
