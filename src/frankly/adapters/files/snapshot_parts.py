"""A snapshot as files of one folder and back: arrays as `.npy`, which can be memory-mapped, everything else as JSON."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import orjson
from numpy.typing import NDArray

from frankly.domain.deciding.snapshot import Labels, Snapshot, SparseRows, Statistics
from frankly.domain.ids import ItemId, SnapshotId

_META = "snapshot.json"
FORMAT = 2
"""Of the files of a base; a base of another format is made anew by a re-index."""

_COLUMNS = (
    "alive",
    "available",
    "available_from_ms",
    "available_until_ms",
    "first_available_ms",
    "age_rating",
    "main_category",
    "main_creator",
    "vectors",
    "has_vector",
    "text_hashes",
)
_LABELS = ("markets", "sensitive", "categories", "tags", "creators", "words")
_COUNTS = ("popular", "popular_people", "trending", "trending_people")
_COHORTS = ("by_region", "by_segment")

Cohorts = Mapping[str, tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int32]]]


def write_parts(folder: Path, snapshot: Snapshot) -> None:
    """Write all that a snapshot holds but its id."""
    arrays: dict[str, NDArray[Any]] = {name: getattr(snapshot, name) for name in _COLUMNS}
    for name in _LABELS:
        arrays |= _sparse_arrays(name, getattr(snapshot, name).by_item)
    statistics = snapshot.statistics
    arrays |= {name: getattr(statistics, name) for name in _COUNTS}
    for name, model in statistics.models.items():
        arrays |= _sparse_arrays(f"model.{name}", model)
    for name in _COHORTS:
        arrays |= _cohort_arrays(name, getattr(statistics, name))
    for name, array in arrays.items():
        np.save(folder / f"{name}.npy", array, allow_pickle=False)
    meta = {
        "format": FORMAT,
        "position": snapshot.position,
        "fingerprint": snapshot.fingerprint,
        "item_ids": list(snapshot.item_ids),
        "labels": {name: list(getattr(snapshot, name).names) for name in _LABELS},
        "cohorts": {name: list(getattr(statistics, name)) for name in _COHORTS},
        "people": statistics.people,
        "made_ms": statistics.made_ms,
        "acts": statistics.acts,
        "models": sorted(statistics.models),
        "fitted_rows": snapshot.fitted_rows,
        "unread": dict(snapshot.unread),
    }
    (folder / _META).write_bytes(orjson.dumps(meta))


def read_parts(folder: Path, base: str) -> Snapshot:
    """Read a snapshot back, its arrays memory-mapped.

    Raises:
        ValueError, KeyError, TypeError, EOFError: when a file is not what `write_parts` writes.
    """
    meta = orjson.loads((folder / _META).read_bytes())
    if meta["format"] != FORMAT:
        raise ValueError(f"its format {meta['format']} is not known to this version")
    columns: dict[str, Any] = {name: _array(folder, name) for name in _COLUMNS}
    alive = columns["alive"].tolist()
    counts: dict[str, Any] = {name: _array(folder, name) for name in _COUNTS}
    counts |= {name: _cohorts(folder, name, meta["cohorts"][name]) for name in _COHORTS}
    labels: dict[str, Any] = {name: _labels(folder, name, meta["labels"][name]) for name in _LABELS}
    return Snapshot(
        id=SnapshotId(f"{base}:{meta['position']}"),
        position=meta["position"],
        item_ids=tuple(ItemId(item) for item in meta["item_ids"]),
        row_of={item: row for row, item in enumerate(meta["item_ids"]) if alive[row]},
        statistics=Statistics(
            people=meta["people"],
            made_ms=meta["made_ms"],
            acts=meta["acts"],
            models={name: _sparse(folder, f"model.{name}") for name in meta["models"]},
            **counts,
        ),
        fingerprint=meta["fingerprint"],
        fitted_rows=meta["fitted_rows"],
        unread=_unread(meta, columns),
        **columns,
        **labels,
    )


def _unread(meta: Mapping[str, Any], columns: Mapping[str, NDArray[Any]]) -> dict[ItemId, int]:
    unread = {ItemId(item): int(text) for item, text in meta.get("unread", {}).items()}
    if meta["fingerprint"] and np.count_nonzero(columns["alive"] & (columns["text_hashes"] == 0)) != len(unread):
        raise ValueError("it does not say which texts were unread")
    return unread


def _sparse_arrays(name: str, rows: SparseRows) -> dict[str, NDArray[Any]]:
    return {f"{name}.indptr": rows.indptr, f"{name}.indices": rows.indices, f"{name}.values": rows.values}


def _cohort_arrays(name: str, cohorts: Cohorts) -> dict[str, NDArray[Any]]:
    """The groups' arrays one after the other, with where each begins."""
    lengths = [len(rows) for rows, _, _ in cohorts.values()]
    arrays: dict[str, NDArray[Any]] = {f"{name}.starts": np.cumsum([0, *lengths]).astype(np.int64)}
    for place, part in enumerate(("rows", "ppm", "people")):
        arrays[f"{name}.{part}"] = np.concatenate(
            [np.empty(0, np.int32), *(group[place] for group in cohorts.values())]
        )
    return arrays


def _array(folder: Path, name: str) -> NDArray[Any]:
    # A plain view of the mapped file: the memmap class itself is slower to index.
    return np.asarray(np.load(folder / f"{name}.npy", mmap_mode="r", allow_pickle=False))


def _sparse(folder: Path, name: str) -> SparseRows:
    parts: tuple[NDArray[Any], ...] = tuple(
        _array(folder, f"{name}.{part}") for part in ("indptr", "indices", "values")
    )
    return SparseRows(*parts)


def _labels(folder: Path, name: str, names: list[str]) -> Labels:
    return Labels(tuple(names), {label: code for code, label in enumerate(names)}, _sparse(folder, name))


def _cohorts(folder: Path, name: str, groups: list[str]) -> Cohorts:
    starts = _array(folder, f"{name}.starts").tolist()
    rows, ppm, people = (_array(folder, f"{name}.{part}") for part in ("rows", "ppm", "people"))
    return {
        group: (rows[start:end], ppm[start:end], people[start:end])
        for group, start, end in zip(groups, starts[:-1], starts[1:], strict=True)
    }
