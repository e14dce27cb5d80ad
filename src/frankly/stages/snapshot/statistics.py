"""Statistics over everyone's acts, from chunks of columns: memory grows with distinct pairs of person and item.

Counted are people, never acts, so that one busy person moves nothing much.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from frankly.domain.event import EVENT_CODES, POSITIVE, EventKind
from frankly.domain.snapshot import Statistics
from frankly.domain.time import DAY_MS
from frankly.ports.events import EventColumns
from frankly.stages.snapshot.neighbours import LEAST_PEOPLE, PPM, item_item, next_steps, transitions
from frankly.stages.snapshot.tally import Tally

TRENDING_DAYS = 30
"""Acts older than this do not speak for a trend."""

TRENDING_HALF_LIFE_DAYS = 7
"""Within the window, an act of a week ago weighs half."""

COHORT = 20
"""Least number of people behind a statistic of a region or a segment."""

LONGEST_LIST = 500
"""Newest items of one person that count for item to item; a list of thousands says little about any two of them."""

_FOR = np.array([EVENT_CODES[kind] for kind in POSITIVE], np.int8)
_RATE = EVENT_CODES[EventKind.RATE]
_GOOD_STARS = 4
_NO_PAIRS = (np.empty(0, np.int32), np.empty(0, np.int32))

Cohort: TypeAlias = tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int32]]
"""Rows, parts per million of the most popular one, and people."""


@dataclass(slots=True, eq=False)
class StatisticsBuilder:
    """Takes everyone's acts chunk by chunk; a person's acts lie in one chunk.

    Attributes:
        row_of: item → row of the snapshot that the statistics are for.
        total: rows of that snapshot.
        now: end of the trending window, milliseconds: the newest stored act, so that old data has a trend too.
    """

    row_of: Mapping[str, int]
    total: int
    now: int
    _people: int = 0
    _pairs: list[tuple[NDArray[np.int32], NDArray[np.int32]]] = field(default_factory=list)
    _number: NDArray[np.int64] = field(default_factory=lambda: np.empty(0, np.int64))
    _trend: Tally = field(default_factory=Tally)
    _steps: Tally = field(default_factory=Tally)
    _regions: dict[str, Tally] = field(default_factory=dict)
    _segments: dict[str, Tally] = field(default_factory=dict)
    _cohort_sizes: dict[str, int] = field(default_factory=dict)

    def add(self, chunk: EventColumns, members: Mapping[str, Collection[str]], without: Collection[str] = ()) -> None:
        """Count a chunk.

        Args:
            chunk: acts, ordered by person and time.
            members: segment → keys of its people.
            without: keys of people who are not counted, because they refused it.
        """
        names, person = _numbered(chunk.people)
        rows = np.fromiter((self.row_of.get(item, -1) for item in chunk.items), np.int64, len(chunk.items))
        counted = ~np.isin(person, [number for number, name in enumerate(names) if name in without])
        kept = np.flatnonzero(_speaks_for(chunk) & (rows >= 0) & counted)
        # Equal times are put in order of row: order of arrival must not change a result.
        kept = kept[np.lexsort((rows[kept], chunk.at_ms[kept], person[kept]))]
        person, rows, at_ms = person[kept], rows[kept], chunk.at_ms[kept]
        newest = _newest(person * self.total + rows, at_ms)
        self._add_pairs(person[newest], rows[newest], at_ms[newest])
        self._steps.add(*next_steps(person, rows, at_ms, self.total))
        self._add_regions(person, rows, [chunk.regions[index] for index in kept.tolist()])
        self._add_segments(names, person[newest], rows[newest], members)

    def _add_pairs(self, person: NDArray[np.int64], rows: NDArray[np.int64], at_ms: NDArray[np.int64]) -> None:
        if not len(rows):
            return
        acting, number = np.unique(person, return_inverse=True)
        by_age = np.lexsort((rows, -at_ms, number))
        starts = np.searchsorted(number[by_age], np.arange(len(acting)))
        rank = np.arange(len(by_age)) - starts[number[by_age]]
        listed = np.sort(by_age[rank < LONGEST_LIST])
        self._pairs.append(((number[listed] + self._people).astype(np.int32), rows[listed].astype(np.int32)))
        self._people += len(acting)
        counts = np.bincount(rows, minlength=self.total)
        self._number = counts if not len(self._number) else self._number + counts
        age_ms = self.now - at_ms
        recent = (age_ms >= 0) & (age_ms < TRENDING_DAYS * DAY_MS)
        decay = np.exp2(-age_ms[recent] / (TRENDING_HALF_LIFE_DAYS * DAY_MS))
        self._trend.add(rows[recent], np.rint(PPM * decay).astype(np.int64))

    def _add_regions(self, person: NDArray[np.int64], rows: NDArray[np.int64], regions: Sequence[str]) -> None:
        """Count people by region and by the country that the region lies in."""
        there: dict[str, list[int]] = {}
        for index, region in enumerate(regions):
            for name in {region, region.partition("-")[0]} - {""}:
                there.setdefault(name, []).append(index)
        for name, acts in there.items():
            pairs = np.unique(person[acts] * self.total + rows[acts])
            self._regions.setdefault(name, Tally()).add(pairs % self.total)

    def _add_segments(
        self,
        names: Sequence[str],
        person: NDArray[np.int64],
        rows: NDArray[np.int64],
        members: Mapping[str, Collection[str]],
    ) -> None:
        acting = np.unique(person).tolist()
        for segment, keys in members.items():
            inside = [number for number in acting if names[number] in keys]
            self._cohort_sizes[segment] = self._cohort_sizes.get(segment, 0) + len(inside)
            self._segments.setdefault(segment, Tally()).add(rows[np.isin(person, inside)])

    def finish(self, made_ms: int) -> Statistics:
        """The statistics of all that was added.

        Args:
            made_ms: the moment that they are made.
        """
        number = self._number if len(self._number) else np.zeros(self.total, np.int64)
        trend, trend_people = np.zeros(self.total, np.int64), np.zeros(self.total, np.int32)
        trend[self._trend.keys] = self._trend.sums
        trend_people[self._trend.keys] = self._trend.counts
        people, rows = (np.concatenate(column) for column in zip(_NO_PAIRS, *self._pairs, strict=True))
        return Statistics(
            people=self._people,
            popular=_against_most(number),
            popular_people=number.astype(np.int32),
            trending=_against_most(trend),
            trending_people=trend_people,
            by_region=_cohorts(self._regions, COHORT),
            by_segment=_cohorts(self._large_segments(), LEAST_PEOPLE),
            made_ms=made_ms,
            models={
                "item_item": item_item(people, rows, self.total),
                "transitions": transitions(self._steps, number, self.total),
            },
        )

    def _large_segments(self) -> dict[str, Tally]:
        return {name: tally for name, tally in self._segments.items() if self._cohort_sizes[name] >= COHORT}


def _numbered(people: Sequence[str]) -> tuple[list[str], NDArray[np.int64]]:
    """Names of a chunk's people, and for each act the number of its person; people stand together."""
    changes = np.fromiter((one != other for one, other in pairwise(people)), np.bool_, max(len(people) - 1, 0))
    starts = np.concatenate([[True], changes])[: len(people)]
    return [people[index] for index in np.flatnonzero(starts).tolist()], np.cumsum(starts, dtype=np.int64) - 1


