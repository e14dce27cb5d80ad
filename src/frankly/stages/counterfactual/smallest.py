"""How few of a person's own acts take an item out of a slate, by scores alone.

For each rival, acts are taken in order of how much more they speak for the item than for the rival; the rival that
needs fewest gives the answer. Where several rivals have to overtake, sets that were found so are tried, and a bound
says whether fewer could do. Caps, floors and likeness are not known here: the pipeline has to try what comes out.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

RIVALS_TRIED: Final = 12
"""Rivals whose order of acts is tried, the easiest first."""

NEVER: Final = np.iinfo(np.int64).max
"""So many acts a rival needs that overtakes by none."""

Units = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class SmallestSet:
    """A set of acts without which an item is not in the slate, by scores alone.

    Attributes:
        places: of the acts among the person's acts, those that matter most first.
        is_smallest: no set of fewer acts does; false where a smaller one could not be ruled out.
    """

    places: tuple[int, ...]
    is_smallest: bool


@dataclass(frozen=True, slots=True, eq=False)
class Contest:
    """An item of a slate against everyone else.

    Attributes:
        column: the item.
        scores: of all candidates, in billionths.
        slate: columns of the slate.
        held: columns of the slate that stay whatever their score.
        kept: which candidates may appear.
        table: what each act makes of each candidate, shape (acts, candidates).
    """

    column: int
    scores: Units
    slate: Sequence[int]
    held: frozenset[int]
    kept: NDArray[np.bool_]
    table: Units

    def rivals(self) -> NDArray[np.int64]:
        """Columns that stand behind the item, in the slate and outside, and could overtake it."""
        behind = self.kept & ~self._before(self.scores)
        behind[[self.column, *self.held]] = False
        return np.flatnonzero(behind)

    def needed(self) -> int:
        """How many of the rivals have to overtake."""
        before = self._before(self.scores)
        others = [other for other in self.slate if other != self.column]
        return len(self.slate) - sum(other in self.held or bool(before[other]) for other in others)

    def is_out(self, gone: Units) -> NDArray[np.bool_]:
        """Whether the item is out when every candidate loses something.

        Args:
            gone: shape (trials, candidates).

        Returns:
            Shape (trials,).
        """
        left = self.scores - gone
        own = left[:, [self.column]]
        before = (left > own) | ((left == own) & (np.arange(left.shape[1]) < self.column))
        others = np.array([other for other in self.slate if other != self.column], np.int64)
        beside = before[:, others] | np.isin(others, list(self.held))
        outside = before[:, self._overtakers()]
        found: NDArray[np.bool_] = beside.sum(axis=1) + outside.sum(axis=1) >= len(self.slate)
        return found

    def _overtakers(self) -> NDArray[np.int64]:
        rivals = self.rivals()
        return rivals[~np.isin(rivals, self.slate)]

    def _before(self, scores: Units) -> NDArray[np.bool_]:
        before: NDArray[np.bool_] = scores > scores[self.column]
        before[: self.column] |= scores[: self.column] == scores[self.column]
        return before


def smallest_set(contest: Contest) -> SmallestSet | None:
    """Find as few acts as possible without which the item is not in the slate.

    Returns:
        The acts; None when the item stays even without all of them, or is held.
    """
    if contest.column in contest.held or not len(contest.table):
        return None
    ahead, acts_needed = _order(contest)
    needed = contest.needed()
    enough = np.sort(acts_needed)
    if needed > len(enough) or enough[needed - 1] == NEVER:
        return None
    least = int(enough[needed - 1])
    best: NDArray[np.int64] | None = None
    for order in _orders(contest, ahead, acts_needed, needed):
        some = order if best is None else order[: len(best) - 1]
        out = np.flatnonzero(contest.is_out(np.cumsum(contest.table[some], axis=0)))
        if len(out):
            best = _pruned(contest, some[: int(out[0]) + 1])
        if best is not None and len(best) <= least:
            break
    return None if best is None else SmallestSet(tuple(best.tolist()), len(best) <= least)


def _order(contest: Contest) -> tuple[Units, Units]:
    """By how much more each act speaks for the item than for each rival, and how many acts each rival needs."""
    rivals = contest.rivals()
    ahead = contest.table[:, [contest.column]] - contest.table[:, rivals]
    strongest = -np.sort(-np.maximum(ahead, 0).T, axis=1)
    margins = contest.scores[contest.column] - contest.scores[rivals]
    # An equal score is enough for a rival that stands before the item in the catalogue.
    overtaken = np.cumsum(strongest, axis=1) + (rivals < contest.column)[:, None] > margins[:, None]
    needs = np.where(overtaken.any(axis=1), overtaken.argmax(axis=1) + 1, NEVER)
    return ahead, needs.astype(np.int64)


def _orders(contest: Contest, ahead: Units, acts_needed: Units, needed: int) -> Iterator[NDArray[np.int64]]:
    """Orders in which acts may be taken: for all rivals that have to overtake together, then for single ones."""
    easiest = np.argsort(acts_needed, kind="stable")
    easiest = easiest[acts_needed[easiest] < NEVER]
    together = np.clip(ahead[:, easiest[:needed]], 0, None).sum(axis=1)
    for worth in (together, *(ahead[:, rival] for rival in easiest[:RIVALS_TRIED])):
        order = np.argsort(-worth, kind="stable")
        yield order[worth[order] > 0]
    own = contest.table[:, contest.column]
    order = np.argsort(-own, kind="stable")
    yield order[own[order] > 0]


def _pruned(contest: Contest, some: NDArray[np.int64]) -> NDArray[np.int64]:
    """The same set without acts that it does not need, the weakest tried first."""
    for act in some[::-1].tolist():
        fewer = some[some != act]
        if len(fewer) and contest.is_out(contest.table[fewer].sum(axis=0)[None, :])[0]:
            some = fewer
    return some
