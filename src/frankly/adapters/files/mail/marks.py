"""Puts marks in the place of a template's Jinja2 while it is compiled, and Jinja2 back afterwards.

So `mrml` and `css-inline` see neither an expression nor a value: `{{ … }}` becomes a word that may stand in a text, an
attribute or a style, `{% … %}` a comment, which may stand between rows and columns.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from jinja2 import Environment, TemplateSyntaxError

from frankly.errors import Misconfigured

_CONDITIONAL: Final = re.compile(r"<!--\[if [^\]]*\]>(?!<!--).*?<!\[endif\]-->", re.DOTALL)
_COMMENT: Final = re.compile(r"<!--qs(\d+)sq-->")
_INNER: Final = re.compile(r"qs(\d+)sq")
_EXPRESSION: Final = re.compile(r"qe(\d+)eq")
MARK: Final = re.compile(r"q([es])(\d+)\1q")
"""Any mark: its kind (`e` or `s`) and its number."""


@dataclass(frozen=True, slots=True)
class Marked:
    """A template with marks.

    Attributes:
        text: the template, every line where it was.
        pieces: the Jinja2 that each mark stands for, by number.
        lines: line of each, by number.
    """

    text: str
    pieces: tuple[str, ...]
    lines: tuple[int, ...]


def marked(place: str, source: str) -> Marked:
    """Put marks in the place of Jinja2.

    Args:
        place: the file, for messages.
        source: the template.

    Raises:
        Misconfigured: when a statement stands inside a tag, or the source holds marks already, with the line.
    """
    if found := MARK.search(source):
        line = source.count("\n", 0, found.start()) + 1
        raise Misconfigured(f"{place}:{line}: '{found[0]}' cannot stand in a template; write something else.")
    text = ""
    pieces: list[str] = []
    lines: list[int] = []
    for kind, line, piece in _pieces(place, source):
        if kind == "data":
            text += piece
            continue
        ends = "\n" * piece.count("\n")
        if kind == "comment":
            text += ends
            continue
        if kind == "statement" and text.rfind("<") > text.rfind(">"):
            raise Misconfigured(
                f"{place}:{line}: {piece.strip()} cannot stand inside a tag; write "
                "{{ 'this' if condition else 'that' }} there."
            )
        number = len(pieces)
        text += f"qe{number}eq{ends}" if kind == "expression" else f"<!--qs{number}sq-->{ends}"
        pieces.append(piece)
        lines.append(line)
    return Marked(text, tuple(pieces), tuple(lines))


def inward(compiled: str) -> str:
    """Marks inside conditional comments as plain words: a comment there would end the comment around it."""
    return _CONDITIONAL.sub(lambda found: _COMMENT.sub(r"qs\1sq", found[0]), compiled)


def restored(place: str, compiled: str, marks: Marked) -> str:
    """Put Jinja2 back.

    Raises:
        Misconfigured: when a statement got lost, moved or was doubled, or an expression got lost, with its line.
    """
    stood = [int(number) for number in _INNER.findall(compiled)]
    wanted = [number for number, piece in enumerate(marks.pieces) if piece.startswith("{%")]
    for number, found in zip(wanted, [*stood, *[-1] * len(wanted)], strict=False):
        if number != found:
            raise _lost(place, marks, number)
    if len(stood) > len(wanted):
        raise _lost(place, marks, stood[-1])
    kept = {int(number) for number in _EXPRESSION.findall(compiled)}
    for number, piece in enumerate(marks.pieces):
        if piece.startswith("{{") and number not in kept:
            raise _lost(place, marks, number)
    bare = _COMMENT.sub(r"qs\1sq", compiled)
    return MARK.sub(lambda found: marks.pieces[int(found[2])], bare)


def _lost(place: str, marks: Marked, number: int) -> Misconfigured:
    return Misconfigured(
        f"{place}:{marks.lines[number]}: {marks.pieces[number].strip()} stands where MJML keeps nothing: put it into "
        "mj-text, mj-raw or an attribute, and statements around whole sections, columns or elements."
    )


def _pieces(place: str, source: str) -> Iterator[tuple[str, int, str]]:
    """Data, expressions, statements and comments, each with its line."""
    ends = {"variable_end": "expression", "block_end": "statement", "comment_end": "comment"}
    begun, piece = 0, ""
    try:
        for line, kind, text in Environment(autoescape=True).lex(source):
            if kind in {"variable_begin", "block_begin", "comment_begin"}:
                begun, piece = line, text
            elif kind in ends:
                yield ends[kind], begun, piece + text
                begun, piece = 0, ""
            elif begun:
                piece += text
            elif kind == "data":
                yield "data", line, text
            else:
                raise Misconfigured(f"{place}:{line}: a raw block has no place in a template; leave it out.")
    except TemplateSyntaxError as error:
        raise Misconfigured(f"{place}:{error.lineno}: this is no template: {error.message}") from error
