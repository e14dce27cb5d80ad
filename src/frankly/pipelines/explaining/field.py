"""The field on which an item stands or fails: all candidates with their ledger, and one more that nobody proposed."""

from dataclasses import dataclass

import numpy as np

from frankly.domain.deciding.candidate import Filtered
from frankly.domain.deciding.ledger import Ledger
from frankly.domain.deciding.slate import PROPENSITY_ONE, Slate, Slot
from frankly.domain.deciding.snapshot import Snapshot
from frankly.domain.faults import nearest
from frankly.domain.item import Item
from frankly.domain.situation import Situation
from frankly.errors import NotFound
from frankly.pipelines.explaining.views import Standing
from frankly.pipelines.request.deciding import Decided
from frankly.stages.candidates.find import enabled
from frankly.stages.candidates.source import weighed
from frankly.stages.evidence.collect import collect
from frankly.stages.evidence.cut import columns
from frankly.stages.filters.apply import apply
from frankly.stages.ranking.rank import rank

MOST_COMPARED = 20_000
"""Ids that are compared with one that was not found."""


@dataclass(frozen=True, slots=True, eq=False)
class Field:
    """Candidates, their ledger, and the slate that came of them.

    Attributes:
        situation: of the decision.
        ledger: evidence over the candidates.
        filtered: which of them may appear.
        slate: what was ranked, or would have been.
        is_retrieved: whether the item that is asked about was among the candidates.
    """

    situation: Situation
    ledger: Ledger
    filtered: Filtered
    slate: Slate
    is_retrieved: bool

    def column(self, row: int) -> int:
        """Column of a candidate."""
        return int(np.searchsorted(self.ledger.rows, row))

    def slot_of(self, row: int) -> int | None:
        """Place of an item in the slate, counted from 1; None outside."""
        rows = [slot.row for slot in self.slate.slots]
        return rows.index(row) + 1 if row in rows else None


def field_of(decided: Decided, row: int) -> Field:
    """The field of a decision, with one item in it that nobody may have proposed."""
    rows = decided.found.ledger.rows
    place = int(np.searchsorted(rows, row))
    if place < len(rows) and rows[place] == row:
        return Field(decided.situation, decided.found.ledger, decided.filtered, decided.slate, is_retrieved=True)
    situation = decided.situation
    union = np.insert(rows, place, row)
    failed = {failure.part for failure in decided.found.degradations}
    blocks = [
        weighed(source, situation, union)
        for source in enabled(situation)
        if situation.surface.sources[source.name].weight and source.name not in failed
    ]
    ledger = Ledger(union, tuple(block for block in blocks if len(block.pieces)))
    filtered = apply(situation, union)
    return Field(situation, ledger, filtered, rank(situation, ledger, filtered), is_retrieved=False)


def row_of(snapshot: Snapshot, item: str) -> int:
    """Row of an item.

    Raises:
        NotFound: with the nearest id, when the catalogue does not have it.
    """
    if item in snapshot.row_of:
        return snapshot.row_of[item]
    # To compare 100,000 ids takes seconds; those that begin alike are enough.
    known = [name for name in snapshot.row_of if name[:1] == item[:1]][:MOST_COMPARED]
    near = nearest(item, known or list(snapshot.row_of)[:MOST_COMPARED])
    hint = f" Did you mean '{near}'?" if near else ""
    raise NotFound(f"There is no item '{item}' in the catalogue of this decision.{hint}", details={"nearest": near})


def standing(field: Field, row: int, items: dict[str, Item]) -> Standing:
    """How an item was ranked: place, score, what it is made of."""
    name = field.situation.snapshot.item_ids[row]
    column = field.column(row)
    slot = field.slot_of(row)
    order = list(field.slate.base_order)
    score = int(field.ledger.scores()[column])
    alone = Slate([Slot(row, column, "score", score, PROPENSITY_ONE)])
    behind = collect(field.situation, alone, columns(field.ledger, alone))[0]
    item = items.get(name)
    return Standing(
        item=name,
        title=None if item is None else item.title,
        slot=slot,
        place=order.index(row) + 1 if row in order else None,
        origin=None if slot is None else field.slate.slots[slot - 1].origin,
        score=score,
        by_source=by_source(field.ledger, column),
        grounds=tuple(behind.grounds),
    )


def by_source(ledger: Ledger, column: int) -> dict[str, int]:
    """Candidate source → its part of a candidate's score, the greatest first; sources that say nothing left out."""
    parts = {source: int(units[column]) for source, units in ledger.by_source().items()}
    return dict(sorted(((source, part) for source, part in parts.items() if part), key=lambda one: (-one[1], one[0])))
