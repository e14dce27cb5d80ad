"""Makes a snapshot of the whole catalogue, batch by batch, so that the items themselves need not be held."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from frankly.domain.deciding.snapshot import Labels, Snapshot, Statistics, no_statistics
from frankly.domain.ids import ItemId, SnapshotId
from frankly.domain.item import Item
from frankly.stages.snapshot.columns import LABEL_FIELDS, levels, main_codes, scalars, text_hash
from frankly.stages.snapshot.labels import Coder, pack

EMPTY_BASE = "empty"
"""Base named by a snapshot that began with nothing."""

DRAFT_BASE = "draft"
"""Base named by a snapshot that was not saved yet."""


@dataclass(slots=True, eq=False)
class SnapshotBuilder:
    """Takes items in order of their ids, with their vectors.

    Attributes:
        fingerprint: of the embedder that makes the vectors; empty when there is none.
    """

    fingerprint: str = ""
    _ids: list[ItemId] = field(default_factory=list)
    _scalars: list[dict[str, NDArray[np.generic]]] = field(default_factory=lambda: [scalars(())])
    _coders: dict[str, Coder] = field(default_factory=lambda: {name: Coder() for name in LABEL_FIELDS})
    _codes: dict[str, list[tuple[int, ...]]] = field(default_factory=lambda: {name: [] for name in LABEL_FIELDS})
    _levels: list[NDArray[np.int16]] = field(default_factory=list)
    _hashes: list[int] = field(default_factory=list)

    def add(self, items: Sequence[Item], vectors: NDArray[np.float32] | None = None) -> None:
        """Append items as rows.

        Args:
            items: in order of id, after those added before.
            vectors: shape (items, dimensions), rows of unit length or of zeros; None, for all, without an embedder.
        """
        self._ids += [item.id for item in items]
        self._scalars.append(scalars(items))
        for name in LABEL_FIELDS:
            coder = self._coders[name]
            self._codes[name] += [coder.encode(getattr(item, name)) for item in items]
        self._levels.append(np.zeros((len(items), 0), np.int16) if vectors is None else levels(vectors))
        self._hashes += [0 if vectors is None else text_hash(item) for item in items]

    def finish(self, position: int, statistics: Statistics | None = None) -> Snapshot:
        """The snapshot of all that was added.

        Args:
            position: of the catalogue's log at which the items were read.
            statistics: over the same rows; none means none are known.
        """
        rows = len(self._ids)
        labels: dict[str, Any] = {name: self._labels(name) for name in LABEL_FIELDS}
        columns: dict[str, Any] = {
            name: np.concatenate([part[name] for part in self._scalars]) for name in self._scalars[0]
        }
        vectors = np.concatenate(self._levels) if self._levels else np.zeros((0, 0), np.int16)
        return Snapshot(
            id=SnapshotId(f"{DRAFT_BASE if rows else EMPTY_BASE}:{position}"),
            position=position,
            item_ids=tuple(self._ids),
            row_of={item: row for row, item in enumerate(self._ids)},
            alive=np.ones(rows, np.bool_),
            **columns,
            **labels,
            main_category=main_codes(labels["categories"], rows),
            main_creator=main_codes(labels["creators"], rows),
            vectors=vectors,
            has_vector=np.any(vectors != 0, axis=1),
            statistics=no_statistics(rows) if statistics is None else statistics,
            fingerprint=self.fingerprint,
            text_hashes=np.array(self._hashes, np.int64),
            fitted_rows=rows if self.fingerprint else 0,
        )

    def _labels(self, name: str) -> Labels:
        names, codes = self._coders[name].tables()
        return Labels(names, codes, pack(self._codes[name]))


def empty_snapshot() -> Snapshot:
    """The snapshot before anything is known."""
    return SnapshotBuilder().finish(0)
