"""Item–item models over the person's own acts: what goes together, what comes next, and closed-form blends of both.

Each is a sum over own acts of a whole amount times a whole value of a trained matrix, so each act's part of a score is
its own. The matrices are fixed with the statistics; see `stages/models`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from frankly.domain.deciding.ledger import Block
from frankly.domain.deciding.snapshot import Links, added_up
from frankly.domain.person.acts import SomeActs
from frankly.domain.situation import Situation
from frankly.domain.surface import SourceName
from frankly.stages.candidates.source import Answer, Rows, Source, Units
from frankly.stages.candidates.sources.shared import best, columns_among
from frankly.stages.candidates.sources.sums import faded_amounts


@dataclass(frozen=True, slots=True, eq=False)
class _Said:
    """What a model says of everything, by a person's acts; acts on one item share its links.

    Attributes:
        acts: those that speak for their item, ratings of four and five stars among them.
        amounts: what each act amounts to.
        places: for each act which of the links are its item's.
        links: values that lead from the items acted on to every item.
        totals: what all acts together say of every item, in billionths.
    """

    acts: SomeActs
    amounts: NDArray[np.int64]
    places: NDArray[np.int64]
    links: Links
    totals: NDArray[np.int64]


def _said(name: SourceName, situation: Situation) -> _Said | None:
    """None where the model is absent or no act speaks."""

    def find() -> _Said | None:
        acts, items, places = _speaking(situation)
        matrix = situation.snapshot.statistics.model(name)
        if not len(acts) or not len(matrix.values):
            return None
        amounts = faded_amounts(acts, situation, name)
        links = matrix.of(items)
        totals = links.summed(added_up(places, amounts, len(items)))
        return _Said(acts, amounts, places, links, totals)

    return situation.once(name, find)


def _speaking(situation: Situation) -> tuple[SomeActs, Rows, Rows]:
    """Acts that speak for their item, these items ascending, and for each act which of them is its own."""

    def find() -> tuple[SomeActs, Rows, Rows]:
        acts = situation.profile.acts.where(situation.profile.acts.weights_ppm > 0)
        items, places = np.unique(acts.rows, return_inverse=True)
        return acts, items, places

    return situation.once("speaking", find)


def _propose(name: SourceName, situation: Situation, answers: Sequence[Answer], limit: int) -> Rows:
    """The items of which the acts say most."""
    said = _said(name, situation)
    return np.empty(0, np.int64) if said is None else best(said.totals, limit)


def _block(name: SourceName, situation: Situation, rows: Rows) -> Block:
    said = _said(name, situation)
    if said is None:
        return Block.of(name, (), np.empty((0, len(rows)), np.int64))
    there = situation.snapshot.statistics.model(name).place_of(rows)

    def table(columns: Rows) -> Units:
        return said.amounts[:, None] * said.links.at(there[columns])[said.places]

    def some(acts: Rows) -> Units:
        links, ends = said.links, said.links.indptr
        stretches = [slice(ends[place], ends[place + 1]) for place in said.places[acts].tolist()]
        among = columns_among(situation, rows)
        if not stretches:
            return np.zeros(len(rows), np.int64)
        if len(stretches) == 1:
            # Most questions are about one act, whose links lead to each item once; all others share the last place.
            total = np.zeros(len(rows) + 1, np.int64)
            total[among[links.indices[stretches[0]]]] = said.amounts[acts] * links.values[stretches[0]]
            return total[:-1]
        lengths = [stretch.stop - stretch.start for stretch in stretches]
        values = np.concatenate([links.values[stretch] for stretch in stretches])
        columns = among[np.concatenate([links.indices[stretch] for stretch in stretches])]
        return added_up(columns, np.repeat(said.amounts[acts], lengths) * values, len(rows) + 1)[:-1]

    return Block(name, said.acts, said.totals[there], table, some)


def _source(name: SourceName, scores: str) -> Source:
    """A source of a model; `scores` says what it does, for the reference pages."""
    propose, block = partial(_propose, name), partial(_block, name)
    propose.__doc__, block.__doc__ = _propose.__doc__, scores
    return Source(name, propose, block=block)


ITEM_ITEM = _source("item_item", "Shrunk cosine of co-occurrence with the item of each act.")
TRANSITIONS = _source("transitions", "What people went on to after the item of each act, the nearer the more.")
LOW_RANK = _source("low_rank", "What follows each act's item in the main directions of all steps (truncated SVD).")
EASE = _source("ease", "Closed-form weights of items that predict each other (EASE), from each act's item.")
DIRECTED_EASE = _source("directed_ease", "The same for what comes next: closed-form weights of what an item leads to.")
