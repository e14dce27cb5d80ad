"""Content similarity: items like those the person acted on, `Σ strength(act) · sim(act's item, item)`.

Retrieval asks for the neighbours of interest centroids and of the strongest anchor; scoring runs over every act.
"""

from collections.abc import Sequence
from itertools import zip_longest
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from frankly.domain.deciding.ledger import Block
from frankly.domain.deciding.snapshot import LEVELS, added_up
from frankly.domain.person.acts import SomeActs
from frankly.domain.situation import Situation, VectorQuery
from frankly.domain.surface import SourceName
from frankly.stages.candidates.source import Answer, Rows, Source, Units
from frankly.stages.candidates.sources.shared import LIKENESS, likeness
from frankly.stages.candidates.sources.sums import amounts, weighted

_Table: TypeAlias = NDArray[np.float64]

CENTROIDS = 2
"""Interest centroids asked for: the two strongest categories. With the anchor that leaves room for one more vector."""

ANSWERS = 200
"""Neighbours asked for by vector; the union is scored exactly, so more only costs time."""


def queries(situation: Situation) -> Sequence[VectorQuery]:
    """The strongest anchor, and the centroids of the strongest categories."""
    acts, snapshot = situation.profile.acts, situation.snapshot
    places = np.flatnonzero((acts.strengths_ppm > 0) & snapshot.has_vector[acts.rows])
    if not len(places):
        return ()
    rows, strengths = acts.rows[places], acts.strengths_ppm[places]
    _, firsts, groups = np.unique(snapshot.main_category[rows], return_index=True, return_inverse=True)
    weights = added_up(groups, strengths, len(firsts))
    strongest = np.lexsort((rows[firsts], -weights))[:CENTROIDS].tolist()
    wanted = [np.array([0]), *(np.flatnonzero(groups == group) for group in strongest)]
    # A category with the anchor alone would ask the same again.
    asked = [members for index, members in enumerate(wanted) if not index or members.tolist() != [0]]
    return [VectorQuery("content", centroid(situation, rows[some], strengths[some]), ANSWERS) for some in asked]


def centroid(situation: Situation, rows: Rows, strengths_ppm: NDArray[np.int64]) -> NDArray[np.float32]:
    """Mean direction of some items by strength, unit length; summed in whole numbers: order is nothing."""
    total = weighted(strengths_ppm, situation.snapshot.vectors[rows].astype(np.float64), LEVELS).astype(np.float64)
    length = float(np.sqrt((total * total).sum()))
    direction: NDArray[np.float32] = (total / (length or 1.0)).astype(np.float32)
    return direction


def propose(situation: Situation, answers: Sequence[Answer], limit: int) -> Rows:
    """The index's answers, taken in turn from each list, so that no interest drowns another."""
    return interleave(answers, limit)


def interleave(answers: Sequence[Answer], limit: int) -> Rows:
    """First of each list, then second of each, each row once."""
    seen: dict[int, None] = {}
    for places in zip_longest(*answers):
        for row in places:
            if row is not None:
                seen[row] = None
        if len(seen) >= limit:
            break
    return np.array(list(seen)[:limit], np.int64)


def _block(situation: Situation, rows: Rows) -> Block:
    """Every act, for and against, times the similarity of its item."""
    acts = situation.profile.acts
    return by_similarity("content", situation, acts.where(situation.snapshot.has_vector[acts.rows]), rows)


def by_similarity(name: SourceName, situation: Situation, acts: SomeActs, rows: Rows) -> Block:
    """Contributions of acts by content similarity of their items."""
    if not len(acts):
        return Block.of(name, (), np.empty((0, len(rows)), np.int64))
    items, like = _likeness(situation, rows)
    places = np.searchsorted(items, acts.rows)
    each = amounts(acts.strengths_ppm, situation.surface.sources[name])

    def table(columns: Rows) -> Units:
        return each[:, None] * like[:, columns][places].astype(np.int64)

    def some(chosen: Rows) -> Units:
        return weighted(each[chosen], like[places[chosen]], LIKENESS)

    return Block(name, acts, weighted(added_up(places, each, len(items)), like, LIKENESS), table, some)


def _likeness(situation: Situation, rows: Rows) -> tuple[Rows, NDArray[np.float64]]:
    """Items acted on that have a vector, ascending, and their likeness to some rows, shape (items, rows).

    Several acts on one item are like the same items, and several sources ask: so it is found once.
    """
    acts, snapshot = situation.profile.acts, situation.snapshot

    def find() -> tuple[Rows, _Table]:
        items = np.unique(acts.rows[snapshot.has_vector[acts.rows]])
        return items, likeness(snapshot, items, rows)

    return situation.once(("likeness", rows.tobytes()), find)


SOURCE = Source("content", propose, queries=queries, block=_block)
