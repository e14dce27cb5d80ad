"""Whether scores are sums of their evidence, on real people: leave one piece out, ask the sources again, compare."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from frankly.bench.ranking.ours import ledger_of, situation_of
from frankly.bench.ranking.world import World
from frankly.domain.deciding.ledger import Ledger, PieceKey
from frankly.domain.person.acts import Acts
from frankly.domain.situation import Situation
from frankly.measure.comparing.bootstrap import draws
from frankly.measure.ranking.protocols import Question

PEOPLE: Final = 100
PIECES: Final = 5
"""Pieces that are left out of each person's, one at a time."""

ITEMS: Final = 2000
"""Items whose scores are compared, of each person."""


def additive(world: World, questions: Sequence[Question], seed: int = 0) -> tuple[float, int]:
    """Share of sampled (person, piece, item) where the score changes by exactly the piece's contribution.

    The sources are asked again by the way that answers requests, over the whole catalogue, with one act less; nothing
    is recomputed from the ledger that is checked.

    Returns:
        The share, which must be 1, and the number of triples where the piece moves the item.
    """
    agreeing = moved = 0
    people = np.unique(draws(PEOPLE, len(questions), seed, 0))
    for number in people.tolist():
        situation = situation_of(world, questions[number])
        items = np.unique(draws(ITEMS, len(world.snapshot), seed, 2 * number + 1))
        ledger, acts = ledger_of(situation), len(situation.profile.acts)
        picked = np.unique(draws(PIECES, acts, seed, 2 * number + 2)) if acts else np.empty(0, np.int64)
        for index in picked.tolist():
            agreed, changed = _left_out(situation, ledger, index, items)
            agreeing, moved = agreeing + agreed, moved + changed
    return (agreeing / moved if moved else 1.0), moved


def _left_out(situation: Situation, ledger: Ledger, index: int, items: NDArray[np.int64]) -> tuple[int, int]:
    """Items whose score changes by exactly what the ledger says, and all that the score or the ledger says it moves."""
    acts = list(situation.profile.acts)
    gone = acts.pop(index)
    after = ledger_of(replace(situation, profile=replace(situation.profile, acts=Acts.of(acts)))).scores()
    change = (ledger.scores() - after)[items]
    told = _contribution(ledger, gone.key, items)
    either = (change != 0) | (told != 0)
    return int((change == told)[either].sum()), int(either.sum())


def _contribution(ledger: Ledger, key: PieceKey, items: NDArray[np.int64]) -> NDArray[np.int64]:
    """What the sources together say that one piece contributes to some items."""
    told = np.zeros(len(items), np.int64)
    for block in ledger.blocks:
        places = [place for place, piece in enumerate(block.pieces) if piece.key == key]
        if places:
            told += block.table(items)[places].sum(axis=0)
    return told
