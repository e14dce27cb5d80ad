"""What a snapshot keeps of an item, as columns: one entry a row, one vectorised copy a change."""

import hashlib
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from frankly.domain.deciding.snapshot import LEVELS, NEVER_MS, Labels, Snapshot
from frankly.domain.item import Item

DTYPES: dict[str, type[np.generic]] = {
    "available": np.bool_,
    "available_from_ms": np.int64,
    "available_until_ms": np.int64,
    "first_available_ms": np.int64,
    "age_rating": np.int16,
}
"""Columns that follow from one item alone."""

LABEL_FIELDS = ("categories", "tags", "creators", "words", "markets", "sensitive")
"""Fields of an item whose labels a snapshot codes."""


def scalars(items: Sequence[Item]) -> dict[str, NDArray[np.generic]]:
    """Column → values of these items, in their order."""
    values = {
        "available": [item.available and item.stock != 0 for item in items],
        "available_from_ms": [item.available_from or 0 for item in items],
        "available_until_ms": [NEVER_MS if item.available_until is None else item.available_until for item in items],
        "first_available_ms": [item.first_available or 0 for item in items],
        "age_rating": [-1 if item.age_rating is None else item.age_rating for item in items],
    }
    return {name: np.array(column, DTYPES[name]) for name, column in values.items()}


def main_codes(labels: Labels, rows: int) -> NDArray[np.int32]:
    """Code of each row's first label, -1 where it has none."""
    main = np.full(rows, -1, np.int32)
    starts = labels.by_item.indptr[:-1]
    filled = np.diff(labels.by_item.indptr) > 0
    main[filled] = labels.by_item.indices[starts[filled]]
    return main


def levels(vectors: NDArray[np.float32]) -> NDArray[np.int16]:
    """Vectors as whole levels of 1/32767, each rounded once, half to even."""
    return np.rint(vectors.astype(np.float64) * LEVELS).astype(np.int16)


def from_levels(rows: NDArray[np.int16]) -> NDArray[np.float32]:
    """Vectors of unit length from their levels, as an index wants them; rows of zeros stay zeros."""
    vectors = rows.astype(np.float32)
    length = np.linalg.norm(vectors, axis=1, keepdims=True)
    length[length == 0] = 1
    return np.asarray(vectors / length, np.float32)


def text_hash(item: Item) -> int:
    """Hash of the text that an embedder reads of an item: a whole number other than 0, which means "none read"."""
    digest = hashlib.blake2b(item.text().encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True) or 1


def needs_vector(snapshot: Snapshot, item: Item) -> bool:
    """Whether an item's text is not the one that its vector was made of."""
    row = snapshot.row_of.get(item.id)
    return row is None or int(snapshot.text_hashes[row]) != text_hash(item)
