"""Where an object begins and ends in a text, told by its brackets outside of quotes."""

import re
from dataclasses import dataclass
from typing import Final

_MARKS: Final = re.compile(r"[{}\[\]\"'\\]")
_OPENS: Final = {"{": "}", "[": "]"}
_BEGINS: Final = re.compile(r"\{\s*(?:[\"'}]|[A-Za-z_]\w*\s*:|\Z)")
"""An object begins with a name or ends at once; braces in prose do not."""

_BEFORE_QUOTE: Final = ("{", "[", ",", ":")
_LOOK_BACK: Final = 40
"""White space between a sign and a quote, at most."""


@dataclass(frozen=True, slots=True)
class Found:
    """A stretch of text that looks like an object.

    Attributes:
        start: of its first bracket.
        end: behind its last one, or the end of the text where it is not closed.
        is_closed: whether all its brackets are closed.
        depth: most brackets within brackets.
    """

    start: int
    end: int
    is_closed: bool
    depth: int


def find_object(text: str) -> Found | None:
    """Find the longest stretch that looks like an object; None where there is none.

    A model that shows an example before its answer, or repeats itself, gives several; the answer is the longest,
    and the last of equally long ones.
    """
    best: Found | None = None
    at = 0
    while (begin := _BEGINS.search(text, at)) is not None:
        found = _walk(text, begin.start())
        if best is None or found.end - found.start >= best.end - best.start:
            best = found
        at = found.end
    return best


def _walk(text: str, start: int) -> Found:
    closing: list[str] = []
    depth = 0
    quote = ""
    at = start
    while (mark := _MARKS.search(text, at)) is not None:
        sign, at = mark.group(), mark.end()
        if sign == "\\":
            at += 1
        elif quote:
            quote = "" if sign == quote else quote
        elif sign in "\"'":
            quote = sign if _opens_quote(text, mark.start(), sign) else ""
        elif sign in _OPENS:
            closing.append(_OPENS[sign])
            depth = max(depth, len(closing))
        elif closing and sign == closing[-1]:
            closing.pop()
            if not closing:
                return Found(start, at, is_closed=True, depth=depth)
    return Found(start, len(text), is_closed=False, depth=depth)


def _opens_quote(text: str, at: int, sign: str) -> bool:
    """Whether a quote begins a text; an apostrophe within words does not."""
    return sign == '"' or text[max(0, at - _LOOK_BACK) : at].rstrip()[-1:] in _BEFORE_QUOTE
