"""HTML with what belongs to one message covered: what is left is its shape, which many messages share.

Covered are proved sentences, values and links where they fill a whole run of words or a whole attribute. Their
characters are escaped there, so that they hold no bracket and no quotation mark and cannot change what the tags are.
"""

import html
import re
from collections.abc import Iterator, Set
from dataclasses import dataclass, field
from typing import Final
from zlib import crc32

COVER: Final = "x"
"""Stands for words."""

_PADDING: Final = "\u034f\u200b\u200c\u200d\ufeff \u00a0"
"""What mail programs are kept from filling the line beside a subject with."""

_BREAK: Final = "<td"
_LINE: Final = "<p"
"""Where HTML is cut into pieces: so what stands around words repeats from message to message by itself, and so do they,
since a reason and a sentence about an item seldom come together twice."""

MARKS: Final = " ·,|•"
"""What a template puts before and behind a value."""

_LINKING: Final = ("a ", "img ", "div ", "a\n", "img\n")
_VALUE: Final = re.compile(r'(?<=[ \n])(href|src|alt|aria-label)="([^"]*)"')
_MOST_PIECES: Final = 8_192
"""Pieces that are remembered: a KB at most, mostly, and the sums of those that came once."""


@dataclass(frozen=True, slots=True)
class Taken:
    """HTML taken apart by its angle brackets alone.

    Attributes:
        shape: the HTML with what belongs to this message covered, in pieces: most are hashed once for all messages.
        runs: words between tags of the body, each run on one line.
    """

    shape: tuple[str, ...]
    runs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Piece:
    """A piece of HTML.

    Attributes:
        runs: its words.
        said: those that the house does not say by itself, without the marks around them, and names of pictures.
        links: its addresses.
        covered: it with `said` and `links` covered.
    """

    runs: tuple[str, ...]
    said: tuple[str, ...]
    links: tuple[str, ...]
    covered: str


@dataclass(frozen=True, slots=True, eq=False)
class Fixed:
    """What the house says by itself.

    Attributes:
        says: texts that are never covered.
        home: address that covers links.
    """

    says: Set[str]
    home: str


@dataclass(slots=True, eq=False)
class Taker:
    """Takes HTML of many messages apart; pieces that came twice are remembered.

    Each message has a piece that no other one has, with links of its own recipient: it is known by what is left of it
    when those are covered.
    """

    pieces: dict[str, _Piece] = field(default_factory=dict)
    once: set[int] = field(default_factory=set)

    def taken(self, page: str, own: frozenset[str], links: frozenset[str], house: Fixed) -> Taken:
        """Take a message's HTML apart.

        Args:
            page: the HTML.
            own: sentences and values that may be covered, each on one line.
            links: addresses that may be covered.
            house: what the house says by itself; the same for all messages of one of these.
        """
        head, tag, body = page.partition("<body")
        # Covered, the address that covers is the same.
        links |= {house.home}
        shape: list[str] = []
        runs: list[str] = []
        for key in _keys(f"{tag}{body}"):
            piece = self.pieces.get(key) or self._new(key, links, house)
            if piece.runs:
                runs += piece.runs
            if (piece.said and not own.issuperset(piece.said)) or (piece.links and not links.issuperset(piece.links)):
                piece = _piece(_html_of(key), house, own, links)
            shape.append(piece.covered)
        return Taken((_without_title(head), *shape), tuple(runs))

    def _new(self, key: str, links: frozenset[str], house: Fixed) -> _Piece:
        """A piece that is not remembered; one that came before, or is known without the message's links, is then."""
        if self._came(key):
            _bound(self.pieces)
            piece = self.pieces[key] = _piece(_html_of(key), house)
            return piece
        bare = _without_links(key, links, house)
        if bare == key:
            return _piece(_html_of(key), house)
        return self.pieces.get(bare) or self._new(bare, frozenset(), house)

    def _came(self, key: str) -> bool:
        # Two pieces with one sum are remembered a little early, and are told apart all the same.
        number = crc32(key.encode())
        if number in self.once:
            self.once.discard(number)
            return True
        _bound(self.once)
        self.once.add(number)
        return False


def _keys(html: str) -> Iterator[str]:
    """By what the pieces of HTML are known."""
    first, *cells = html.split(_BREAK)
    # No cell holds the break, so that none is taken for the beginning, or for a line.
    yield f"{_BREAK}{first}"
    for cell in cells:
        begin, *lines = cell.split(_LINE)
        yield begin
        for line in lines:
            yield f"{_BREAK}{_LINE}{line}"


def _html_of(key: str) -> str:
    """The HTML of a piece: cells are known by what stands behind their break, other pieces by themselves behind one."""
    return key.removeprefix(_BREAK) if key.startswith(_BREAK) else f"{_BREAK}{key}"


def _bound(kept: "dict[str, _Piece] | set[int]") -> None:
    if len(kept) >= _MOST_PIECES:
        kept.clear()


def _piece(part: str, house: Fixed, own: frozenset[str] | None = None, links: frozenset[str] = frozenset()) -> _Piece:
    """Take a piece apart; with `own`, cover only what belongs to the message."""
    runs: list[str] = []
    said: list[str] = []
    found: list[str] = []

    def is_covered(words: str) -> bool:
        if not words or words in house.says:
            return False
        said.append(words)
        return own is None or words in own

    def covered(match: re.Match[str]) -> str:
        value = html.unescape(match[2])
        if match[1] in {"alt", "aria-label"}:
            return f'{match[1]}="{COVER}"' if is_covered(" ".join(value.split())) else match[0]
        found.append(value)
        return f'{match[1]}="{house.home}"' if own is None or value in links else match[0]

    pieces: list[str] = []
    for between in part.split(">"):
        words, bracket, inside = between.partition("<")
        if words and not words.isspace():
            # The padding beside a subject is a hundred spaces that do not break.
            run = " ".join(html.unescape(words.replace("&nbsp;", "\u00a0")).strip(_PADDING).split())
            runs += [run] if run else []
            words = COVER if run not in house.says and is_covered(_bare(run, own)) else words
            between = f"{words}{bracket}{inside}"
        if inside.startswith(_LINKING):
            between = f"{words}{bracket}{_VALUE.sub(covered, inside)}"
        pieces.append(between)
    return _Piece(tuple(runs), tuple(said), tuple(found), ">".join(pieces))


def _without_links(key: str, links: frozenset[str], house: Fixed) -> str:
    """A piece with the message's own addresses covered where links begin with them, and nothing else."""
    for link in links:
        if link in key:
            # Words hold no quotation mark, so this stands in a tag.
            key = key.replace(f' href="{link}"', f' href="{house.home}"')
    return key


def _bare(run: str, own: frozenset[str] | None) -> str:
    """A run without the marks around it, unless they belong to what is said."""
    return run if own is not None and run in own else run.strip(MARKS)


def _without_title(head: str) -> str:
    before, tag, rest = head.partition("<title>")
    _title, end, after = rest.partition("</title>")
    return f"{before}{tag}{COVER}{end}{after}" if end else head