def _speaks_for(chunk: EventColumns) -> NDArray[np.bool_]:
    """Acts that speak for their item: the positive kinds, and ratings of four or five stars."""
    liked = (chunk.kinds == _RATE) & (chunk.values >= _GOOD_STARS)
    return np.asarray(np.isin(chunk.kinds, _FOR) | liked, np.bool_)


def _newest(pairs: NDArray[np.int64], at_ms: NDArray[np.int64]) -> NDArray[np.int64]:
    """Positions of the newest act of each pair of person and item, in order of the pairs."""
    order = np.lexsort((at_ms, pairs))
    ordered = pairs[order]
    last = np.concatenate([ordered[1:] != ordered[:-1], [True]])[: len(order)]
    return np.asarray(order[last], np.int64)


def _against_most(values: NDArray[np.int64]) -> NDArray[np.int32]:
    """Values in parts per million of the greatest one."""
    most = int(values.max(initial=0))
    return (values * PPM // max(most, 1)).astype(np.int32)


def _cohorts(tallies: Mapping[str, Tally], least_people: int) -> dict[str, Cohort]:
    """Groups in order of name, with those items that enough of their people acted for."""
    groups: dict[str, Cohort] = {}
    for name, tally in sorted(tallies.items()):
        enough = tally.counts >= least_people
        people = tally.counts[enough]
        if len(people):
            groups[name] = (tally.keys[enough].astype(np.int32), _against_most(people), people.astype(np.int32))
    return groups
