"""Whether scores are sums of their evidence, on real people: leave one piece out, ask the sources again, compare."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import numpy as np

from frankly.bench.ranking.ours import ledger_of, situation_of
from frankly.bench.ranking.world import World
from frankly.domain.ledger import Ledger
from frankly.domain.situation import Situation
from frankly.measure.bootstrap import draws
from frankly.measure.protocols import Question

PEOPLE: Final = 100
PIECES: Final = 5
"""Pieces that are left out of each person's, one at a time."""


def additive(world: World, questions: Sequence[Question], seed: int = 0) -> tuple[float, int]:
    """Share of sampled (person, piece, item) where the score changes by exactly the piece's contribution.

    The sources are asked again by the way that answers requests, over the whole catalogue, with one act less; nothing
    is recomputed from the ledger that is checked.

    Returns:
        The share, which must be 1, and the number of triples where the piece moved the item.
    """
    agreeing = moved = 0
    people = np.unique(draws(PEOPLE, len(questions), seed, 0))
    for number in people.tolist():
        situation = situation_of(world, questions[number])
        ledger, acts = ledger_of(situation), len(situation.profile.acts)
        picked = np.unique(draws(PIECES, acts, seed, number + 1)) if acts else np.empty(0, np.int64)
        for index in picked.tolist():
            agreed, changed = _left_out(situation, ledger, index)
            agreeing, moved = agreeing + agreed, moved + changed
    return (agreeing / moved if moved else 1.0), moved


def _left_out(situation: Situation, ledger: Ledger, index: int) -> tuple[int, int]:
    """Items whose score changes by exactly what the ledger says, and all that the score or the ledger says it moves."""
    acts = list(situation.profile.acts)
    gone = acts.pop(index)
    after = ledger_of(replace(situation, profile=replace(situation.profile, acts=acts))).scores()
    change = ledger.scores() - after
    told = ledger.scores() - ledger.without(gone.key).scores()
    either = (change != 0) | (told != 0)
    return int((change == told)[either].sum()), int(either.sum())
