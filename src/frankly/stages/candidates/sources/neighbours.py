"""Item–item models over the person's own acts: what goes together, what comes next, and closed-form blends of both.

Each is a sum over own acts of a whole amount times a whole value of a trained matrix, so each act's part of a score is
its own. The matrices are fixed with the statistics; see `stages/models`.
"""

from collections.abc import Sequence
from functools import partial

import numpy as np
from numpy.typing import NDArray

from frankly.domain.acts import SomeActs
from frankly.domain.ledger import Block
from frankly.domain.situation import Situation
from frankly.domain.surface import SourceName
from frankly.stages.candidates.source import Rows, Source
from frankly.stages.candidates.sources.shared import best_of, values_between
from frankly.stages.candidates.sources.sums import added_by_row, faded_amounts, looked_up


def _acts(situation: Situation) -> SomeActs:
    """Acts that speak for their item, ratings of four and five stars among them."""
    acts = situation.profile.acts
    return acts.where(acts.weights_ppm > 0)


def sums(name: SourceName, situation: Situation) -> tuple[Rows, NDArray[np.int64]]:
    """Items that any act says something of, ascending, and what all acts together say of each, in billionths."""
    return situation.once(name, partial(_sums, name, situation))


def _sums(name: SourceName, situation: Situation) -> tuple[Rows, NDArray[np.int64]]:
    acts = _acts(situation)
    matrix = situation.snapshot.statistics.model(name)
    owners, entries = matrix.entries_of(acts.rows)
    parts = faded_amounts(acts, situation, name)[owners] * matrix.values[entries]
    return added_by_row(matrix.indices[entries], parts, len(situation.snapshot))


def _propose(name: SourceName, situation: Situation, answers: Sequence[Rows], limit: int) -> Rows:
    """The items of which the acts say most."""
    # A model that is absent costs nothing: sums over a large catalogue would, even of zeros.
    is_silent = not len(situation.profile.acts) or not len(situation.snapshot.statistics.model(name).values)
    return np.empty(0, np.int64) if is_silent else best_of(*sums(name, situation), limit)


def _block(name: SourceName, situation: Situation, rows: Rows) -> Block:
    acts = _acts(situation)
    matrix = situation.snapshot.statistics.model(name)
    if not len(acts) or not len(matrix.values):
        return Block.of(name, (), np.empty((0, len(rows)), np.int64))

    def table(columns: NDArray[np.int64]) -> NDArray[np.int64]:
        values = values_between(matrix, acts.rows, rows[columns], len(situation.snapshot))
        return faded_amounts(acts, situation, name)[:, None] * values

    return Block(name, acts, looked_up(*sums(name, situation), rows), table)


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
