"""The long part of a re-index: fits the embedder, reads every item, counts every act, fills a new index."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from frankly.domain.segment import Segment
from frankly.domain.snapshot import Snapshot
from frankly.domain.time import EpochMs
from frankly.pipelines.index.gathering import Progress, gather_statistics
from frankly.ports.catalogue import Catalogue
from frankly.ports.embedder import Embedder
from frankly.ports.events import EventStore
from frankly.ports.index import IndexDraft, VectorIndex
from frankly.ports.people import PeopleStore
from frankly.stages.snapshot.build import SnapshotBuilder
from frankly.stages.snapshot.columns import from_levels

_BATCH = 2000


@dataclass(frozen=True, slots=True, eq=False)
class Stores:
    """Where everything is read from.

    Attributes:
        catalogue: items.
        events: everyone's acts.
        people: facts and consent.
        segments: name → rule.
    """

    catalogue: Catalogue
    events: EventStore
    people: PeopleStore
    segments: Mapping[str, Segment]


async def rebuilt(stores: Stores, embedder: Embedder, now: EpochMs, progress: Progress) -> Snapshot:
    """Make a snapshot of everything, with vectors of a freshly fitted embedder and statistics.

    Args:
        stores: read twice, in bounded memory but for the texts, which the fit needs together.
        embedder: fitted in place; not one that requests use.
        now: moment of the statistics.
        progress: told phase, done, total.
    """
    # Read first: what changes from here on is applied again afterwards, and nothing is lost.
    position = await stores.catalogue.position()
    total = await stores.catalogue.count()
    texts: list[str] = []
    async for items in stores.catalogue.stream():
        texts += [item.text() for item in items]
        progress("read items", len(texts), max(total, len(texts)))
    progress("fit", 0, 1)
    await asyncio.to_thread(embedder.fit, texts)
    progress("fit", 1, 1)
    snapshot = await _with_vectors(stores.catalogue, embedder, position, total, progress)
    statistics = await gather_statistics(stores.events, stores.people, stores.segments, snapshot, now, progress)
    return replace(snapshot, statistics=statistics)


async def _with_vectors(
    catalogue: Catalogue, embedder: Embedder, position: int, total: int, progress: Progress
) -> Snapshot:
    builder = SnapshotBuilder(embedder.fingerprint)
    done = 0
    async for items in catalogue.stream():
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
