"""Carries a snapshot forward by changes of the catalogue: what stays is shared, what changes is copied once.

A stock change copies one column of booleans; a new item copies them all.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from frankly.domain.ids import ItemId, SnapshotId
from frankly.domain.item import Item, ItemChange
from frankly.domain.snapshot import Snapshot, Statistics
from frankly.stages.snapshot.carry import COUNTS, padded
from frankly.stages.snapshot.columns import LABEL_FIELDS, levels, main_codes, scalars, text_hash
from frankly.stages.snapshot.labels import relabel


def apply(
    snapshot: Snapshot, changes: Sequence[ItemChange], vectors: Mapping[str, NDArray[np.float32]] | None = None
) -> Snapshot:
    """Make the snapshot that follows; the given one stays as it is.

    Args:
        snapshot: the one to start from.
        changes: in order of the log; of several changes of an item the last one counts.
        vectors: item id → vector (unit length, or zeros where no word is known), for items whose text is new. An item
            whose text changed and that has no vector here loses its vector, since the old one no longer speaks for it.
    """
    if not changes:
        return snapshot
    newest = {change.id: change.item for change in changes}
    kept = {item_id: item for item_id, item in newest.items() if item is not None}
    rows = _place(snapshot, kept)
    total = max(len(snapshot), *(row + 1 for row in rows.values())) if rows else len(snapshot)
    items = {rows[item_id]: item for item_id, item in kept.items()}
    columns: dict[str, Any] = {}
    columns |= _identity(snapshot, newest, rows, total)
    columns |= _scalar_columns(snapshot, items, total)
    columns |= _label_columns(snapshot, items, total)
    columns |= _vector_columns(snapshot, items, vectors or {}, total)
    position = max(snapshot.position, changes[-1].sequence)
    base = snapshot.id.partition(":")[0]
    return replace(snapshot, id=SnapshotId(f"{base}:{position}"), position=position, **columns)


def _place(snapshot: Snapshot, kept: Mapping[ItemId, Item]) -> dict[ItemId, int]:
    """Row of each item: its own where it lives, else the next free one."""
    rows: dict[ItemId, int] = {}
    free = len(snapshot)
    for item_id in kept:
        row = snapshot.row_of.get(item_id)
        if row is None:
            row, free = free, free + 1
        rows[item_id] = row
    return rows


def _identity(
    snapshot: Snapshot, newest: Mapping[ItemId, Item | None], rows: Mapping[ItemId, int], total: int
) -> dict[str, Any]:
    added = [item_id for item_id, row in rows.items() if row >= len(snapshot)]
    gone = [item_id for item_id, item in newest.items() if item is None and item_id in snapshot.row_of]
    if not added and not gone:
        return {}
    row_of = dict(snapshot.row_of)
    row_of |= {item_id: rows[item_id] for item_id in added}
    dead = [row_of.pop(item_id) for item_id in gone]
    alive = _extended(snapshot.alive, total, fill=True)
    alive[dead] = False
    columns: dict[str, Any] = {"row_of": row_of, "alive": alive}
    if added:
        columns["item_ids"] = (*snapshot.item_ids, *added)
        columns["statistics"] = _padded(snapshot.statistics, total)
    return columns


def _padded(statistics: Statistics, total: int) -> Statistics:
    """Statistics with nothing known of the new rows."""
    columns: dict[str, Any] = {name: padded(getattr(statistics, name), total) for name in COUNTS}
    return replace(statistics, **columns)


def _scalar_columns(snapshot: Snapshot, items: Mapping[int, Item], total: int) -> dict[str, Any]:
    where = np.fromiter(items, np.int64, len(items))
    columns: dict[str, Any] = {}
    for name, values in scalars(list(items.values())).items():
        old = getattr(snapshot, name)
        if total == len(old) and np.array_equal(old[where], values):
            continue
        columns[name] = _extended(old, total)
        columns[name][where] = values
    return columns


def _label_columns(snapshot: Snapshot, items: Mapping[int, Item], total: int) -> dict[str, Any]:
    columns: dict[str, Any] = {}
    for name in LABEL_FIELDS:
        old = getattr(snapshot, name)
        new = relabel(old, {row: getattr(item, name) for row, item in items.items()}, total)
        if new is not old:
            columns[name] = new
    if "categories" in columns:
        columns["main_category"] = main_codes(columns["categories"], total)
    if "creators" in columns:
        columns["main_creator"] = main_codes(columns["creators"], total)
    return columns


def _vector_columns(
    snapshot: Snapshot, items: Mapping[int, Item], vectors: Mapping[str, NDArray[np.float32]], total: int
) -> dict[str, Any]:
    before = len(snapshot)
    stale = {
        row: (vectors.get(item.id), text_hash(item) if item.id in vectors else 0)
        for row, item in items.items()
        if item.id in vectors or row >= before or int(snapshot.text_hashes[row]) != text_hash(item)
    }
    return _written(snapshot, stale, total) if stale else {}


def attach(snapshot: Snapshot, vectors: Mapping[str, tuple[NDArray[np.float32], int]]) -> Snapshot:
    """Give items their vectors and nothing else; items that are gone by now are left out.

    Args:
        snapshot: the one to start from.
        vectors: item id → vector and hash of the text that it was made of.
    """
    rows = {snapshot.row_of[item]: pair for item, pair in vectors.items() if item in snapshot.row_of}
    return replace(snapshot, **_written(snapshot, rows, len(snapshot))) if rows else snapshot


def _written(
    snapshot: Snapshot, rows: Mapping[int, tuple[NDArray[np.float32] | None, int]], total: int
) -> dict[str, Any]:
    """Copies of the vector columns with some rows written; a row without a vector gets zeros."""
    where = list(rows)
    fresh = np.zeros((len(where), snapshot.vectors.shape[1]), np.int16)
    for index, (vector, _) in enumerate(rows.values()):
        if vector is not None:
            fresh[index] = levels(vector)
    hashes = np.array([text for _, text in rows.values()], np.int64)
    columns: dict[str, Any] = {}
    for name, values in (("vectors", fresh), ("has_vector", np.any(fresh != 0, axis=1)), ("text_hashes", hashes)):
        columns[name] = _extended(getattr(snapshot, name), total)
        columns[name][where] = values
    return columns


def _extended(column: NDArray[Any], total: int, *, fill: bool = False) -> NDArray[Any]:
    """A copy with room for new rows, which hold zeros or, for booleans, `fill`."""
    longer = np.empty((total, *column.shape[1:]), column.dtype)
    longer[: len(column)] = column
    longer[len(column) :] = fill
    return longer
