"""A text cut where it is marked, and two texts cut where they differ; what pages and terminals then colour."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final

from frankly.evals.runs.output import Span

_WORDS: Final = re.compile(r"\s+|\w+|[^\w\s]")


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a text.

    Attributes:
        text: what it says.
        is_marked: whether it is meant.
        code: why, such as a verifier's code.
    """

    text: str
    is_marked: bool = False
    code: str = ""


def marked(text: str, spans: Sequence[Span]) -> tuple[Piece, ...]:
    """Cut a text at the spans that lie in it; joined again, the pieces are the text.

    Spans may overlap, run over the end or be empty: of each place the first span that names it counts, and an empty
    one marks the word in which it lies.

    Args:
        text: what is cut.
        spans: places in this text.
    """
    owners: list[Span | None] = [None] * len(text)
    for span in spans:
        start, end = _widened(text, span)
        for at in range(start, end):
            owners[at] = owners[at] or span
    return tuple(_runs(text, owners))


def _widened(text: str, span: Span) -> tuple[int, int]:
    start, end = min(span.start, len(text)), min(span.end, len(text))
    if start < end:
        return start, end
    word = next((one for one in _WORDS.finditer(text) if one.start() <= start < one.end()), None)
    return word.span() if word is not None else (max(0, len(text) - 1), len(text))


def _runs(text: str, owners: Sequence[Span | None]) -> Iterator[Piece]:
    start = 0
    for at in range(1, len(text) + 1):
        if at == len(text) or owners[at] is not owners[start]:
            owner = owners[start]
            yield Piece(text[start:at], owner is not None, owner.code if owner is not None else "")
            start = at


def differing(before: str, after: str) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    """Both texts, with the words marked that only one of them has.

    Joined again, the pieces of each side are its text.
    """
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    left: list[Piece] = []
    right: list[Piece] = []
    for what, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        is_marked = what != "equal"
        left += [Piece("".join(old[i:j]), is_marked)] if j > i else []
        right += [Piece("".join(new[k:m]), is_marked)] if m > k else []
    return tuple(left), tuple(right)
