"""What items say of themselves, as the ease models see it: TF-IDF over their labels and the words of their titles.

On the purchases of Online Retail these features gave better neighbours than the embedder's vectors, which blur single
words into topics (nDCG@10 .152 against .148, coverage .38 against .34, mean of four windows).
"""

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from frankly.domain.deciding.snapshot import Labels, Snapshot
from frankly.stages.models.lists import sparse

if TYPE_CHECKING:
    from frankly.stages.models.lists import Matrix

LEAST_ITEMS = 2
"""A label of one item links nothing."""

GREATEST_SHARE = 0.2
"""A label of more than this share of the items tells little apart, and would cost most of the time."""


def content(snapshot: Snapshot, items: NDArray[np.int64]) -> "Matrix":
    """Sparse float32, shape (features, items): log(N / df) of each label, columns of unit length or of zeros."""
    features, owners, weights = [np.empty(0, np.int64)], [np.empty(0, np.int64)], [np.empty(0)]
    number = 0
    for labels in (snapshot.words, snapshot.tags, snapshot.categories, snapshot.creators):
        useful, found, weight = _features(labels, items)
        features.append(useful + number)
        owners.append(found)
        weights.append(weight)
        number += int(useful.max(initial=-1)) + 1
    feature, owner, value = np.concatenate(features), np.concatenate(owners), np.concatenate(weights)
    # A label of every item weighs nothing, and must not divide by nothing.
    length = np.maximum(np.sqrt(np.bincount(owner, value**2, len(items))), np.finfo(np.float32).tiny)
    return sparse((value / length[owner]).astype(np.float32), feature, owner, (number, len(items)))


def _features(
    labels: Labels, items: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    """Labels that some items share: a number of each, the place of its item, its inverse document frequency."""
    owners, entries = labels.by_item.entries_of(items)
    codes = labels.by_item.indices[entries].astype(np.int64)
    count = np.bincount(codes, minlength=len(labels.names))
    useful = np.flatnonzero((count >= LEAST_ITEMS) & (count <= max(GREATEST_SHARE * len(items), LEAST_ITEMS)))
    # In order of the names, not of the codes, which tell when a label was first seen.
    useful = np.array(sorted(useful.tolist(), key=labels.names.__getitem__), np.int64)
    place = np.full(len(labels.names), -1, np.int64)
    place[useful] = np.arange(len(useful))
    kept = place[codes] >= 0
    return place[codes[kept]], owners[kept], np.log(len(items) / count[codes[kept]])
