"""What people went on to: directed steps from item to item, the near ones counting more.

Item-to-item Markov chains over a person's sequence (Rendle et al., FPMC, WWW 2010), with the distance decay of
sequential neighbours (Ludewig and Jannach, UMUAI 2018).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from frankly.domain.deciding.training import ShrinkPolicy, TrainingPolicy
from frankly.stages.models.cosine import shrunk
from frankly.stages.models.lists import Lists, stretches
from frankly.stages.models.prune import Entries, joined, pruned

PPM = 1_000_000

BLOCK_STEPS = 8_000_000.0
"""Steps that one stretch of items may hold before equal ones are summed: bounds memory at some 300 MB."""


@dataclass(frozen=True)
class Steps:
    """Steps between the moments of each person's list.

    Acts at the same moment are no steps from each other: nobody went on within a moment. The distance of two items is
    one more than the number of items strictly between their moments. Only what somebody liked is led to.

    Attributes:
        lists: everyone's items.
        window: items ahead, and behind, that are looked at.
        power: a step of distance k counts k to the minus this.
        reverse: what a step back counts of one ahead.
    """

    lists: Lists
    window: int
    power: float
    reverse: float

    @cached_property
    def _begin(self) -> NDArray[np.int64]:
        """For each act the first one of its moment."""
        acts = self.lists
        begins = np.ones(len(acts.person), np.bool_)
        begins[1:] = (acts.person[1:] != acts.person[:-1]) | (acts.at_ms[1:] != acts.at_ms[:-1])
        return np.flatnonzero(begins)[np.cumsum(begins) - 1] if len(begins) else np.empty(0, np.int64)

    @cached_property
    def _end(self) -> NDArray[np.int64]:
        """For each act the last one of its moment."""
        last = np.ones(len(self._begin), np.bool_)
        last[:-1] = self._begin[1:] != self._begin[:-1]
        ends = np.flatnonzero(last)
        return ends[np.searchsorted(ends, np.arange(len(last)))]

    @cached_property
    def _by_row(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Acts in order of their rows, and where each row starts among them."""
        order = np.argsort(self.lists.row, kind="stable")
        return order, np.searchsorted(self.lists.row[order], np.arange(self.lists.total + 1))

    def blocks(self) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]]:
        """Rows, columns and weights of all steps, summed, a stretch of leading rows at a time, in their order."""
        order, starts = self._by_row
        ways = 1 if self.reverse == 0 else 2
        for start, end in stretches(np.diff(starts) * float(self.window * ways), BLOCK_STEPS):
            yield self._summed(order[starts[start] : starts[end]])

    def _summed(self, anchors: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
        keys, weights = [np.empty(0, np.int64)], [np.empty(0)]
        for distance in range(1, self.window + 1):
            for found, weight in self._at(anchors, distance):
                keys.append(found)
                weights.append(weight)
        key = np.concatenate(keys)
        order = np.argsort(key, kind="stable")
        key = key[order]
        first = np.flatnonzero(np.concatenate([[True], key[1:] != key[:-1]])) if len(key) else np.empty(0, np.int64)
        sums = np.add.reduceat(np.concatenate(weights)[order], first) if len(first) else np.empty(0)
        rows, columns = np.divmod(key[first], max(self.lists.total, 1))
        return rows, columns, sums

    def _at(self, anchors: NDArray[np.int64], offset: int) -> Iterator[tuple[NDArray[np.int64], NDArray[np.float64]]]:
        """Steps to the act so many places after, and before, each anchor's moment: where they lead, and weights."""
        at, to = self._led(anchors, self._end[anchors] + offset)
        yield self._keys(at, to), self._weights(self._begin[to] - self._end[at])
        if self.reverse:
            at, to = self._led(anchors, self._begin[anchors] - offset)
            yield self._keys(at, to), self.reverse * self._weights(self._begin[at] - self._end[to])

    def _led(self, anchors: NDArray[np.int64], to: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Those anchors whose person goes to something liked there."""
        person, liked = self.lists.person, self.lists.liked
        inside = np.flatnonzero((to >= 0) & (to < len(person)))
        anchors, to = anchors[inside], to[inside]
        good = (person[anchors] == person[to]) & liked[to]
        return anchors[good], to[good]

    def _weights(self, distance: NDArray[np.int64]) -> NDArray[np.float64]:
        return np.asarray(distance.astype(np.float64) ** -self.power, np.float64)

    def _keys(self, at: NDArray[np.int64], to: NDArray[np.int64]) -> NDArray[np.int64]:
        return self.lists.row[at].astype(np.int64) * self.lists.total + self.lists.row[to]


def steps_of(lists: Lists, policy: TrainingPolicy, *, with_reverse: bool = False) -> Steps:
    """The steps as a policy wants them, only ahead or with a share of the way back."""
    reverse = policy.reverse_share / PPM if with_reverse else 0.0
    return Steps(lists, policy.window, policy.distance_power / PPM, reverse)


def transitions(steps: Steps, shrink: ShrinkPolicy, factor: NDArray[np.float64], most: int) -> Entries:
    """Steps from item to item, shrunk: t(i, j) / ((n(i) + s)^a · (n(j) + s)^b) · factor(j)."""
    left, right = shrunk(_acted(steps.lists), shrink)
    right = right * factor
    return joined(
        pruned(rows, columns, weights * left[rows] * right[columns], most) for rows, columns, weights in steps.blocks()
    )


def _acted(lists: Lists) -> NDArray[np.float64]:
    """People of each row, those included whose act did not speak for it: they were there and went on."""
    return np.bincount(lists.row, minlength=lists.total).astype(np.float64)
