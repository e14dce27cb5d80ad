"""A data set in a data folder of its own: real stores on disk, since what is left on a disk is looked for."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from frankly.bootstrap.service import open_frankly
from frankly.domain.answering.answer import Answer
from frankly.domain.answering.request import RecommendationRequest
from frankly.domain.campaign.keyed_hashes import KeyedHashes
from frankly.domain.time import SECOND_MS, EpochMs
from frankly.evals.data_sets import DataSet
from frankly.pipelines.indexing import LiveIndex
from frankly.pipelines.parts import Parts
from frankly.pipelines.recommend import recommend
from frankly.pipelines.rights import Rights
from frankly.settings import Settings
from frankly.testing.fixed_clock import FixedClock

SURFACE: Final = "home"
_BATCH: Final = 5000


@dataclass(frozen=True, slots=True, eq=False)
class Shop:
    """A running Frankly over files.

    Attributes:
        parts: the pipeline's parts.
        rights: what people can do.
        clock: stands still until somebody acts.
        folder: where everything is stored.
    """

    parts: Parts
    rights: Rights
    clock: FixedClock
    folder: Path

    def later(self) -> EpochMs:
        """The next second: what is done now comes after what was done before."""
        self.clock.move(SECOND_MS)
        return self.clock.now()

    async def ask(self, person: str) -> Answer:
        """What they are answered, with all evidence."""
        asked = RecommendationRequest.model_validate({"surface": SURFACE, "person": person, "explain": "full"})
        return await recommend(self.parts, asked, self.later())


@asynccontextmanager
async def open_shop(data: DataSet, folder: Path, say: Callable[[str], None]) -> AsyncIterator[Shop]:
    """Fill a data folder with a set, and open it.

    Args:
        data: the set.
        folder: is made.
        say: told what is going on.
    """
    clock = FixedClock(data.now)
    # As nobody configured it: what a machine has set must not lead this to somebody's data, index or model.
    settings = Settings(data=folder, chroma_url=None, model=None)
    async with open_frankly(settings, clock=clock, waits_for_index=False) as parts:
        say(f"{data.name}: {len(data.items):,} items, {len(data.events):,} acts")
        await parts.catalogue.upsert(data.items, data.now)
        for first in range(0, len(data.events), _BATCH):
            await parts.events.append(data.events[first : first + _BATCH], data.now)
        for key, facts, consent in data.people:
            await parts.people.put_facts(key, facts, replace=True, now=data.now)
            if consent is not None:
                await parts.people.put_consent(key, consent)
        say(f"{data.name}: index and statistics")
        if isinstance(parts.live, LiveIndex):
            await parts.live.reindex(data.now)
        hashing = KeyedHashes(parts.suppression_secret).of
        yield Shop(parts, Rights(parts.people, campaigns=parts.campaigns, hashing=hashing), clock, folder)
