"""Carries a snapshot forward by changes of the catalogue: what stays is shared, what changes is copied once.

A stock change copies one column of booleans; a new item copies them all.

Invariant: the snapshot at a position follows from the base, the position and the vectors that were taken up, not from
the steps: one change at a time, all at once and anything between give the same rows, codes and columns.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from frankly.domain.deciding.snapshot import Snapshot
from frankly.domain.ids import ItemId
from frankly.domain.item import Item, ItemChange
from frankly.stages.snapshot.carry import padded_statistics
from frankly.stages.snapshot.columns import LABEL_FIELDS, main_codes, scalars, text_hash
from frankly.stages.snapshot.labels import relabel
from frankly.stages.snapshot.naming import named
from frankly.stages.snapshot.placing import Placing, place


def apply(snapshot: Snapshot, changes: Sequence[ItemChange]) -> Snapshot:
    """Make the snapshot that follows; the given one stays as it is.

    An item whose text changed loses its vector, since the old one no longer speaks for it, until `attach` gives it the
    new one; where the text is the base's again, it has the base's vector at once.

    Args:
        snapshot: the one to start from.
        changes: in order of the log; of several changes of an item the last one counts.
    """
    if not changes:
        return snapshot
    newest = {change.id: change.item for change in changes}
    placing = place(snapshot, newest)
    row_of = placing.columns.get("row_of", snapshot.row_of)
    items = {row_of[item_id]: item for item_id, item in newest.items() if item is not None}
    columns: dict[str, Any] = dict(placing.columns)
    columns |= _scalar_columns(snapshot, placing, items)
    columns |= _label_columns(snapshot, placing, items)
    columns |= _vector_columns(snapshot, placing, items)
    if snapshot.fingerprint:
        columns |= _unread(snapshot, newest, row_of, columns)
    if placing.total != len(snapshot):
        columns["statistics"] = padded_statistics(snapshot.base.statistics, placing.total)
    position = max(snapshot.position, changes[-1].sequence)
    return named(replace(snapshot, position=position, origin=snapshot.base, **columns))


def _scalar_columns(snapshot: Snapshot, placing: Placing, items: Mapping[int, Item]) -> dict[str, Any]:
    where = np.concatenate([np.fromiter(items, np.int64, len(items)), placing.dead])
    columns: dict[str, Any] = {}
    for name, values in scalars(list(items.values())).items():
        whole = np.concatenate([values, np.zeros(len(placing.dead), values.dtype)])
        columns |= _changed(snapshot, placing, name, where, whole)
    return columns


def _changed(
    snapshot: Snapshot, placing: Placing, name: str, where: NDArray[np.int64], values: NDArray[Any]
) -> dict[str, Any]:
    """A column with some rows written, under its name; nothing when it stays as it is."""
    old: NDArray[Any] = getattr(snapshot, name)
    column = placing.carried(old)
    if not np.array_equal(column[where], values):
        column = column.copy() if column is old else column
        column[where] = values
    return {} if column is old else {name: column}


def _label_columns(snapshot: Snapshot, placing: Placing, items: Mapping[int, Item]) -> dict[str, Any]:
    base = snapshot.base
    nothing: dict[int, Sequence[str]] = dict.fromkeys(placing.dead.tolist(), ())
    columns: dict[str, Any] = {}
    for name in LABEL_FIELDS:
        old = getattr(snapshot, name)
        given = nothing | {row: getattr(item, name) for row, item in items.items()}
        new = relabel(old, getattr(base, name), given, placing)
        if new is not old:
            columns[name] = new
    if "categories" in columns:
        columns["main_category"] = main_codes(columns["categories"], placing.total)
    if "creators" in columns:
        columns["main_creator"] = main_codes(columns["creators"], placing.total)
    return columns


def _vector_columns(snapshot: Snapshot, placing: Placing, items: Mapping[int, Item]) -> dict[str, Any]:
    base = snapshot.base
    hashes = placing.carried(snapshot.text_hashes)
    restored: dict[int, int] = {}
    lost = placing.dead.tolist()
    for row, item in items.items() if snapshot.fingerprint else ():
        text = text_hash(item)
        if int(hashes[row]) == text:
            continue
        if row < placing.fixed and int(base.text_hashes[row]) == text:
            restored[row] = text
        else:
            lost.append(row)
    where = np.array([*restored, *lost], np.int64)
    dimensions = snapshot.vectors.shape[1]
    fresh = np.concatenate([base.vectors[list(restored)], np.zeros((len(lost), dimensions), np.int16)])
    return _written(snapshot, placing, where, fresh, np.array([*restored.values(), *([0] * len(lost))], np.int64))


def _written(
    snapshot: Snapshot,
    placing: Placing,
    where: NDArray[np.int64],
    fresh: NDArray[np.int16],
    hashes: NDArray[np.int64],
) -> dict[str, Any]:
    """The vector columns with some rows written, as far as they change."""
    columns = _changed(snapshot, placing, "vectors", where, fresh)
    columns |= _changed(snapshot, placing, "has_vector", where, np.any(fresh != 0, axis=1))
    return columns | _changed(snapshot, placing, "text_hashes", where, hashes)


def _unread(
    snapshot: Snapshot, newest: Mapping[ItemId, Item | None], row_of: Mapping[str, int], columns: Mapping[str, Any]
) -> dict[str, Any]:
    hashes = columns.get("text_hashes", snapshot.text_hashes)
    waiting = {
        key: text_hash(item) for key, item in newest.items() if item is not None and int(hashes[row_of[key]]) == 0
    }
    if not waiting and snapshot.unread.keys().isdisjoint(newest):
        return {}
    return {"unread": {key: text for key, text in snapshot.unread.items() if key not in newest} | waiting}


def attach(snapshot: Snapshot, vectors: Iterable[tuple[ItemId, int, NDArray[np.int16]]], read_to: int) -> Snapshot:
    """Give items the vectors of their texts and nothing else; those of other texts are left out.

    Args:
        snapshot: the one to start from.
        vectors: item, hash of the text that was read, levels of the vector; of one item and text the first one counts.
        read_to: number of the last stored vector that is taken up hereby; it never goes back.
    """
    read: dict[ItemId, tuple[int, NDArray[np.int16]]] = {}
    for item, text, level in vectors:
        if snapshot.unread.get(item) == text:
            read.setdefault(item, (text, level))
    if not read and read_to <= snapshot.read_to:
        return snapshot
    columns: dict[str, Any] = {"read_to": max(snapshot.read_to, read_to)}
    if read:
        where = np.array([snapshot.row_of[item] for item in read], np.int64)
        fresh = np.stack([level for _, level in read.values()])
        hashes = np.array([text for text, _ in read.values()], np.int64)
        stay = Placing(len(snapshot), len(snapshot), np.empty(0, np.int64), {}, None)
        columns |= _written(snapshot, stay, where, fresh, hashes)
        columns["unread"] = {item: text for item, text in snapshot.unread.items() if item not in read}
    return named(replace(snapshot, origin=snapshot.base, **columns))
