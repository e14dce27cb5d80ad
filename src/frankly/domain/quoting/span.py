"""Numbered sentences of a description. In doubt a sentence goes on: a longer span is safe, a part of one is not."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal

from frankly.domain.quoting.abbreviations import ANY_LANGUAGE, BEFORE_STOP

SpanKind = Literal["sentence", "heading", "bullet"]
"""A sentence with its end mark; a line without one; a line of a list."""

WRAPPED: Final = 60
"""A line without an end mark that is as long as this was broken by whoever typed it, and the next one goes on."""

_BULLET: Final = re.compile(r"(?:[-*•·–—▪●○►✓✔+]|\(?\d{1,2}[.)]|\(?[a-z]\))\s+")
# A run of marks is read once, from its beginning and never from its middle: ten thousand full stops are a text too.
_END: Final = re.compile(r"(?<![.!?…])[.!?…]++[\"'”“’»)\]]*+(?=\s)")
_LAST_WORD: Final = re.compile(r"[^\s(\[\"“„‚'‘]+\Z")
_INITIAL: Final = re.compile(r"(?:\A|(?<=[\s.]))[^\W\d_]\Z")
_ORDINAL: Final = re.compile(r"(?<!\d)\d{1,2}\Z")
_ENDED: Final = re.compile(r"[.!?…:][\"'”“’»)\]]*\Z")


@dataclass(frozen=True, slots=True)
class Span:
    """One sentence of a description.

    Attributes:
        number: counted from 1 over the whole description.
        text: in Unicode NFC, on one line.
        kind: whether it is a sentence, a heading or a line of a list.
        is_bound: whether a line above announces it, or it stands inside somebody's speech or brackets that open
            before it: alone it may say something else.
    """

    number: int
    text: str
    kind: SpanKind
    is_bound: bool

    @property
    def id(self) -> str:
        """What a fact cites: `s1` is the first."""
        return f"s{self.number}"


@lru_cache(maxsize=2048)
def spans_of(text: str, language: str) -> tuple[Span, ...]:
    """The sentences of a description. Total: any text has an answer; linear in its length.

    Args:
        text: the description as its owner wrote it.
        language: BCP 47 tag; abbreviations differ.
    """
    stops = BEFORE_STOP.get(language.split("-")[0].lower(), ANY_LANGUAGE)
    found: list[Span] = []
    marks = _OpenMarks(closes_high="„" in text)
    for line, kind, is_announced in _lines(unicodedata.normalize("NFC", text)):
        for index, sentence in enumerate(_sentences(line, stops)):
            ended = bool(_ENDED.search(sentence)) and not sentence.endswith(":")
            is_bound = is_announced and (kind == "bullet" or index == 0)
            is_inside = marks.pass_by(sentence)
            shape: SpanKind = kind if kind == "bullet" else "sentence" if ended else "heading"
            found.append(Span(len(found) + 1, sentence, shape, is_bound or is_inside))
    return tuple(found)


def _lines(text: str) -> Iterator[tuple[str, SpanKind, bool]]:
    """Lines that belong together in one, with what they are and whether a line above announces them."""
    held = ""
    is_announced = is_list_announced = False
    kind: SpanKind = "sentence"
    for raw in [*text.splitlines(), ""]:
        line = " ".join(raw.split())
        bullet = _BULLET.match(line)
        goes_on = bool(held) and bool(line) and not bullet and _wraps(held, line)
        if goes_on:
            held = f"{held} {line}"
            continue
        if held:
            yield held, kind, is_announced
            announces = not _ENDED.search(held) or held.endswith(":")
            if kind != "bullet":
                is_list_announced = announces
            is_announced = announces if line else held.endswith(":")
        elif not line:
            is_announced = is_list_announced = False
        held = line[bullet.end() :] if bullet else line
        kind = "bullet" if bullet else "sentence"
        is_announced = is_list_announced if bullet else is_announced


def _wraps(above: str, line: str) -> bool:
    """Whether a line goes on in the next one."""
    return line[0].islower() or (len(above) >= WRAPPED and not _ENDED.search(above))


def _sentences(line: str, stops: frozenset[str]) -> Iterator[str]:
    start = 0
    for end in _END.finditer(line):
        if _is_end(line, start, end, stops):
            yield line[start : end.end()]
            start = end.end() + 1
    if start < len(line):
        yield line[start:]


def _is_end(line: str, start: int, end: re.Match[str], stops: frozenset[str]) -> bool:
    """Whether a mark ends a sentence: the next one begins with no small letter, and no abbreviation stands before."""
    if line[end.end() + 1 : end.end() + 2].islower():
        return False
    if "…" in end.group() or ".." in end.group():
        return False
    if end.group()[0] != ".":
        return True
    before = line[max(start, end.start() - 40) : end.start()]
    word = _LAST_WORD.search(before)
    known = word is not None and word.group().casefold() in stops
    return not (known or _INITIAL.search(before) or _ORDINAL.search(before))


class _OpenMarks:
    """Brackets and quotation marks that are open while one reads on."""

    def __init__(self, *, closes_high: bool) -> None:
        """Begin. `closes_high`: “ closes, as it does in German, and „ opens."""
        self._opening = "([«„" if closes_high else "([«“"
        self._closing = ")]»“”" if closes_high else ")]»”"
        self._marks = frozenset(self._opening + self._closing)
        self._depth = 0
        self._is_straight_open = False

    def pass_by(self, text: str) -> bool:
        """Read a sentence. Returns whether something is open before or after it."""
        before = self._depth > 0 or self._is_straight_open
        for mark in () if self._marks.isdisjoint(text) else text:
            if mark in self._opening:
                self._depth += 1
            elif mark in self._closing and self._depth:
                self._depth -= 1
        self._is_straight_open ^= bool(text.count('"') % 2)
        return before or self._depth > 0 or self._is_straight_open
