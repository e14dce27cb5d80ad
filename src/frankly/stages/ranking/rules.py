"""Caps and floors of a slate: what may still be added, and what must be added before the slots run out."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from frankly.domain.deciding.ledger import Ledger
from frankly.domain.deciding.slate import SlotOrigin
from frankly.domain.evidence import EvidenceKind
from frankly.domain.person.acts import SomeActs
from frankly.domain.situation import Situation
from frankly.domain.time import DAY_MS


@dataclass(frozen=True, slots=True, eq=False)
class Floor:
    """So many slots at least for candidates of one kind.

    Attributes:
        origin: name of the floor in the slate.
        need: number of slots.
        members: which candidates count, over the ledger's columns.
    """

    origin: SlotOrigin
    need: int
    members: NDArray[np.bool_]


def floors(situation: Situation, ledger: Ledger, size: int) -> list[Floor]:
    """The surface's floors for a slate of some size; floors of no slot are left out."""
    policy = situation.surface.diversity
    rows = ledger.rows
    snapshot = situation.snapshot
    established = list(situation.profile.established)
    categories = snapshot.main_category[rows]
    # An unknown category is not known to be outside.
    outside = ~np.isin(categories, established) & (categories >= 0)
    age_ms = situation.now - snapshot.first_available_ms[rows]
    is_new = (age_ms >= 0) & (age_ms < policy.new_days * DAY_MS)
    wanted = [
        Floor("editorial_floor", _slots(policy.editorial_share, size), _carries(ledger)),
        Floor("recency_floor", _slots(policy.recency_share, size), is_new),
        Floor("diversity_floor", _slots(policy.outside_share, size) if established else 0, outside),
    ]
    return [floor for floor in wanted if floor.need]


def _slots(share_ppm: int, size: int) -> int:
    """Whole slots of a share, rounded down: a floor of 20 % of four slots asks for none."""
    return share_ppm * size // 1_000_000


PROMOTED = frozenset({EvidenceKind.EDITORIAL, EvidenceKind.TRENDING})
"""Kinds that make a candidate count towards the editors' floor."""


def _carries(ledger: Ledger) -> NDArray[np.bool_]:
    """Candidates that editorial or trending evidence speaks for."""
    found = np.zeros(len(ledger.rows), np.bool_)
    for block in ledger.blocks:
        # A person's own acts promote nothing.
        promoted = not isinstance(block.pieces, SomeActs) and [piece.kind in PROMOTED for piece in block.pieces]
        if promoted and any(promoted):
            found |= (block.units[promoted] > 0).any(axis=0)
    return found


@dataclass(slots=True, eq=False)
class Caps:
    """Counts of creators and categories in the slate, against the surface's caps. Unknown ones are not capped."""

    situation: Situation
    rows: NDArray[np.int64]
    creators: Counter[int] = field(default_factory=Counter)
    categories: Counter[int] = field(default_factory=Counter)
    _creator_of: NDArray[np.int32] = field(init=False, repr=False)
    _category_of: NDArray[np.int32] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Look up the codes of all candidates once: every slot asks for them again."""
        self._creator_of = self.situation.snapshot.main_creator[self.rows]
        self._category_of = self.situation.snapshot.main_category[self.rows]

    def take(self, column: int, by: int = 1) -> None:
        """Count a candidate in, or out again with `by=-1`."""
        self.creators[int(self._creator_of[column])] += by
        self.categories[int(self._category_of[column])] += by

    def admits(self, columns: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Which candidates could be added."""
        free = np.ones(len(columns), np.bool_)
        for most, counts, code_of in self._limits():
            full = [code for code, count in counts.items() if most is not None and count >= most and code >= 0]
            if full:
                codes = code_of[columns]
                for code in full:
                    free &= codes != code
        return free

    def admits_after(self, taken: int, columns: NDArray[np.int64]) -> NDArray[np.bool_] | np.bool_:
        """Which candidates could be added as far as the creator and category of one that was taken go."""
        free: NDArray[np.bool_] | np.bool_ = np.True_
        for most, counts, code_of in self._limits():
            code = int(code_of[taken])
            if most is not None and code >= 0 and counts[code] >= most:
                free = free & (code_of[columns] != code)
        return free

    def _limits(self) -> Iterator[tuple[int | None, Counter[int], NDArray[np.int32]]]:
        policy = self.situation.surface.diversity
        yield policy.max_per_creator, self.creators, self._creator_of
        yield policy.max_per_category, self.categories, self._category_of


def still_needed(wanted: Sequence[Floor], chosen: Sequence[int]) -> list[tuple[Floor, int]]:
    """Floors that the chosen columns do not fill yet, with the number of slots missing."""
    columns = np.array(chosen, np.int64)
    missing = ((floor, floor.need - int(floor.members[columns].sum())) for floor in wanted)
    return [(floor, count) for floor, count in missing if count > 0]
