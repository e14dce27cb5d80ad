"""What a ground is to an item, by ranking again without it (DESIGN, causal classes).

Necessary: without it the item is not in the slate. Sufficient: with it and what is not about the person alone, it is.
Contributing: at least a tenth of the item's positive score. Seed, pins and what exploration drew are held fixed; an
item that stands there for one of those has contributing grounds at most.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, islice
from typing import Final

import numpy as np
from numpy.typing import NDArray

from frankly.domain.deciding.leaving_out import Facts, LeavingOut, Rerun
from frankly.domain.deciding.ledger import Piece
from frankly.domain.evidence import Cause, Ground

TENTH: Final = 10
"""A ground contributes from one part in so many on."""

MOST_TOGETHER: Final = 3
"""Grounds that may be necessary together."""

SETS_AMONG: Final = 8
"""Strongest grounds among which necessary sets are looked for."""

SETS_TRIED: Final = 4
"""Likely sets of each size that are tried by ranking again."""

_NONE: Final[Facts] = frozenset()


class Trials:
    """A slate ranked again without some facts, or with few of them; each question is answered once."""

    def __init__(
        self, leaving: LeavingOut, rerun: Rerun, slate: Sequence[int], kept: NDArray[np.bool_], held: frozenset[int]
    ) -> None:
        """Take a slate.

        Args:
            leaving: the ledger.
            rerun: ranks again.
            slate: columns of the slate, in order.
            kept: which candidates may appear.
            held: columns that stand where they stand whatever their score.
        """
        self.leaving = leaving
        self.slate = tuple(slate)
        self.held = held
        self._rerun = rerun
        self._kept = kept
        self._without: dict[Facts, frozenset[int]] = {}
        self._alone: dict[Facts, frozenset[int]] = {}

    @property
    def number(self) -> int:
        """How often the slate was ranked again so far."""
        return len(self._without) + len(self._alone)

    def leaves(self, column: int, facts: Facts) -> bool:
        """Whether an item of the slate is not in it without some facts."""
        return column not in self.held and column not in self._slate_without(facts)

    def stays(self, column: int, facts: Facts) -> bool:
        """Whether an item is in the slate with these facts and what is not about the person alone."""
        return column not in self.held and column in self._slate_alone(facts)

    def _slate_without(self, facts: Facts) -> frozenset[int]:
        if facts not in self._without:
            self._without[facts] = frozenset(self._rerun(self.leaving.scores_without(facts), facts))
        return self._without[facts]

    def _slate_alone(self, facts: Facts) -> frozenset[int]:
        if facts not in self._alone:
            self._alone[facts] = frozenset(self._rerun(self.leaving.scores_alone(facts), _NONE))
        return self._alone[facts]

    def is_tried(self, facts: Facts) -> bool:
        """Whether the slate was ranked without these facts already."""
        return facts in self._without

    def could_leave(self, column: int, gone: NDArray[np.int64]) -> bool:
        """Whether so many candidates would have a better score that the item may lose its place.

        Counted are the others of the slate and those outside who overtake; it does not know caps, floors and likeness,
        so it only says what is worth trying.

        Args:
            column: an item of the slate.
            gone: what each candidate loses, shape (candidates,).
        """
        scores = self.leaving.scores
        others = np.array([other for other in self.slate if other != column], np.int64)
        left = scores - gone
        above = _above(left, column)
        overtaking = above & ~_above(scores, column) & self._kept
        overtaking[others] = False
        stays = np.count_nonzero(above[others])
        if self.held:
            stays = np.count_nonzero(above[others] | np.isin(others, list(self.held)))
        return int(np.count_nonzero(overtaking)) + int(stays) >= len(self.slate)


def _above(scores: NDArray[np.int64], column: int) -> NDArray[np.bool_]:
    """Which candidates stand before one in the base order; equal ones by row, and so by column."""
    above: NDArray[np.bool_] = scores > scores[column]
    above[:column] |= scores[:column] == scores[column]
    return above


def facts_of(pieces: Sequence[Piece], ground: Ground) -> Facts:
    """The facts that a ground is made of.

    Args:
        pieces: of the slate's ledger; the id of the n-th is `e<n+1>`.
        ground: of an item of that slate.
    """
    return frozenset(pieces[int(name[1:]) - 1].key for name in ground.evidence)


@dataclass(frozen=True, slots=True)
class GroundClass:
    """What one ground is to an item.

    Attributes:
        is_necessary: without it the item is not in the slate.
        is_sufficient: with it and what is not about the person alone, the item is in the slate.
        is_contributing: it makes at least a tenth of the item's positive score.
    """

    is_necessary: bool
    is_sufficient: bool
    is_contributing: bool

    @property
    def cause(self) -> Cause:
        """The strongest class that holds."""
        if self.is_necessary:
            return "necessary"
        if self.is_sufficient:
            return "sufficient"
        return "contributing" if self.is_contributing else "none"


def classes(trials: Trials, column: int, grounds: Sequence[Ground], facts: Sequence[Facts]) -> list[GroundClass]:
    """Find the class of each ground of an item, each by ranking again.

    Args:
        trials: of the item's slate.
        column: the item's column in the ledger.
        grounds: of the item.
        facts: that each of them is made of.
    """
    return [
        GroundClass(trials.leaves(column, some), trials.stays(column, some), contributes(ground))
        for ground, some in zip(grounds, facts, strict=True)
    ]


def contributes(ground: Ground) -> bool:
    """Whether a ground makes at least a tenth of the item's positive score; rounding its share down changes nothing."""
    return ground.share_ppm * TENTH >= 1_000_000


