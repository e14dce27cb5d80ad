"""Small catalogues and their snapshots, the same ones each time."""

from collections.abc import Sequence
from dataclasses import fields

import numpy as np
from numpy.typing import NDArray

from frankly.domain.deciding.snapshot import Labels, Snapshot, SparseRows, Statistics
from frankly.domain.item import Item
from frankly.domain.time import DAY_MS
from frankly.ports.events import EventColumns
from frankly.stages.snapshot.build import SnapshotBuilder
from frankly.stages.snapshot.statistics import StatisticsBuilder

NOW = 1_700_000_000_000


def item(number: int, **fields: object) -> Item:
    """Item `i<number>` with labels that it shares with others."""
    given: dict[str, object] = {
        "id": f"i{number:03}",
        "title": f"Title {number}",
        "description": f"A book about subject {number % 7} and place {number % 5}.",
        "categories": (f"c{number % 3}", f"c{number % 4}"),
        "tags": tuple(f"t{number % each}" for each in (2, 5, 7)),
        "creators": (f"writer {number % 6}",),
        "first_available": NOW - number * DAY_MS,
    }
    return Item.model_validate(given | fields)


def items(number: int) -> list[Item]:
    return [item(each) for each in range(number)]


def vectors_of(given: Sequence[Item], dimensions: int = 4) -> NDArray[np.float32]:
    """One vector of unit length for each item, made of its id."""
    rows = [np.random.default_rng(list(each.id.encode())).normal(size=dimensions) for each in given]
    table = np.array(rows).reshape(len(given), dimensions)
    return (table / np.linalg.norm(table, axis=1, keepdims=True)).astype(np.float32)


def columns(rows: Sequence[tuple[str, int, str, int, int, str]]) -> EventColumns:
    """Acts as (person, kind code, item, time, value, region), already in order."""
    people, kinds, things, at_ms, values, regions = zip(*rows, strict=True) if rows else ((),) * 6
    return EventColumns(
        people=people,
        kinds=np.array(kinds, np.int8),
        items=things,
        at_ms=np.array(at_ms, np.int64),
        values=np.array(values, np.int32),
        regions=regions,
        orders=("",) * len(people),
    )


def snapshot_of(given: Sequence[Item], *, with_statistics: bool = False) -> Snapshot:
    builder = SnapshotBuilder("embedder")
    builder.add(given, vectors_of(given))
    plain = builder.finish(len(given))
    if not with_statistics:
        return plain
    acts = [
        (f"p{person:03}", 0, f"i{(person * step) % len(given):03}", NOW - step * DAY_MS, 0, "DE-BE")
        for person in range(60)
        for step in range(9, 0, -1)
    ]
    counter = StatisticsBuilder(plain.row_of, len(plain), NOW)
    counter.add(columns(acts), {"even": {f"p{person:03}" for person in range(0, 60, 2)}})
    builder = SnapshotBuilder("embedder")
    builder.add(given, vectors_of(given))
    return builder.finish(len(given), counter.finish(NOW))


def same(one: object, other: object) -> bool:
    """Whether two snapshots, or parts of them, are equal in every value and type."""
    if isinstance(one, np.ndarray):
        return isinstance(other, np.ndarray) and one.dtype == other.dtype and np.array_equal(one, other)
    if isinstance(one, Snapshot | Statistics | Labels | SparseRows):
        told = [part.name for part in fields(one) if part.init]
        return type(one) is type(other) and all(same(getattr(one, name), getattr(other, name)) for name in told)
    if isinstance(one, dict):
        return isinstance(other, dict) and one.keys() == other.keys() and all(same(one[k], other[k]) for k in one)
    if isinstance(one, tuple):
        return isinstance(other, tuple) and len(one) == len(other) and all(map(same, one, other))
    return one == other
