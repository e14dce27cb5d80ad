"""A shop whose language model is a faulty server: everything else is real, and everyone lets the model be asked."""

import multiprocessing
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, field, replace
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Final

from frankly.bench.filling import in_batches
from frankly.bench.replay_world import Data
from frankly.bootstrap.service import open_frankly
from frankly.bootstrap.stores import open_stores
from frankly.domain.time import EpochMs
from frankly.errors import Misconfigured
from frankly.pipelines.indexing import LiveIndex
from frankly.pipelines.parts import Parts
from frankly.settings import Settings
from frankly.testing.allowing import allowing
from frankly.testing.model.personalities import everything
from frankly.testing.model_server import model_server

SLOW_S: Final = 0.15
"""The slow one's wait: less than the deadlines, so that its replies come in time when nothing else takes time."""

DRIP_S: Final = 0.002
GOOD: Final = 20
"""Weight of the good one beside one for each of the others."""


@dataclass(slots=True)
class FaultyServer:
    """A model server in a process of its own.

    Attributes:
        url: where it is.
        met: personality → calls that it replied to; known when it has ended.
    """

    url: str
    met: Counter[str] = field(default_factory=Counter)
    _pipe: "Connection[Any, Any] | None" = None

    def met_since(self) -> Counter[str]:
        """The same since it was asked last, or since it began."""
        if self._pipe is None:
            return Counter()
        self._pipe.send("tell")
        new: Counter[str] = self._pipe.recv()
        self.met += new
        return new


@contextmanager
def faulty_server(seed: int) -> Iterator[FaultyServer]:
    """Run one with all personalities: in a process of its own, so that it takes no time of those who ask it.

    Args:
        seed: of the mix.
    """
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_serve, args=(theirs, seed), daemon=True)
    process.start()
    # Ours alone from here on: where the process dies, the pipe ends instead of staying silent.
    theirs.close()
    server = FaultyServer(ours.recv(), _pipe=ours)
    try:
        yield server
    finally:
        server.met_since()
        ours.close()
        process.join()


def _serve(pipe: "Connection[Any, Any]", seed: int) -> None:
    with model_server(everything(seed, GOOD), slow_s=SLOW_S, drip_s=DRIP_S, keeps_calls=False) as server:
        pipe.send(server.url)
        with suppress(EOFError):
            while pipe.recv():
                met, server.met = server.met, []
                pipe.send(Counter(str(who) for who in met))


def settings_for(folder: Path, url: str) -> Settings:
    """Settings with the model; no cache, so that each request asks it, and no budget, so that each may."""
    return Settings(
        data=folder,
        model="openai/any",
        model_url=url,
        model_cache_days=0,
        model_concurrency=64,
        budget_day="",
        model_price="0/0",
    )


@dataclass(slots=True, eq=False)
class Moment:
    """A clock that stands still."""

    at: EpochMs

    def now(self) -> EpochMs:
        """The moment."""
        return self.at


@asynccontextmanager
async def opened(data: Data, settings: Settings) -> AsyncIterator[Parts]:
    """Store a data set, index it, and open the service over it with its model loaded.

    Args:
        data: the set.
        settings: name the model.

    Raises:
        Misconfigured: when no model comes of the settings.
    """
    with open_stores(settings) as stores:
        for items in in_batches(data.items):
            await stores.catalogue.upsert(items, data.now)
        for events in in_batches(data.events, 5000):
            await stores.events.append(events, data.now)
        for key, facts, _ in data.people:
            await stores.people.put_facts(key, facts, replace=True, now=data.now)
    async with open_frankly(settings, clock=Moment(data.now)) as parts:
        if not isinstance(parts.live, LiveIndex) or parts.assistant is None:
            raise Misconfigured("The benchmark needs the live index and a model, which bootstrap makes.")
        await parts.live.reindex(data.now)
        if parts.making is not None:
            await parts.making.follow(data.now)
        parts.assistant.load()
        yield replace(parts, policies=allowing(parts.policies))