def necessary_sets(
    trials: Trials, column: int, grounds: Sequence[Ground], facts: Sequence[Facts]
) -> list[tuple[int, ...]]:
    """Find the smallest sets of two or three grounds without which the item is not in the slate.

    Rich histories say the same thing more than once, so that often no ground is necessary alone. Every set that is
    returned was tried, and so was everything that is one ground smaller; sets whose loss of score makes leaving
    unlikely are not tried, so there may be others.

    Args:
        trials: of the item's slate.
        column: the item's column in the ledger.
        grounds: of the item, strongest first.
        facts: that each of them is made of.

    Returns:
        Places of grounds, the set with the greatest contribution first; none where one ground alone is necessary.
    """
    facts = facts[:SETS_AMONG]
    if column in trials.held or any(trials.leaves(column, one) for one in facts):
        return []
    for size in range(2, MOST_TOGETHER + 1):
        found = [
            some
            for some in islice(_likely(trials, column, grounds, facts, size), SETS_TRIED)
            if trials.leaves(column, _joined(facts, some))
        ]
        if found:
            return [some for some in found if _is_smallest(trials, column, facts, some)]
    return []


def _is_smallest(trials: Trials, column: int, facts: Sequence[Facts], some: tuple[int, ...]) -> bool:
    smaller = combinations(some, len(some) - 1)
    return not any(trials.leaves(column, _joined(facts, fewer)) for fewer in smaller)


def _likely(
    trials: Trials, column: int, grounds: Sequence[Ground], facts: Sequence[Facts], size: int
) -> Iterator[tuple[int, ...]]:
    """Sets of distinct grounds with which the item may leave, those that contribute most first."""
    distinct = [
        some
        for some in combinations(range(len(facts)), size)
        if all(facts[one].isdisjoint(facts[other]) for one, other in combinations(some, 2))
    ]
    distinct.sort(key=lambda some: (-sum(grounds[place].contribution for place in some), some))
    parts = [trials.leaving.part(one) for one in facts]
    for some in distinct:
        gone = np.sum([parts[place] for place in some], axis=0)
        if trials.could_leave(column, gone):
            yield some


def _joined(facts: Sequence[Facts], some: Sequence[int]) -> Facts:
    return frozenset().union(*(facts[place] for place in some))
