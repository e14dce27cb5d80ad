"""Trains the statistics and models of one window, on what was before it alone, from everyone's acts by chunks."""

import asyncio
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from frankly.domain.deciding.snapshot import Snapshot, SparseRows, Statistics
from frankly.domain.deciding.training import MODELS, TrainingPolicy
from frankly.domain.time import EpochMs
from frankly.pipelines.index.gathering import Progress
from frankly.pipelines.tuning.sampling import Window
from frankly.ports.events import EventColumns, EventStore
from frankly.ports.people import PeopleStore
from frankly.stages.models.train import train
from frankly.stages.snapshot.statistics import StatisticsBuilder


@dataclass(frozen=True, slots=True, eq=False)
class Stored:
    """What tuning reads.

    Attributes:
        events: everyone's acts.
        people: consent.
        snapshot: the catalogue, with the models that requests use.
        training: how models are trained.
        now: acts dated later are left out.
    """

    events: EventStore
    people: PeopleStore
    snapshot: Snapshot
    training: TrainingPolicy
    now: EpochMs


SLOW = frozenset({"low_rank", "ease", "directed_ease"})
"""Models that are trained for a large catalogue only when somebody asks for it, with `frankly train`."""


async def trained(stored: Stored, window: Window, refused: frozenset[str], progress: Progress) -> Statistics:
    """Statistics and models of what was before a window, for the rows of the snapshot.

    Args:
        stored: everyone's acts, and the snapshot.
        window: tells which acts lie before it.
        refused: keys of people who are not counted.
        progress: told phase, done, total.
    """
    snapshot = stored.snapshot
    # Trained like the models that requests use: with a large catalogue the slow ones are there only when asked for.
    is_asked = bool(SLOW & set(snapshot.statistics.models))
    total, done = await stored.events.count(), 0
    builder = StatisticsBuilder(snapshot.row_of, len(snapshot), window.ends_ms)
    async for chunk in stored.events.columns():
        await asyncio.to_thread(builder.add, only(chunk, window.kept(chunk)), {}, refused)
        done += len(chunk.people)
        progress(f"count before {window.name}", min(done, total), total)
    progress(f"train before {window.name}", 0, len(MODELS))
    statistics = await asyncio.to_thread(builder.finish, window.ends_ms)
    acts = builder.acts(has_times=window.has_times)
    models: dict[str, SparseRows] = {}
    steps = train(acts, snapshot, stored.training, is_asked=is_asked)
    while (made := await asyncio.to_thread(next, steps, None)) is not None:
        models[made[0]] = made[1]
        progress(f"train before {window.name}", len(models), len(MODELS))
    progress(f"train before {window.name}", len(MODELS), len(MODELS))
    return replace(statistics, models=models)


def only(chunk: EventColumns, kept: NDArray[np.bool_]) -> EventColumns:
    """Some acts of a chunk."""
    chosen = np.flatnonzero(kept).tolist()
    return replace(
        chunk,
        people=[chunk.people[index] for index in chosen],
        kinds=chunk.kinds[chosen],
        items=[chunk.items[index] for index in chosen],
        at_ms=chunk.at_ms[chosen],
        values=chunk.values[chosen],
        regions=[chunk.regions[index] for index in chosen],
        orders=[chunk.orders[index] for index in chosen],
    )
