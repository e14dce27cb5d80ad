"""What is still to be made: items whose present text has no facts of a model, cells that have no phrases in force."""

from collections import Counter
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from frankly.domain.item import Item
from frankly.domain.saying.fact import source_hash
from frankly.domain.saying.phrase import Phrase, PhraseCell, PhraseWork
from frankly.pipelines.phrasebook.book import Phrasebook

BATCH: Final = 200
LEAST: Final = 2
"""A cell with fewer phrases in force is asked for again once the vocabulary has changed."""

What = Literal["facts", "reasons"]


@dataclass(frozen=True, slots=True, eq=False)
class Unit:
    """One thing that is to be made.

    Attributes:
        name: of its work.
        source: hash of what it is made from.
        item: whose facts; None for a cell.
        cell: whose phrases; None for an item.
    """

    name: str
    source: str
    item: Item | None = None
    cell: PhraseCell | None = None


def unit_of_item(item: Item) -> Unit:
    """The unit of an item's facts."""
    return Unit(f"item:{item.id}", source_hash(item), item=item)


def unit_of_cell(cell: PhraseCell, made_with: str) -> Unit:
    """The unit of a cell's phrases."""
    return Unit(f"cell:{cell.name}", made_with, cell=cell)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What of it a build is to make.

    Attributes:
        what: facts, reasons, or both.
        locales: languages; all where none is named.
        items: the first so many items of the catalogue; None is all.
        judges: whether there is a judge: then what waited for one is due again.
        anew: whether also what was made before is due.
    """

    what: frozenset[What] = frozenset(("facts", "reasons"))
    locales: frozenset[str] = frozenset()
    items: int | None = None
    judges: bool = False
    anew: bool = False

    def speaks(self, locale: str) -> bool:
        """Whether a language is wanted."""
        return not self.locales or locale.split("-")[0] in self.locales


async def units(book: Phrasebook, wanted: Wanted) -> AsyncIterator[tuple[Unit, bool]]:
    """Everything that is wanted, with whether it is due: cells first, since they serve every item."""
    if "reasons" in wanted.what:
        cells = [unit_of_cell(cell, book.made_with) for cell in book.cells if wanted.speaks(cell.locale)]
        known = await book.phrases.work_of([unit.name for unit in cells])
        counts = Counter(phrase.cell for phrase in await book.phrases.all() if book.is_in_force(phrase))
        for unit in cells:
            yield unit, wanted.anew or _is_cell_due(unit, known.get(unit.name), counts)
    if "facts" in wanted.what:
        async for unit, is_due in _items(book, wanted):
            yield unit, is_due


def _is_cell_due(unit: Unit, work: PhraseWork | None, counts: Counter[PhraseCell]) -> bool:
    if work is None or work.state != "done":
        return True
    return unit.cell is not None and work.source != unit.source and counts[unit.cell] < LEAST


async def _items(book: Phrasebook, wanted: Wanted) -> AsyncIterator[tuple[Unit, bool]]:
    left = wanted.items
    async for items in book.catalogue.stream(BATCH):
        some = [unit_of_item(item) for item in items if wanted.speaks(item.language)][:left]
        known = await book.phrases.work_of([unit.name for unit in some])
        for unit in some:
            yield unit, wanted.anew or _is_item_due(unit, known.get(unit.name), judges=wanted.judges)
        if left is not None:
            left -= len(some)
            if left <= 0:
                return


def _is_item_due(unit: Unit, work: PhraseWork | None, *, judges: bool) -> bool:
    if work is None or work.source != unit.source:
        return True
    return work.state == "replied" and judges


def stale(book: Phrasebook, phrases: Sequence[Phrase]) -> list[Phrase]:
    """Phrases that were verified by another vocabulary than that in force, those that people refused aside."""
    return [
        phrase
        for phrase in phrases
        if phrase.made_with != book.made_with and (phrase.status != "refused" or phrase.reviewer is None)
    ]
