"""Our own order: the product's stages, with the very sources, weights and sums that answer requests."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from frankly.bench.ranking.world import World
from frankly.domain.deciding.candidate import Filtered
from frankly.domain.deciding.ledger import Ledger
from frankly.domain.situation import Situation
from frankly.measure.ranking.protocols import Question
from frankly.pipelines.tuning import asking
from frankly.stages.candidates.exact import nearest
from frankly.stages.candidates.find import enabled, find, queries
from frankly.stages.candidates.source import weighed
from frankly.stages.filters.apply import apply
from frankly.stages.ranking.rank import rank


def situation_of(world: World, question: Question) -> Situation:
    """The situation of a question, as a request would have it; consumed items are masked by the protocol, not here."""
    return asking.situation_of(world.snapshot, world.surface, question)


def ledger_of(situation: Situation, rows: NDArray[np.int64] | None = None) -> Ledger:
    """The product's ledger: what additive scoring says of some items, or of the whole catalogue."""
    if rows is None:
        rows = np.arange(len(situation.snapshot), dtype=np.int64)
    blocks = [weighed(source, situation, rows) for source in enabled(situation)]
    return Ledger(rows, tuple(block for block in blocks if len(block.pieces)))


def ours(world: World) -> Callable[[Question], NDArray[np.float64]]:
    """The additive order of the product, over all items."""
    return lambda question: ledger_of(situation_of(world, question)).scores().astype(np.float64)


def ours_slate(world: World) -> Callable[[Question], NDArray[np.float64]]:
    """The slate of a request after diversity, floors and caps, without exploration; other rows score below every slot.

    The sources propose as they do in a request; the index's answer is the exact one. Where the question names
    candidates, they are what is ranked.
    """

    def score(question: Question) -> NDArray[np.float64]:
        situation = situation_of(world, question)
        ledger = _candidates(world, question, situation)
        filtered = apply(situation, ledger.rows)
        # The protocol masks every item of the history, whatever the act was.
        kept = filtered.kept & ~np.isin(ledger.rows, world.rows(question.masked))
        places = np.full(len(world.snapshot), -1.0)
        slate = rank(situation, ledger, Filtered(kept, filtered.dropped))
        for place, slot in enumerate(slate.slots):
            places[slot.row] = len(slate.slots) - place
        return places

    return score


def _candidates(world: World, question: Question, situation: Situation) -> Ledger:
    if question.candidates:
        return ledger_of(situation, world.rows(question.candidates))
    asked, _ = queries(situation)
    return find(situation, nearest(situation.snapshot, asked)).ledger
