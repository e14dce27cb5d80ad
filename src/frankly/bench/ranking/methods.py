"""What is compared: popularity, item–item, EASE, and our own order before and after diversity.

`ours` runs the product's own stages: the same sources, weights and sums that answer requests.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import lapack
from scipy.sparse import csr_array

from frankly.bench.ranking.data import Act
from frankly.bench.ranking.split import Question
from frankly.domain.consent import EvidenceGroup, Purpose, Scope
from frankly.domain.history import History
from frankly.domain.ledger import Ledger
from frankly.domain.profile import PersonRecord
from frankly.domain.request import RequestContext
from frankly.domain.seed import Seed
from frankly.domain.situation import Situation
from frankly.domain.snapshot import Snapshot
from frankly.domain.surface import Surface
from frankly.domain.time import EpochMs
from frankly.stages.candidates.find import enabled
from frankly.stages.candidates.source import weighed
from frankly.stages.filters.apply import apply
from frankly.stages.profile.build import build
from frankly.stages.ranking.rank import rank

Scorer = Callable[[Question], NDArray[np.float64]]
"""Question → score of every row; consumed rows are masked by the caller."""

EASE_LAMBDA = 50.0
EVERYTHING = Scope(frozenset(Purpose), frozenset(EvidenceGroup), frozenset(), "person")


@dataclass(frozen=True, slots=True, eq=False)
class World:
    """What every method learns from.

    Attributes:
        snapshot: catalogue, vectors and statistics made of the training acts.
        matrix: people × rows, 1 where a person acted for an item in training.
        surface: whose weights `ours` uses.
    """

    snapshot: Snapshot
    matrix: csr_array
    surface: Surface

    def rows(self, acts: Sequence[Act]) -> NDArray[np.int64]:
        """Distinct rows of some acts."""
        row_of = self.snapshot.row_of
        return np.unique(np.array([row_of[item] for _, item, _, _ in acts if item in row_of], np.int64))


def popularity(world: World) -> Scorer:
    """People who acted for an item in training."""
    counts = np.asarray(world.matrix.sum(axis=0)).ravel().astype(np.float64)
    return lambda question: counts.copy()


def item_item(world: World) -> Scorer:
    """Sum of cosines of co-occurrence with the items of the history, all neighbours, no decay."""
    counts = np.maximum(np.asarray(world.matrix.sum(axis=0)).ravel().astype(np.float64), 1)
    matrix, transposed = world.matrix, world.matrix.T.tocsr()

    def score(question: Question) -> NDArray[np.float64]:
        rows = world.rows(question.history)
        together = transposed[rows] @ matrix
        scaled = together.multiply((1 / np.sqrt(counts[rows]))[:, None])
        return np.asarray(scaled.sum(axis=0)).ravel() / np.sqrt(counts)

    return score


def ease(world: World) -> Scorer:
    """EASE (Steck, WWW 2019): closed-form item–item weights with a zero diagonal."""
    gram = (world.matrix.T @ world.matrix).toarray().astype(np.float32)
    gram[np.diag_indices_from(gram)] += EASE_LAMBDA
    # potrf and potri need a third of the time of a general inverse.
    factor, _ = lapack.spotrf(gram, lower=0, overwrite_a=1)
    inverse, _ = lapack.spotri(factor, lower=0, overwrite_c=1)
    inverse = np.triu(inverse) + np.triu(inverse, 1).T
    weights = -inverse / np.diag(inverse)[None, :]
    weights[np.diag_indices_from(weights)] = 0

    def score(question: Question) -> NDArray[np.float64]:
        scores: NDArray[np.float64] = weights[world.rows(question.history)].sum(axis=0).astype(np.float64)
        return scores

    return score


def situation_of(world: World, question: Question) -> Situation:
    """The situation of a question, as a request would have it; consumed items are masked by the protocol, not here."""
    kinds = np.array([kind for _, _, kind, _ in question.history], np.int8)
    history = History(
        event_ids=[""] * len(question.history),
        kinds=kinds,
        item_ids=[item for _, item, _, _ in question.history],
        at_ms=np.array([at for at, _, _, _ in question.history], np.int64),
        values=np.array([value for _, _, _, value in question.history], np.int32),
        queries=[""] * len(question.history),
    )
    context = RequestContext()
    record = PersonRecord(question.person, history=history, is_known=True)
    profile = build(record, EVERYTHING, context, world.snapshot, world.surface, question.now)
    return Situation(
        now=EpochMs(question.now),
        seed=Seed(0),
        scope=EVERYTHING,
        profile=profile,
        context=context,
        snapshot=world.snapshot,
        surface=world.surface,
    )


def ledger_of(situation: Situation) -> Ledger:
    """The product's ledger over the whole catalogue: what additive scoring says of every item."""
    rows = np.arange(len(situation.snapshot), dtype=np.int64)
    blocks = [weighed(source, situation, rows) for source in enabled(situation)]
    return Ledger(rows, tuple(block for block in blocks if len(block.pieces)))


def ours(world: World) -> Scorer:
    """The additive order of the product, over all items."""
    return lambda question: ledger_of(situation_of(world, question)).scores().astype(np.float64)


def ours_slate(world: World) -> Scorer:
    """The slate after diversity, floors and caps, without exploration; rows outside it score below every slot."""

    def score(question: Question) -> NDArray[np.float64]:
        situation = situation_of(world, question)
        ledger = ledger_of(situation)
        filtered = apply(situation, ledger.rows)
        # The protocol masks every item of the history, whatever the act was.
        filtered.kept[world.rows(question.history)] = False
        slate = rank(situation, ledger, filtered)
        places = np.full(len(ledger.rows), -1.0)
        for place, slot in enumerate(slate.slots):
            places[slot.row] = len(slate.slots) - place
        return places

    return score


METHODS: dict[str, Callable[[World], Scorer]] = {
    "popularity": popularity,
    "item_item": item_item,
    "ease": ease,
    "ours": ours,
    "ours_slate": ours_slate,
}
