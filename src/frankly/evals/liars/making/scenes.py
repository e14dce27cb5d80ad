"""Situations to lie about: an item, what its reader did, and what a lie may put in. Drawn by seed, nothing else."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from frankly.domain.evidence import EvidenceKind
from frankly.domain.item import Item
from frankly.domain.saying.text import SentenceKind
from frankly.domain.seed import Seed, below, derive
from frankly.evals.liars.cases import CaseGround, CasePiece
from frankly.evals.liars.making.book import LieBook
from frankly.evals.liars.marked import MarkedItem

_K = EvidenceKind
COUNT: Final = 5
"""How often each act was done: no number that a lie uses."""

PIECES: Final = 4
"""Acts told together."""

DRAWN: Final = 7
"""Items of a scene."""

PEOPLE: Final = 140
FEW: Final = 8
"""People behind a statistic that is a crowd, and one that is none."""


@dataclass(frozen=True)
class Scene:
    """What a sentence may lean on, and words that a lie may put in.

    Attributes:
        item: the recommended item.
        kind: what a sentence about it is.
        evidence: what there is.
        grounds: what is told together.
        cites: what a sentence cites.
        words: placeholder → what stands for it.
    """

    item: MarkedItem
    kind: SentenceKind = "reason"
    evidence: tuple[CasePiece, ...] = ()
    grounds: tuple[CaseGround, ...] = ()
    cites: tuple[str, ...] = ()
    words: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Stage:
    """All that scenes are made of in one language.

    Attributes:
        items: the items.
        book: what liars say.
        seed: of all draws.
    """

    items: Sequence[MarkedItem]
    book: LieBook
    seed: Seed

    def drawn(self, number: int) -> list[MarkedItem]:
        """Seven items of different categories and creators, the recommended one first."""
        found: list[MarkedItem] = []
        start = below(len(self.items), derive(self.seed, "scene"), number)
        for step in range(len(self.items)):
            one = self.items[(start + step * 7) % len(self.items)]
            if all(_differ(one.item, other.item) for other in found):
                found.append(one)
            if len(found) == DRAWN:
                break
        return found

    def word(self, name: str, number: int) -> str:
        """One word of a list."""
        words = self.book.words[name]
        return words[below(len(words), derive(self.seed, name), number)]

    def words(self, number: int, items: Sequence[MarkedItem]) -> dict[str, str]:
        """What a lie may put in, whatever was done."""
        item, other = items[0], items[-1].item
        own = [mark.text for span in item.spans for _, mark in span.marks("m")]
        drawn = {name: self.word(name, number) for name in ("number", "name", "place", "quality", "else2")}
        return drawn | {
            "title2": other.title,
            "creator2": str(other.creator),
            "own": own[number % len(own)] if own else self.word("quality", number),
            "part": item.unknown[number % len(item.unknown)],
        }


def _differ(one: Item, other: Item) -> bool:
    return one.category != other.category and one.creator != other.creator


def _anchor(one: MarkedItem) -> str:
    return f"item:{one.item.id}"


def _act(stage: Stage, number: int) -> Scene:
    """One act that is cited, and another that is not."""
    items = stage.drawn(number)
    kinds = list(stage.book.acts)
    kind = kinds[number % len(kinds)]
    deed, other = stage.book.acts[kind], kinds[(number + 4) % len(kinds)]
    words = {
        "did": deed.did,
        "after": deed.after,
        "reflexive": deed.reflexive,
        "else": deed.otherwise[number % len(deed.otherwise)],
    }
    return Scene(
        items[0],
        evidence=(
            CasePiece(id="e1", kind=kind, anchor=_anchor(items[1]), count=COUNT),
            CasePiece(id="e2", kind=other, anchor=_anchor(items[2]), count=COUNT),
        ),
        cites=("e1",),
        words=stage.words(number, items) | words,
    )


def _two(stage: Stage, number: int) -> Scene:
    """Two acts of two kinds, both cited."""
    one = _act(stage, number)
    deed = stage.book.acts[one.evidence[1].kind]
    did2 = f"{deed.did} {deed.after}".strip()
    return Scene(one.item, evidence=one.evidence, cites=("e1", "e2"), words={**one.words, "did2": did2})


def _several(stage: Stage, number: int) -> Scene:
    """Acts of one kind on items of one category; the category is the first item's, as if all were of it."""
    one = _act(stage, number)
    items = stage.drawn(number)
    pieces = tuple(
        CasePiece(id=f"e{place}", kind=one.evidence[0].kind, anchor=_anchor(items[place]), count=COUNT)
        for place in range(1, PIECES + 1)
    )
    ids = tuple(piece.id for piece in pieces)
    ground = CaseGround(id="g1", evidence=ids, anchor=f"category:{items[1].item.category}")
    return Scene(one.item, evidence=pieces, grounds=(ground,), cites=ids, words=one.words)


def _single(kind: EvidenceKind, anchor: Callable[[Sequence[MarkedItem]], str], count: int = 1) -> Callable[..., Scene]:
    def make(stage: Stage, number: int) -> Scene:
        items = stage.drawn(number)
        piece = CasePiece(id="e1", kind=kind, anchor=anchor(items), count=count)
        return Scene(items[0], evidence=(piece,), cites=("e1",), words=stage.words(number, items))

    return make


def _bare(kind: SentenceKind) -> Callable[..., Scene]:
    def make(stage: Stage, number: int) -> Scene:
        items = stage.drawn(number)
        return Scene(items[0], kind=kind, words=stage.words(number, items))

    return make


def _nothing(items: Sequence[MarkedItem]) -> str:
    return ""


MAKERS: Final[Mapping[str, Callable[[Stage, int], Scene]]] = {
    "act": _act,
    "two": _two,
    "several": _several,
    "crowd": _single(_K.POPULAR, _nothing, PEOPLE),
    "few": _single(_K.POPULAR, _nothing, FEW),
    "interest": _single(_K.STATED_INTEREST, lambda items: f"category:{items[1].item.category}"),
    "searched": _single(_K.SEARCHED, lambda items: f"query:{items[1].item.title.casefold()}"),
    "match": _single(_K.SEARCH_MATCH, lambda items: f"query:{items[0].item.tags[0]}"),
    "looking": _single(_K.CONTEXT_ITEM, lambda items: _anchor(items[1])),
    "part_of_day": _single(_K.PART_OF_DAY, lambda items: "value:evening"),
    "new": _single(_K.NEW, _nothing),
    "editors": _single(_K.EDITORIAL, _nothing),
    "chance": _single(_K.EXPLORED, _nothing),
    "nudge": _bare("nudge"),
    "field": _bare("fact"),
}
"""Scene → what makes it."""
