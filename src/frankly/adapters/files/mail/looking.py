"""Looks through a template, before and after it is compiled, for what would be unsafe or lost in a mailbox."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Final

from frankly.adapters.files.mail.marks import MARK, Marked
from frankly.domain.faults import nearest
from frankly.errors import Misconfigured

_ELEMENTS: Final = frozenset(
    "mj-all mj-attributes mj-body mj-breakpoint mj-button mj-class mj-column mj-divider mj-group mj-head mj-hero "
    "mj-image mj-preview mj-raw mj-section mj-spacer mj-style mj-table mj-text mj-title mj-wrapper mjml".split()
)
"""Elements of MJML that a letter may be made of; those with scripts, remote fonts and inclusions are not among them."""

_FORBIDDEN: Final = frozenset(
    "script iframe object embed form input button select textarea link base svg math video audio template".split()
)
_ADDRESSES: Final = frozenset({"url", "image", "home"})
_COLOURS: Final = frozenset({"paper", "sheet", "ink", "soft", "rule", "tint", "accent", "on_accent"})
_TAG: Final = re.compile(r"<(mj[\w-]*)")
_REMOTE: Final = re.compile(r"@import|url\s*\(|expression\s*\(|-moz-binding|behavior\s*:", re.IGNORECASE)
_FIELD: Final = re.compile(r"\{\{-?\s*[a-z_]+(?:\.[a-z_]+)*\.([a-z_]+)\s*-?\}\}")
_LITERAL: Final = re.compile(r"(?:https://|mailto:|#)[^\s]*|")
_CHOICE: Final = re.compile(r"\{\{-?\s*'[\w #-]*' if [^'\"]*( else '[\w #-]*')?\s*-?\}\}")


def look_before(place: str, source: str) -> None:
    """Look through a template as it was written.

    Raises:
        Misconfigured: for an element that is none, with the line.
    """
    for found in _TAG.finditer(source):
        if found[1] not in _ELEMENTS:
            line = source.count("\n", 0, found.start()) + 1
            near = nearest(found[1], sorted(_ELEMENTS))
            hint = f" Did you mean <{near}>?" if near else ""
            raise Misconfigured(f"{place}:{line}: a letter has no element <{found[1]}>.{hint}")


def look_after(place: str, compiled: str, marks: Marked) -> None:
    """Look through a template as it was compiled.

    Raises:
        Misconfigured: for elements that run or fetch something, and for values where they are not safe, with the line.
    """
    for mark_or_none, what in _faults(compiled, marks):
        line = f":{marks.lines[mark_or_none]}" if mark_or_none is not None else ""
        raise Misconfigured(f"{place}{line}: {what}")


class _Reader(HTMLParser):
    """Notes what is wrong with a page of marks."""

    def __init__(self, marks: Marked) -> None:
        super().__init__(convert_charrefs=False)
        self.marks = marks
        self.faults: list[tuple[int | None, str]] = []
        self.in_style = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.in_style = tag == "style"
        if tag in _FORBIDDEN:
            self.faults.append((None, f"<{tag}> has no place in an e-mail: mail programs take it out, or refuse it."))
        for name, value in attrs:
            self.faults += _attribute(tag, name, value or "", self.marks)

    def handle_endtag(self, tag: str) -> None:
        self.in_style = False

    def handle_data(self, data: str) -> None:
        if self.in_style:
            self.faults += _style(data, self.marks)

    def handle_comment(self, data: str) -> None:
        # Outlook reads what stands in conditional comments.
        if data.startswith("[if"):
            inner = _Reader(self.marks)
            inner.feed(data[data.find("]>") + 2 :].removesuffix("<![endif]"))
            self.faults += inner.faults


def _faults(compiled: str, marks: Marked) -> Iterator[tuple[int | None, str]]:
    reader = _Reader(marks)
    reader.feed(compiled)
    reader.close()
    yield from reader.faults


def _attribute(tag: str, name: str, value: str, marks: Marked) -> Iterator[tuple[int | None, str]]:
    if name.startswith("on") or name in {"srcdoc", "formaction", "srcset", "ping", "background"}:
        yield None, f"'{name}' on <{tag}> has no place in an e-mail; take it out."
    elif name in {"href", "src", "action"}:
        yield from _address(tag, name, value, marks)
    elif name in {"style", "bgcolor", "color"}:
        yield from _style(value, marks)


def _address(tag: str, name: str, value: str, marks: Marked) -> Iterator[tuple[int | None, str]]:
    found = MARK.fullmatch(value)
    if found is None:
        inside = MARK.search(value)
        if inside or not _LITERAL.fullmatch(value):
            number = int(inside[2]) if inside else None
            yield number, f"{name} of <{tag}> is one whole field such as {{{{ block.url }}}}, or begins with https://."
        return
    field = _FIELD.fullmatch(marks.pieces[int(found[2])])
    if field is None or field[1] not in _ADDRESSES:
        yield int(found[2]), f"{name} of <{tag}> takes an address: a field named {', '.join(sorted(_ADDRESSES))}."


def _style(value: str, marks: Marked) -> Iterator[tuple[int | None, str]]:
    if _REMOTE.search(value):
        yield None, "styles fetch nothing: no @import, no url(…)."
    for found in MARK.finditer(value):
        piece = marks.pieces[int(found[2])]
        field = _FIELD.fullmatch(piece)
        if found[1] == "e" and (field is None or field[1] not in _COLOURS) and not _CHOICE.fullmatch(piece):
            yield int(found[2]), f"a style takes colours: a field named {', '.join(sorted(_COLOURS))}."
