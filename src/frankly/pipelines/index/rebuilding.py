"""The long part of a re-index: fits the embedder, reads every item, counts every act, fills a new index."""

import asyncio
from dataclasses import replace

import numpy as np

from frankly.domain.deciding.snapshot import Snapshot
from frankly.domain.deciding.training import TrainingPolicy
from frankly.domain.ids import SnapshotId
from frankly.domain.time import EpochMs
from frankly.pipelines.index.gathering import Progress, Stores
from frankly.pipelines.index.training import trained_statistics
from frankly.ports.catalogue import Catalogue
from frankly.ports.searching.embedder import Embedder
from frankly.ports.searching.index import IndexDraft, VectorIndex
from frankly.stages.snapshot.build import SnapshotBuilder
from frankly.stages.snapshot.columns import from_levels
from frankly.stages.snapshot.naming import WITHOUT_VECTORS

_BATCH = 2000


async def rebuilt(
    stores: Stores, embedder: Embedder, training: TrainingPolicy, now: EpochMs, progress: Progress, *, is_asked: bool
) -> Snapshot:
    """Make a snapshot of everything, with vectors of a freshly fitted embedder, statistics and models.

    Args:
        stores: read twice, in bounded memory but for the texts, which the fit needs together.
        embedder: fitted in place; not one that requests use.
        training: how models are trained.
        now: moment of the statistics.
        progress: told phase, done, total.
        is_asked: whether somebody waits for it; if not, a large catalogue gets the quick models alone.
    """
    # Everything is read as of this position; what changes from here on is applied afterwards, and nothing is lost.
    position = await stores.catalogue.position()
    total = await stores.catalogue.count()
    texts: list[str] = []
    async for items in stores.catalogue.stream(at=position):
        texts += [item.text() for item in items]
        progress("read items", len(texts), max(total, len(texts)))
    progress("fit", 0, 1)
    await asyncio.to_thread(embedder.fit, texts)
    progress("fit", 1, 1)
    snapshot = await _with_vectors(stores.catalogue, embedder, position, total, progress)
    statistics = await trained_statistics(stores, snapshot, training, now, progress, is_asked=is_asked)
    return replace(snapshot, statistics=statistics)


async def _with_vectors(
    catalogue: Catalogue, embedder: Embedder, position: int, total: int, progress: Progress
) -> Snapshot:
    builder = SnapshotBuilder(embedder.fingerprint)
    done = 0
    async for items in catalogue.stream(at=position):
        vectors = await embedder.embed([item.text() for item in items]) if embedder.fingerprint else None
        await asyncio.to_thread(builder.add, items, vectors)
        done += len(items)
        progress("embed", done, max(total, done))
    return await asyncio.to_thread(builder.finish, position)


async def filled_draft(index: VectorIndex, snapshot: Snapshot, progress: Progress) -> IndexDraft | None:
    """Fill a new index beside the live one with a snapshot's vectors; None when it has none.

    Raises:
        IndexUnavailable: when it could not be written; what was begun is dropped.
    """
    if not snapshot.fingerprint:
        return None
    draft = await index.draft(snapshot.fingerprint, snapshot.vectors.shape[1])
    rows = np.flatnonzero(snapshot.alive & snapshot.has_vector)
    try:
        for start in range(0, len(rows), _BATCH):
            part = rows[start : start + _BATCH]
            await draft.upsert([snapshot.item_ids[row] for row in part.tolist()], from_levels(snapshot.vectors[part]))
            progress("index", start + len(part), len(rows))
    except BaseException:
        await draft.discard()
        raise
    return draft


def without_vectors(base: Snapshot) -> Snapshot:
    """A base that another embedder made, without what only that one understands; its id says so."""
    name, _, position = base.id.partition(":")
    rows = len(base)
    return replace(
        base,
        id=SnapshotId(f"{name}{WITHOUT_VECTORS}:{position}"),
        vectors=np.zeros((rows, 0), np.int16),
        has_vector=np.zeros(rows, np.bool_),
        text_hashes=np.zeros(rows, np.int64),
        fingerprint="",
        unread={},
    )
