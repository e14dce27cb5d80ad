"""The slate: the ordered items that are returned, with the probability that put each one there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

from frankly.domain.answering.degradation import Degradation
from frankly.domain.deciding.candidate import DropReason

SlotOrigin = Literal[
    "score", "diversity_floor", "editorial_floor", "recency_floor", "pin", "occasion", "exploration", "vote"
]
"""Why an item stands in its slot; `occasion`: the message is written for it; `vote`: the model's order brought it in,
no score of its own would have."""

GIVEN: Final[frozenset[SlotOrigin]] = frozenset({"pin", "occasion"})
"""Origins of slots that were given away before anything was ranked."""

HELD: Final[frozenset[SlotOrigin]] = GIVEN | {"exploration", "vote"}
"""Origins of slots in which an item stands whatever its score."""


@dataclass(frozen=True, slots=True)
class Slot:
    """One place in the slate.

    Attributes:
        row: row of the item in the snapshot.
        column: its column in the ledger.
        origin: why it stands here.
        score: base score in billionths.
        propensity_ppb: probability with which the policy put it there, in parts per billion.
        is_sponsored: whether somebody paid for the place.
        because: the editor's reason, for pins.
    """

    row: int
    column: int
    origin: SlotOrigin
    score: int
    propensity_ppb: int
    is_sponsored: bool = False
    because: str = ""


Step = Literal["score", "diversity", "floors", "pins", "exploration", "vote"]
"""What ranking does, one after the other; each step leaves an order of the slots."""


@dataclass(frozen=True, slots=True, eq=False)
class Slate:
    """The ordered items and what stands behind them.

    Attributes:
        slots: the slate.
        reserve: rows of the next best items, best first.
        base_order: rows of all kept candidates by score, best first, before diversity.
        dropped: row → why it is not in the slate, for every candidate that is not.
        propensities: (slot counted from 0, row) → parts per billion, for every item that could have stood in a slot
            that is drawn; a slot that is not drawn belongs wholly to its item. Each slot sums to 1,000,000,000.
        degradations: floors that could not be met, too few items.
        steps: rows in the order of the slots after each step: by score alone, by marginal relevance under the caps,
            with the floors, with the pins in their slots, after the draw, and after the vote where there was one.
    """

    slots: Sequence[Slot]
    reserve: Sequence[int] = ()
    base_order: Sequence[int] = ()
    dropped: Mapping[int, DropReason] = field(default_factory=dict)
    propensities: Mapping[tuple[int, int], int] = field(default_factory=dict)
    degradations: Sequence[Degradation] = ()
    steps: Mapping[Step, Sequence[int]] = field(default_factory=dict)


PROPENSITY_ONE = 1_000_000_000
"""Certainty, in parts per billion."""
