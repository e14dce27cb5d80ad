"""Drops what only old decisions needed: bases of snapshots, and the vectors of embedders that no base uses any more."""

import asyncio

from frankly.domain.time import DAY_MS, EpochMs
from frankly.ports.catalogue import Catalogue
from frankly.ports.searching.snapshots import SnapshotStore


async def drop_old_bases(catalogue: Catalogue, snapshots: SnapshotStore, days: int, now: EpochMs) -> int:
    """Drop the bases that no decision of the last days can name, and the vectors that only they needed.

    Args:
        catalogue: whose log of vectors is cut.
        snapshots: the bases.
        days: as long as decisions are kept; 0 keeps everything.
        now: the present moment.

    Returns:
        How many bases were dropped.

    Raises:
        Misconfigured: when a base that stays is damaged, so that its embedder is not known; no vector was dropped.
        StoreUnavailable: when something cannot be read or written.
    """
    if days == 0:
        return 0
    dropped = await asyncio.to_thread(snapshots.drop_left, EpochMs(now - days * DAY_MS))
    if dropped:
        bases = await asyncio.to_thread(snapshots.bases)
        kept = [await asyncio.to_thread(snapshots.load_base, base.id) for base in bases]
        await catalogue.vectors.drop_except({snapshot.fingerprint for snapshot in kept})
    return len(dropped)
