"""What every method learns from: catalogue, vectors and statistics of the training acts alone."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from frankly.bench.ranking.data import Interactions
from frankly.domain.deciding.snapshot import Snapshot, SparseRows
from frankly.domain.deciding.training import TrainingPolicy
from frankly.domain.surface import Surface
from frankly.errors import Invalid
from frankly.measure.ranking.protocols import Act, Split, likes
from frankly.ports.events import EventColumns
from frankly.ports.searching.embedder import Embedder
from frankly.stages.models.train import train
from frankly.stages.snapshot.build import SnapshotBuilder
from frankly.stages.snapshot.statistics import StatisticsBuilder


@dataclass(frozen=True, slots=True, eq=False)
class World:
    """What every method learns from.

    Attributes:
        snapshot: catalogue, vectors and statistics made of the training acts.
        matrix: people × rows, 1 where a person acted for an item in training.
        first_ms: when anyone first acted on each row in training; the greatest number where nobody did.
        surface: whose weights `ours` uses.
    """

    snapshot: Snapshot
    matrix: csr_array
    first_ms: NDArray[np.int64]
    surface: Surface

    def rows(self, items: Iterable[str]) -> NDArray[np.int64]:
        """Distinct rows of some items, ascending."""
        row_of = self.snapshot.row_of
        return np.array(sorted({row_of[item] for item in items if item in row_of}), np.int64)

    def liked_rows(self, acts: Iterable[Act]) -> NDArray[np.int64]:
        """Distinct rows of the items that some acts speak for, ascending."""
        return self.rows(act.item for act in acts if likes(act))

    def people_of(self) -> NDArray[np.float64]:
        """Number of people who acted for each row in training."""
        return np.asarray(self.matrix.sum(axis=0), np.float64).ravel()


async def build_world(
    data: Interactions, split: Split, surface: Surface, training: TrainingPolicy, embedder: Embedder
) -> World:
    """Make catalogue, vectors and statistics from the training acts alone.

    Args:
        data: whose catalogue it is.
        split: whose training acts are learned from.
        surface: whose weights `ours` uses.
        training: how its models are trained.
        embedder: makes vectors of the items' text; files without text get none.
    """
    items = [data.items[item] for item in sorted(data.items)]
    texts = [item.text() for item in items]
    has_text = data.has_times
    if has_text:
        embedder.fit(texts)
    builder = SnapshotBuilder(embedder.fingerprint if has_text else "")
    builder.add(items, await embedder.embed(texts) if has_text else None)
    row_of = {str(item.id): row for row, item in enumerate(items)}
    acts = [(person, act) for person, acts in sorted(split.training.items()) for act in acts]
    if not acts:
        raise Invalid("There is nothing to learn from: every history is too short for the protocol.")
    newest = max(act.at_ms for _, act in acts)
    statistics = StatisticsBuilder(row_of, len(items), newest)
    for chunk in _chunks(acts):
        statistics.add(chunk, {})
    first_ms = np.full(len(items), np.iinfo(np.int64).max)
    np.minimum.at(first_ms, [row_of[act.item] for _, act in acts], [act.at_ms for _, act in acts])
    plain = builder.finish(0)
    models: dict[str, SparseRows] = dict(train(statistics.acts(has_times=data.has_times), plain, training))
    snapshot = replace(plain, statistics=replace(statistics.finish(newest), models=models))
    return World(snapshot, _matrix(split, row_of), first_ms, surface)


def _chunks(acts: list[tuple[str, Act]]) -> Iterator[EventColumns]:
    yield EventColumns(
        people=[person for person, _ in acts],
        kinds=np.array([act.kind for _, act in acts], np.int8),
        items=[act.item for _, act in acts],
        at_ms=np.array([act.at_ms for _, act in acts], np.int64),
        values=np.array([act.value for _, act in acts], np.int32),
        regions=[""] * len(acts),
        orders=[act.order for _, act in acts],
    )


def _matrix(split: Split, row_of: dict[str, int]) -> csr_array:
    pairs = {
        (number, row_of[act.item]) for number, acts in enumerate(split.training.values()) for act in acts if likes(act)
    }
    people, rows = np.array(sorted(pairs), np.int64).reshape(-1, 2).T
    shape = (len(split.training), len(row_of))
    return csr_array((np.ones(len(people), np.float32), (people, rows)), shape=shape)
