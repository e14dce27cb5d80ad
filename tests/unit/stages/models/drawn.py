"""Small data to train on, drawn from a seed, and the models as plain matrices."""

import numpy as np
from numpy.typing import NDArray

from frankly.domain.deciding.snapshot import Snapshot, SparseRows
from frankly.domain.deciding.training import ActColumns, TrainingPolicy
from frankly.domain.item import Item
from frankly.domain.time import DAY_MS
from frankly.stages.snapshot.build import SnapshotBuilder

NOW = 1_000 * DAY_MS
ITEMS = 12

PLAIN = TrainingPolicy.model_validate(
    {
        "neighbours": 2000,
        "speaking_people": 0,
        "half_life_days": None,
        "basket_weight": 0,
        "content_weight": 0,
        "fresh_power": 0,
        "popularity_power": 0,
        "ridge": 3,
        "rank": 5,
        "list_power": 0,
        "singular_power": 1,
        "item_item": {"row": 0.6, "column": 0.4, "people": 20},
    }
)
"""Every model in its textbook form."""


def acts(seed: int, people: int = 30, most: int = 8, *, has_times: bool = True) -> ActColumns:
    """People with some acts each: a few at the same moment, a few twice, a few not liked."""
    rng = np.random.default_rng(seed)
    person = np.repeat(np.arange(people), rng.integers(0, most + 1, people)).astype(np.int32)
    row = (rng.random(len(person)) ** 2 * ITEMS).astype(np.int32)
    at_ms = NOW - rng.integers(0, 40, len(person)) * DAY_MS
    return ActColumns(person, row, at_ms, rng.random(len(person)) < 0.85, has_times)


def shuffled(given: ActColumns, seed: int) -> ActColumns:
    """The same acts in another order of arrival."""
    order = np.random.default_rng(seed).permutation(len(given))
    columns = (getattr(given, name)[order] for name in ("person", "row", "at_ms", "liked"))
    return ActColumns(*columns, has_times=given.has_times)


def shop(items: int = ITEMS) -> Snapshot:
    """A catalogue with words, tags and creators that some items share."""
    builder = SnapshotBuilder()
    builder.add(
        [
            Item.model_validate(
                {
                    "id": f"i{number:03}",
                    "title": f"word{number % 3} thing",
                    "tags": [f"tag{number % 5}"],
                    "creators": [f"writer {number % 4}"],
                }
            )
            for number in range(items)
        ]
    )
    return builder.finish(items)


def dense(model: SparseRows, columns: int = ITEMS) -> NDArray[np.float64]:
    """A model as a matrix in units of one."""
    whole = np.zeros((len(model.indptr) - 1, columns))
    for row in range(len(whole)):
        indices, values = model.row(row)
        whole[row, indices] = values / 10_000
    return whole


def scaled(matrix: NDArray[np.float64]) -> NDArray[np.float64]:
    """Positive entries off the diagonal, against the median of the rows' greatest, as every model is given."""
    kept = np.maximum(matrix, 0)
    np.fill_diagonal(kept, 0)
    greatest = kept.max(axis=1)
    return np.minimum(kept / np.median(greatest[greatest > 0]), 10)
