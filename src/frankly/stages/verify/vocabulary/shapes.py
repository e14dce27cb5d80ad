"""Constructions: what a whole reason, nudge or fact may look like. Patterns from the lexicon file, read once.

A pattern is words with parts: `[left out or not]`, `(one | other)`, `<part>`, `<part:what it is about>` (`$` inside
that part), `<part!>` (of one of several kinds), `{e.title}` (a slot; `{=e.when}` belongs to the slot before,
`{e.when=}` to the one after), `@title` (the end of the item's own title), `~word` (every form of a word), and a
backslash before a bracket of the sentence itself.
Nothing repeats and no part holds itself, so that a pattern describes finitely many sentences.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias


class PatternWrong(ValueError):
    """A pattern that cannot be read; the message says where and what would mend it."""


@dataclass(frozen=True, slots=True, eq=False)
class Text:
    """A word or mark as it stands.

    Attributes:
        text: the word or mark.
    """

    text: str


@dataclass(frozen=True, slots=True, eq=False)
class Forms:
    """Every form of a word.

    Attributes:
        text: one of them.
    """

    text: str


@dataclass(frozen=True, slots=True, eq=False)
class SlotPlace:
    """A slot.

    Attributes:
        owner: `item`, `e` or `g`.
        field: which field.
        of_last: whether it belongs to the owner of the slot before.
        of_next: whether it belongs to the owner of the slot after.
    """

    owner: str
    field: str
    of_last: bool
    of_next: bool


@dataclass(frozen=True, slots=True, eq=False)
class Title:
    """The last words of the recommended item's own title."""


@dataclass(frozen=True, slots=True, eq=False)
class Hole:
    """Where a part takes what it is about."""


@dataclass(frozen=True, slots=True, eq=False)
class Choice:
    """One of several.

    Attributes:
        options: sequences; an empty one where all may be left out.
    """

    options: tuple["Sequence", ...]


@dataclass(frozen=True, slots=True, eq=False)
class Named:
    """A part by name.

    Attributes:
        name: which one; conditions choose among the entries of that name.
        each: whether it is of one of the cited kinds, where several are cited.
        about: what stands in its hole.
    """

    name: str
    each: bool
    about: "Sequence | None"


Place: TypeAlias = Text | Forms | SlotPlace | Title
"""What one part of a draft can match."""

Node: TypeAlias = Place | Hole | Choice | Named
Sequence: TypeAlias = tuple[Node, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Entry:
    """The patterns of one part under some conditions.

    Attributes:
        conditions: all of them must hold: kinds of evidence, causal classes, sources and the like.
        patterns: what it may look like.
        texts: the patterns as the file has them.
    """

    conditions: frozenset[str]
    patterns: tuple[Sequence, ...]
    texts: tuple[str, ...] = ()


Shapes: TypeAlias = Mapping[str, tuple[Entry, ...]]
"""Name of a part → its entries. `reason`, `nudge` and `fact` are whole sentences."""

WHOLE: Final = ("reason", "nudge", "fact")
"""Parts that are sentences."""

_PIECE: Final = re.compile(
    r"\{(?P<last>=?)(?P<owner>item|e|g)\.(?P<field>[a-z]+)(?P<next>=?)\}"
    r"|<(?P<name>[a-z_]+(?:\.[a-z_]+)*)(?P<each>!?)(?P<about>:?)"
    r"|(?P<title>@title)|~(?P<forms>[^\W\d_]+)|(?P<word>[^\W\d_]+(?:['’-][^\W\d_]+)*)"
    r"|\\(?P<literal>[()])|(?P<sign>[()\[\]|>$])|(?P<mark>[.,:;?…–—-])|(?P<space>\s+)|(?P<other>.)"
)


def read_pattern(text: str) -> Sequence:
    """Read a pattern.

    Raises:
        PatternWrong: with the place and what is wrong there.
    """
    reader = _Reader(text)
    sequence = reader.sequence("")
    return sequence


class _Reader:
    """Reads from left to right; `sequence` returns at the sign that ends it."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._ended = ""

    def sequence(self, ends: str) -> Sequence:
        """Nodes up to one of these signs, or to the end."""
        nodes: list[Node] = []
        while self._at < len(self._text):
            match = _PIECE.match(self._text, self._at)
            if match is None:  # pragma: no cover  (`other` matches anything)
                raise PatternWrong("cannot be read")
            self._at = match.end()
            sign = match["sign"]
            if sign and sign in ends:
                self._ended = sign
                return tuple(nodes)
            node = self._node(match)
            if node is not None:
                nodes.append(node)
        if ends:
            raise PatternWrong(f"'{ends[-1]}' is missing")
        self._ended = ""
        return tuple(nodes)

    def _node(self, match: re.Match[str]) -> Node | None:
        if match["space"]:
            return None
        if match["name"]:
            return self._named(match)
        if match["owner"]:
            return SlotPlace(match["owner"], match["field"], bool(match["last"]), bool(match["next"]))
        if match["forms"]:
            return Forms(match["forms"])
        if match["title"]:
            return Title()
        if match["sign"]:
            return self._sign(match["sign"])
        if match["other"]:
            raise PatternWrong(f"'{match['other']}' at character {match.start() + 1} means nothing here")
        return Text(match["word"] or match["literal"] or match["mark"])

    def _named(self, match: re.Match[str]) -> Named:
        about = None
        if match["about"]:
            about = self.sequence(">")
        elif self.sequence(">"):
            raise PatternWrong(f"write <{match['name']}> or <{match['name']}:what it is about>")
        return Named(match["name"], bool(match["each"]), about)

    def _sign(self, sign: str) -> Node:
        if sign == "$":
            return Hole()
        if sign not in "([":
            raise PatternWrong(f"'{sign}' has no beginning; a bracket of the sentence is written \\( and \\)")
        closing = ")" if sign == "(" else "]"
        options: list[Sequence] = [()] if sign == "[" else []
        while True:
            options.append(self.sequence("|" + closing))
            if self._ended == closing:
                return Choice(tuple(options))


def words_of(sequence: Sequence) -> Iterator[str]:
    """Words that stand in a sequence itself, those of its parts aside."""
    for node in sequence:
        if isinstance(node, Text | Forms) and node.text[0].isalpha():
            yield node.text
        elif isinstance(node, Choice):
            for option in node.options:
                yield from words_of(option)
        elif isinstance(node, Named) and node.about:
            yield from words_of(node.about)


def names_of(sequence: Sequence) -> Iterator[str]:
    """Names of the parts that a sequence uses."""
    for node in sequence:
        if isinstance(node, Choice):
            for option in node.options:
                yield from names_of(option)
        elif isinstance(node, Named):
            yield node.name
            yield from names_of(node.about or ())
