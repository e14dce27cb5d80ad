"""Which rung of the ladder the data at hand carries: editorial → segments → content → item–item.

Each rung is tried on the last act of people who are set aside, against an order that knows nobody (popularity). A rung
carries when it is better and the interval of the gain is clear of 0; what cannot be tried is said to be untried.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from frankly.domain.deciding.training import ActColumns
from frankly.measure.comparing.bootstrap import Interval, difference
from frankly.measure.ranking.accuracy import ndcg
from frankly.measure.ranking.ranks import mid_ranks

LEAST_ASKED: Final = 30
"""People whose last act is set aside; with fewer no interval says anything."""

LEAST_COHORT: Final = 20
"""People that a segment needs."""

MOST_ASKED: Final = 500
"""People whose last act is set aside at most, spread evenly over everyone."""

MOST_HISTORY: Final = 100
"""Newest items of a person that speak for the next one in this trial."""

SHRINKAGE: Final = 10
"""A co-occurrence of c people counts c / (c + 10) of its cosine."""


class Rung(StrEnum):
    """What the data carries, from the ground up."""

    NOTHING = "nothing"
    EDITORIAL = "editorial"
    SEGMENTS = "segments"
    CONTENT = "content"
    ITEM_ITEM = "item_item"


LADDER: Final = (Rung.SEGMENTS, Rung.CONTENT, Rung.ITEM_ITEM)
"""The rungs that personalise, lowest first."""


@dataclass(frozen=True, slots=True, eq=False)
class Trial:
    """What is tried: acts that may be learned from, and people whose last item is set aside.

    Attributes:
        acts: people × rows, 1 where a person acted for an item; what is set aside is not in it.
        vectors: float32, shape (rows, dimensions), unit length or zeros.
        segments: name → people of `acts` that belong to it.
        histories: for each person asked, rows of their items, newest last.
        targets: for each, the rows that were set aside.
        belongs: for each, names of their segments.
    """

    acts: csr_array
    vectors: NDArray[np.float32]
    segments: Mapping[str, NDArray[np.int64]]
    histories: Sequence[NDArray[np.int64]]
    targets: Sequence[NDArray[np.int64]]
    belongs: Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class Readiness:
    """The verdict with what it rests on.

    Attributes:
        rung: the highest rung that carries.
        asked: people whose last act was set aside.
        popularity: nDCG@10 of the order that knows nobody.
        found: rung → its nDCG@10; rungs that could not be tried are absent.
        gains: rung → interval of its gain over popularity.
    """

    rung: Rung
    asked: int
    popularity: float
    found: Mapping[Rung, float]
    gains: Mapping[Rung, Interval]


def set_aside(acts: ActColumns, vectors: NDArray[np.float32], members: Mapping[str, NDArray[np.int64]]) -> Trial:
    """Set the last moment of some people aside: its rows are to be found, what came before is known.

    Args:
        acts: of everyone, in any order.
        vectors: of all rows of the snapshot.
        members: segment → numbers of its people.

    Returns:
        The trial; asked are people who turned to something new to them at two moments or more.
    """
    order = np.lexsort((acts.row, acts.at_ms, acts.person))
    order = order[acts.liked[order]]
    person, row, at_ms = acts.person[order].astype(np.int64), acts.row[order].astype(np.int64), acts.at_ms[order]
    # An item counts from the first time on: what comes again is not new to the person, and is masked.
    first = np.sort(np.unique(person * len(vectors) + row, return_index=True)[1])
    person, row, at_ms = person[first], row[first], at_ms[first]
    ends = np.flatnonzero(np.append(person[1:] != person[:-1], True)) if len(person) else np.empty(0, np.int64)
    starts = np.append(0, ends[:-1] + 1)[: len(ends)]
    last = at_ms[ends]
    askable = np.flatnonzero(at_ms[starts] < last)
    chosen = askable[np.unique(np.linspace(0, len(askable) - 1, min(MOST_ASKED, len(askable))).astype(np.int64))]
    kept = np.ones(len(person), np.bool_)
    histories, targets = [], []
    for place in chosen.tolist():
        own = slice(starts[place], ends[place] + 1)
        kept[own] = at_ms[own] < last[place]
        histories.append(row[own][kept[own]])
        targets.append(row[own][~kept[own]])
    people = int(person.max(initial=-1)) + 1
    ones = np.ones(int(kept.sum()), np.float32)
    matrix = csr_array((ones, (person[kept], row[kept])), shape=(people, len(vectors)))
    numbers = person[ends[chosen]]
    inside = {name: np.isin(numbers, found) for name, found in members.items()}
    belongs = [[name for name, here in inside.items() if here[place]] for place in range(len(chosen))]
    return Trial(matrix, vectors, members, histories, targets, belongs)


def readiness(trial: Trial) -> Readiness:
    """Try each rung.

    Args:
        trial: acts, vectors, segments and the people asked.

    Returns:
        `editorial` where nothing that personalises carries, or too few people could be asked; never `nothing`, which
        is for a shop without items.
    """
    asked = len(trial.histories)
    if asked < LEAST_ASKED:
        return Readiness(Rung.EDITORIAL, asked, 0.0, {}, {})
    counts = np.asarray(trial.acts.sum(axis=0), np.float64).ravel()
    base = np.array([_gain(counts.copy(), trial, person) for person in range(asked)])
    tried = {rung: scores for rung, scores in _tried(trial, counts).items() if scores is not None}
    gains = {rung: difference(scores, base) for rung, scores in tried.items()}
    carried = [rung for rung in LADDER if rung in gains and gains[rung].low > 0]
    return Readiness(
        rung=carried[-1] if carried else Rung.EDITORIAL,
        asked=asked,
        popularity=float(base.mean()),
        found={rung: float(scores.mean()) for rung, scores in tried.items()},
        gains=gains,
    )


def _tried(trial: Trial, counts: NDArray[np.float64]) -> dict[Rung, NDArray[np.float64] | None]:
    people = range(len(trial.histories))
    large = {name: members for name, members in trial.segments.items() if len(members) >= LEAST_COHORT}
    shares = {name: _share(trial.acts, members) for name, members in large.items()}
    by_item = csr_array(trial.acts.T)
    return {
        Rung.SEGMENTS: np.array(
            [_gain(_of_segments(trial, shares, person, counts), trial, person) for person in people]
        )
        if any(name in shares for names in trial.belongs for name in names)
        else None,
        Rung.CONTENT: np.array([_gain(_of_content(trial, person), trial, person) for person in people])
        if trial.vectors.any()
        else None,
        Rung.ITEM_ITEM: np.array(
            [_gain(_of_neighbours(trial, by_item, counts, person), trial, person) for person in people]
        ),
    }


def _gain(scores: NDArray[np.float64], trial: Trial, person: int) -> float:
    """NDCG@10 of one person; what they had is masked."""
    scores[trial.histories[person]] = -np.inf
    return ndcg(mid_ranks(scores, trial.targets[person]))


def _share(acts: csr_array, members: NDArray[np.int64]) -> NDArray[np.float64]:
    return np.asarray(acts[members].sum(axis=0), np.float64).ravel() / len(members)


def _of_segments(
    trial: Trial, shares: Mapping[str, NDArray[np.float64]], person: int, counts: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Share of the people in each of the person's segments; in none of them it is what everybody chose."""
    own = [shares[name] for name in trial.belongs[person] if name in shares]
    return np.sum(own, axis=0) if own else counts.copy()


def _of_content(trial: Trial, person: int) -> NDArray[np.float64]:
    own = trial.vectors[trial.histories[person][-MOST_HISTORY:]].sum(axis=0)
    scores: NDArray[np.float64] = (trial.vectors @ own).astype(np.float64)
    return scores


def _of_neighbours(trial: Trial, by_item: csr_array, counts: NDArray[np.float64], person: int) -> NDArray[np.float64]:
    own = trial.histories[person][-MOST_HISTORY:]
    together = (by_item[own] @ trial.acts).tocoo()
    scale = np.sqrt(counts[own][together.row] * counts[together.col])
    parts = together.data / scale * together.data / (together.data + SHRINKAGE)
    return np.bincount(together.col, parts, len(counts)).astype(np.float64)
