"""Which row an item stands in: its base's row, else behind all of those, in order of id.

The rule looks at what lives now and at nothing that happened on the way, so the same rows come out in whatever steps
the log was followed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from frankly.domain.deciding.snapshot import Snapshot, SparseRows
from frankly.domain.ids import ItemId
from frankly.domain.item import Item


@dataclass(frozen=True, slots=True, eq=False)
class Placing:
    """The rows of the snapshot that follows.

    Attributes:
        fixed: number of rows of the base, which keep their place.
        total: number of all rows.
        dead: rows of the base whose item was deleted by these changes.
        columns: those of item_ids, row_of and alive that are new.
        moved: for each row behind the base's, the row that it was, -1 for a new one; None when all rows stay.
    """

    fixed: int
    total: int
    dead: NDArray[np.int64]
    columns: Mapping[str, Any]
    moved: NDArray[np.int64] | None

    def carried(self, column: NDArray[Any]) -> NDArray[Any]:
        """A column with its rows where they belong now, zeros in new ones; itself when all rows stay."""
        if self.moved is None:
            return column
        longer = np.zeros((self.total, *column.shape[1:]), column.dtype)
        longer[: self.fixed] = column[: self.fixed]
        known = np.flatnonzero(self.moved >= 0)
        longer[self.fixed + known] = column[self.moved[known]]
        return longer

    def before(self, row: int) -> int:
        """Which row a row was; -1 for a new one."""
        return row if self.moved is None or row < self.fixed else int(self.moved[row - self.fixed])

    def parts(self, old: SparseRows) -> list[SparseRows]:
        """A sparse matrix in parts that follow each other, its rows where they belong now, new ones empty."""
        if self.moved is None:
            return [old]
        end = int(old.indptr[self.fixed])
        owners, entries = old.entries_of(self.moved)
        lengths = np.bincount(owners, minlength=len(self.moved))
        indptr = np.concatenate([np.zeros(1, np.int64), np.cumsum(lengths, dtype=np.int64)])
        return [
            SparseRows(old.indptr[: self.fixed + 1], old.indices[:end], old.values[:end]),
            SparseRows(indptr, old.indices[entries], old.values[entries]),
        ]


def place(snapshot: Snapshot, newest: Mapping[ItemId, Item | None]) -> Placing:
    """Find the rows that follow from a snapshot and the newest versions of some items, None for deleted ones."""
    base = snapshot.base
    fixed = len(base)
    # Not by operations on the keys of `row_of`, which would go through all of them.
    came = {item for item, after in newest.items() if after is not None and item not in snapshot.row_of}
    went = {item for item, after in newest.items() if after is None and item in snapshot.row_of}
    dead = np.array(sorted(base.row_of[item] for item in went if item in base.row_of), np.int64)
    if not came and not went:
        return Placing(fixed, len(snapshot), dead, {}, None)
    alive, columns = snapshot.alive[:fixed].copy(), dict[str, Any]()
    alive[dead] = False
    alive[[base.row_of[item] for item in came if item in base.row_of]] = True
    behind, moved = snapshot.item_ids[fixed:], None
    added, removed = ({item for item in items if item not in base.row_of} for items in (came, went))
    if added or removed:
        behind = sorted((set(behind) - removed) | added)
        moved = np.fromiter((snapshot.row_of.get(item, -1) for item in behind), np.int64, len(behind))
        columns["item_ids"] = (*base.item_ids, *behind)
    columns["alive"] = np.concatenate([alive, np.ones(len(behind), np.bool_)])
    columns["row_of"] = _row_of(base, alive, behind)
    return Placing(fixed, fixed + len(behind), dead, columns, moved)


def _row_of(base: Snapshot, alive: NDArray[np.bool_], behind: Sequence[ItemId]) -> dict[str, int]:
    # Copied whole from the base, which is quick, so that its order is always that of the rows.
    row_of: dict[str, int] = dict(base.row_of)
    for row in np.flatnonzero(base.alive & ~alive).tolist():
        del row_of[base.item_ids[row]]
    row_of.update(zip(behind, range(len(base), len(base) + len(behind)), strict=True))
    return row_of
