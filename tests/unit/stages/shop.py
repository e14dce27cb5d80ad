"""A shop of a few items and someone who asks, for tests of single stages; everything not named is harmless."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from frankly.domain.answering.request import RequestContext
from frankly.domain.deciding.ledger import Block, Ledger, Piece
from frankly.domain.deciding.snapshot import Snapshot, SparseRows, no_statistics
from frankly.domain.evidence import EvidenceKind
from frankly.domain.ids import FactId, ItemId, SegmentName
from frankly.domain.item import Item
from frankly.domain.person.consent import EvidenceGroup, Purpose, Scope
from frankly.domain.person.event import EVENT_CODES, EventKind
from frankly.domain.person.history import History
from frankly.domain.person.profile import Fact, FactField, FactKind
from frankly.domain.seed import Seed
from frankly.domain.situation import Profile, Situation
from frankly.domain.surface import Surface
from frankly.domain.time import DAY_MS, EpochMs
from frankly.stages.snapshot.build import SnapshotBuilder

NOW = EpochMs(1_790_000_000_000)
EVERYTHING = Scope(frozenset(Purpose), frozenset(EvidenceGroup), frozenset(), "person")
NOTHING = Scope(frozenset(), frozenset(), frozenset(), "person")


def shop(*items: Item | str, vectors: Sequence[Sequence[float]] | None = None, **statistics: Any) -> Snapshot:
    """A catalogue in the order given; a bare name is an item with that id."""
    made = [Item(id=ItemId(item), title=item) if isinstance(item, str) else item for item in items]
    array = None if vectors is None else np.array(vectors, np.float32)
    builder = SnapshotBuilder()
    builder.add(made, array)
    return builder.finish(1, replace(no_statistics(len(made)), **statistics))


def item(name: str, **fields: Any) -> Item:
    return Item(id=ItemId(name), title=name, **fields)


def links(rows: int, entries: Mapping[tuple[int, int], int]) -> SparseRows:
    """An item-by-item matrix from (row, column) → ten-thousandths."""
    ordered = sorted(entries.items())
    counts = np.bincount([row for (row, _), _ in ordered], minlength=rows) if ordered else np.zeros(rows, np.int64)
    return SparseRows(
        np.concatenate([[0], np.cumsum(counts)]).astype(np.int64),
        np.array([column for (_, column), _ in ordered], np.int32),
        np.array([value for _, value in ordered], np.int32),
    )


def ppm(*values: int) -> NDArray[np.int32]:
    return np.array(values, np.int32)


def surface(*sources: str, **settings: Any) -> Surface:
    """A surface with some sources of weight one; without diversity and exploration unless they are given."""
    quiet = {"mmr_lambda": 1, "outside_share": 0, "max_per_creator": None}
    settings["diversity"] = {**quiet, **settings.get("diversity", {})}
    weights = {name: {"weight": 1} for name in sources or ("popular",)}
    return Surface.model_validate({"name": "home", "sources": weights, **settings})


def situation(
    snapshot: Snapshot,
    surface: Surface,
    *,
    profile: Profile | None = None,
    context: RequestContext | None = None,
    scope: Scope = EVERYTHING,
    seed: int = 1,
    **more: Any,
) -> Situation:
    segments = [SegmentName(name) for name in more.pop("segments", ())]
    return Situation(
        now=NOW,
        seed=Seed(seed),
        scope=scope,
        profile=profile or Profile(),
        context=context or RequestContext(),
        snapshot=snapshot,
        surface=surface,
        segments=segments,
        **more,
    )


def act(
    snapshot: Snapshot, kind: EvidenceKind, name: str, strength_ppm: int = 1_000_000, *, days_ago: int = 1
) -> Piece:
    return Piece(
        kind,
        "item",
        name,
        row=snapshot.row_of[name],
        at_ms=NOW - days_ago * DAY_MS,
        strength_ppm=strength_ppm,
        weight_ppm=strength_ppm,
    )


def fact(kind: FactKind, value: str, field: FactField | None = None, **more: Any) -> Fact:
    given: dict[str, Any] = {"at": NOW - DAY_MS, "id": FactId(f"{kind}-{field}-{value}"), **more}
    return Fact(kind=kind, field=field, value=value, status="stated", origin="person", **given)


def history(*acts: tuple[EventKind, str, float] | tuple[EventKind, str, float, int]) -> History:
    """Acts as (kind, item or words, days ago, value), oldest first."""
    rows = [(*row, 1)[:4] for row in acts]
    searches = [kind is EventKind.SEARCH for kind, *_ in rows]
    return History(
        event_ids=tuple(f"a{number}" for number in range(len(rows))),
        kinds=np.array([EVENT_CODES[row[0]] for row in rows], np.int8),
        item_ids=tuple("" if search else row[1] for row, search in zip(rows, searches, strict=True)),
        at_ms=np.array([NOW - int(row[2] * DAY_MS) for row in rows], np.int64),
        values=np.array([row[3] for row in rows], np.int32),
        queries=tuple(row[1] if search else "" for row, search in zip(rows, searches, strict=True)),
    )


def ledger(*scores: int, kind: EvidenceKind = EvidenceKind.POPULAR) -> Ledger:
    """A ledger of one piece, in which the n-th item of the shop has the n-th score."""
    units = np.array([scores], np.int64).reshape(1, len(scores))
    return Ledger(np.arange(len(scores)), (Block.of("popular", [Piece(kind, "none", "")], units),))
