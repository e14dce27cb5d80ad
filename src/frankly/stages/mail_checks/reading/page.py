"""HTML of an e-mail taken apart by the standard library: elements in their order, and the words that they hold."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Final

VOID: Final = frozenset({"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"})
"""Elements without an end tag."""

_MAY_STAY_OPEN: Final = frozenset({"p", "li", "tr", "td", "th", "tbody", "thead", "option", "html", "body", "head"})
_NO_WORDS: Final = frozenset({"style", "script", "title", "template"})
"""Elements whose text nobody reads on the page."""


@dataclass(frozen=True, slots=True, eq=False)
class Element:
    """One element.

    Attributes:
        number: its place among all, in the order of their start tags.
        tag: its name in small letters.
        attributes: names in small letters, entities resolved; of two of a name the first.
        parent: number of the element around it; -1 without one.
        at: first character of its start tag.
    """

    number: int
    tag: str
    attributes: dict[str, str]
    parent: int
    at: int


@dataclass(frozen=True, slots=True)
class Run:
    """Words between two tags.

    Attributes:
        text: entities resolved, on one line.
        element: number of the element that holds them.
        at: first character.
        end: the one after the last.
    """

    text: str
    element: int
    at: int
    end: int


@dataclass(frozen=True, slots=True, eq=False)
class Page:
    """HTML taken apart.

    Attributes:
        elements: all elements.
        runs: words that can be read, in their order; also those that a style hides.
        sheets: what stands in `style` elements.
        comments: what stands in comments.
        unclosed: elements that were never closed, and end tags that close nothing, as name and place.
    """

    elements: Sequence[Element]
    runs: Sequence[Run]
    sheets: Sequence[str]
    comments: Sequence[str]
    unclosed: Sequence[tuple[str, int]]

    def all(self, *tags: str) -> Iterator[Element]:
        """Elements of some names, in their order."""
        return (one for one in self.elements if one.tag in tags)

    def first(self, tag: str) -> Element | None:
        """The first element of a name."""
        return next(self.all(tag), None)

    def around(self, number: int) -> Iterator[Element]:
        """An element and those around it, innermost first."""
        while number >= 0:
            yield self.elements[number]
            number = self.elements[number].parent

    def words_in(self, number: int) -> str:
        """All words within an element, with the alternative texts of its pictures."""
        inside = {number}
        parts = []
        for element in self.elements[number:]:
            if element.parent in inside or element.number == number:
                inside.add(element.number)
                if element.tag == "img":
                    parts.append((element.at, element.attributes.get("alt", "")))
        parts += [(run.at, run.text) for run in self.runs if run.element in inside]
        return " ".join(text for _, text in sorted(parts) if text).strip()


def read(html: str) -> Page:
    """Take HTML apart.

    Args:
        html: a whole document.
    """
    reader = _Reader(html)
    reader.feed(html)
    reader.close()
    return reader.page()


@dataclass(slots=True)
class _Open:
    number: int
    tag: str
    at: int


@dataclass(slots=True)
class _Kept:
    elements: list[Element] = field(default_factory=list)
    runs: list[Run] = field(default_factory=list)
    sheets: list[str] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)
    unclosed: list[tuple[str, int]] = field(default_factory=list)


class _Reader(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        # The parser counts line feeds alone, and a carriage return by itself begins no line for it.
        self._begins = [0, *(place + 1 for place, sign in enumerate(html) if sign == "\n")]
        self._open: list[_Open] = []
        self._kept = _Kept()

    def page(self) -> Page:
        """What was found."""
        left = [(one.tag, one.at) for one in self._open if one.tag not in _MAY_STAY_OPEN]
        kept = self._kept
        return Page(kept.elements, kept.runs, kept.sheets, kept.comments, [*kept.unclosed, *left])

    def _at(self) -> int:
        line, column = self.getpos()
        return self._begins[line - 1] + column

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open an element."""
        number = len(self._kept.elements)
        attributes: dict[str, str] = {}
        for name, value in attrs:
            attributes.setdefault(name, value or "")
        parent = self._open[-1].number if self._open else -1
        self._kept.elements.append(Element(number, tag, attributes, parent, self._at()))
        if tag not in VOID:
            self._open.append(_Open(number, tag, self._at()))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open an element that is closed at once; HTML does so for void ones alone."""
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        """Close an element, and those within it that need no end tag."""
        if tag in VOID:
            return
        if not any(one.tag == tag for one in self._open):
            self._kept.unclosed.append((f"/{tag}", self._at()))
            return
        while (last := self._open.pop()).tag != tag:
            if last.tag not in _MAY_STAY_OPEN:
                self._kept.unclosed.append((last.tag, last.at))

    def handle_data(self, data: str) -> None:
        """Keep words."""
        holder = self._open[-1] if self._open else None
        if holder is not None and holder.tag == "style":
            self._kept.sheets.append(data)
        elif holder is not None and holder.tag in _NO_WORDS:
            return
        elif text := " ".join(data.split()):
            at = self._at()
            self._kept.runs.append(Run(text, holder.number if holder else -1, at, at + len(data)))

    def handle_comment(self, data: str) -> None:
        """Keep a comment: Outlook reads some."""
        self._kept.comments.append(data)
