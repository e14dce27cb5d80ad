"""Statistics over everyone's acts, from chunks of columns, and the acts themselves as models need them: 17 bytes each.

Counted are people, never acts, so that one busy person moves nothing much.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from frankly.domain.deciding.snapshot import Statistics
from frankly.domain.deciding.training import ActColumns
from frankly.domain.person.event import EVENT_CODES, POSITIVE, EventKind
from frankly.domain.time import DAY_MS
from frankly.ports.events import EventColumns
from frankly.stages.snapshot.tally import Tally

TRENDING_DAYS = 30
"""Acts older than this do not speak for a trend."""

TRENDING_HALF_LIFE_DAYS = 7
"""Within the window, an act of a week ago weighs half."""

COHORT = 20
"""Least number of people behind a statistic of a region or a segment."""

LEAST_PEOPLE = 2
"""People of a segment who must have acted for an item that the segment's statistics name."""

PPM = 1_000_000

_FOR = np.array([EVENT_CODES[kind] for kind in POSITIVE], np.int8)
_RATE = EVENT_CODES[EventKind.RATE]
_GOOD_STARS = 4

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
    _names: list[str] = field(default_factory=list)
    _acts: list[ActColumns] = field(default_factory=lambda: [ActColumns()])
    _number: NDArray[np.int64] = field(default_factory=lambda: np.empty(0, np.int64))
    _trend: Tally = field(default_factory=Tally)
    _regions: dict[str, Tally] = field(default_factory=dict)
    _segments: dict[str, Tally] = field(default_factory=dict)
    _inside: dict[str, list[int]] = field(default_factory=dict)

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
        rows[~counted] = -1
        self._note_acts(names, person, rows, chunk)
        kept = np.flatnonzero(_speaks_for(chunk) & (rows >= 0))
        # Equal times are put in order of row: order of arrival must not change a result.
        kept = kept[np.lexsort((rows[kept], chunk.at_ms[kept], person[kept]))]
        person, rows, at_ms = person[kept], rows[kept], chunk.at_ms[kept]
        newest = _newest(person * self.total + rows, at_ms)
        self._add_people(person[newest], rows[newest], at_ms[newest])
        self._add_regions(person, rows, [chunk.regions[index] for index in kept.tolist()])
        self._add_segments(names, person[newest], rows[newest], members)

    def _note_acts(
        self, names: Sequence[str], person: NDArray[np.int64], rows: NDArray[np.int64], chunk: EventColumns
    ) -> None:
        """Keep what models are trained on: acts that speak for an item, and ratings of it that do not."""
        kept = np.flatnonzero(rows >= 0)
        kept = kept[_speaks_for(chunk)[kept] | (chunk.kinds[kept] == _RATE)]
        number = (person[kept] + len(self._names)).astype(np.int32)
        liked = _speaks_for(chunk)[kept]
        self._acts.append(ActColumns(number, rows[kept].astype(np.int32), chunk.at_ms[kept], liked))
        self._names += names

    def _add_people(self, person: NDArray[np.int64], rows: NDArray[np.int64], at_ms: NDArray[np.int64]) -> None:
        if not len(rows):
            return
        self._people += len(np.unique(person))
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
            first = len(self._names) - len(names)
            self._inside.setdefault(segment, []).extend(first + number for number in inside)
            self._segments.setdefault(segment, Tally()).add(rows[np.isin(person, inside)])

    def finish(self, made_ms: int) -> Statistics:
        """The statistics of all that was added, without models: these are trained on `acts`.

        Args:
            made_ms: the moment that they are made.
        """
        number = self._number if len(self._number) else np.zeros(self.total, np.int64)
        trend, trend_people = np.zeros(self.total, np.int64), np.zeros(self.total, np.int32)
        trend[self._trend.keys] = self._trend.sums
        trend_people[self._trend.keys] = self._trend.counts
        return Statistics(
            people=self._people,
            popular=_against_most(number),
            popular_people=number.astype(np.int32),
            trending=_against_most(trend),
            trending_people=trend_people,
            by_region=_cohorts(self._regions, COHORT),
            by_segment=_cohorts(self._large_segments(), LEAST_PEOPLE),
            made_ms=made_ms,
            acts=sum(len(acts) for acts in self._acts),
        )

    def acts(self, *, has_times: bool = True) -> ActColumns:
        """The acts that models are trained on; people are numbered in order of their keys, whatever came first.

        Args:
            has_times: whether the times are real, and not just an order.
        """
        rank = self._ranks()
        columns = ("row", "at_ms", "liked")
        row, at_ms, liked = (np.concatenate([getattr(acts, name) for acts in self._acts]) for name in columns)
        person = rank[np.concatenate([acts.person for acts in self._acts])]
        # The clock of some client may run ahead: an act of tomorrow is no newer than the newest one.
        return ActColumns(person, row, np.minimum(at_ms, self.now) if has_times else at_ms, liked, has_times)

    def members(self) -> dict[str, NDArray[np.int64]]:
        """Segment → numbers of its people who acted for something, as in `acts`, ascending."""
        rank = self._ranks().astype(np.int64)
        return {name: np.sort(rank[inside]) for name, inside in self._inside.items()}

    def _ranks(self) -> NDArray[np.int32]:
        """Number of each person in order of the keys."""
        rank = np.empty(len(self._names), np.int32)
        rank[sorted(range(len(self._names)), key=self._names.__getitem__)] = np.arange(len(self._names))
        return rank

    def _large_segments(self) -> dict[str, Tally]:
        return {name: tally for name, tally in self._segments.items() if len(self._inside[name]) >= COHORT}


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
