"""Counts everyone's acts for a snapshot and trains the models on them, in a thread, step by step."""

import asyncio
import importlib
from dataclasses import replace

from threadpoolctl import threadpool_limits

from frankly.domain.deciding.snapshot import Snapshot, SparseRows, Statistics
from frankly.domain.deciding.training import MODELS, ActColumns, TrainingPolicy
from frankly.domain.time import EpochMs
from frankly.pipelines.index.gathering import Progress, Stores, gather
from frankly.stages.models.train import train


async def trained_statistics(
    stores: Stores, snapshot: Snapshot, training: TrainingPolicy, now: EpochMs, progress: Progress, *, is_asked: bool
) -> Statistics:
    """Count everything for the rows of a snapshot, and train its models.

    Args:
        stores: where acts, facts and consent are read from.
        snapshot: whose rows are counted, and whose labels are the items' content.
        training: how models are trained.
        now: moment of the statistics.
        progress: told phase, done, total.
        is_asked: whether somebody waits for it; if not, a large catalogue gets the quick models alone.

    Raises:
        StoreUnavailable: when a store cannot be read.
    """
    gathered = await gather(stores, snapshot, now, progress)
    models = await _models(gathered.acts, snapshot, training, progress, is_asked=is_asked)
    return replace(gathered.statistics, models=models)


async def _models(
    acts: ActColumns, snapshot: Snapshot, training: TrainingPolicy, progress: Progress, *, is_asked: bool
) -> dict[str, SparseRows]:
    models: dict[str, SparseRows] = {}
    steps = train(acts, snapshot, training, is_asked=is_asked)
    progress("train", 0, len(MODELS))
    # A limit holds for the libraries that are loaded, and scipy brings linear algebra of its own. Two threads of it
    # take several times as long on small products.
    await asyncio.to_thread(importlib.import_module, "scipy.linalg")
    with threadpool_limits(limits=1):
        while (made := await asyncio.to_thread(next, steps, None)) is not None:
            models[made[0]] = made[1]
            progress("train", MODELS.index(made[0]) + 1, len(MODELS))
    progress("train", len(MODELS), len(MODELS))
    return models
