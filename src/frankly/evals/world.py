"""A data set as a running Frankly: the real pipeline over stores in memory, where a run costs milliseconds.

Vectors, statistics, models, segments, surfaces and wordings are the product's own; retrieval is the exact scan.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from frankly import __version__
from frankly.adapters.embedders.lsa import LsaEmbedder
from frankly.adapters.files.policies import load_policies
from frankly.adapters.files.words.wordings import load_text
from frankly.domain.person.event import Event
from frankly.domain.person.history import history_of
from frankly.domain.person.profile import PersonRecord
from frankly.domain.time import EpochMs
from frankly.evals.data_sets import DataSet
from frankly.pipelines.indexing import LiveIndex
from frankly.pipelines.parts import Parts
from frankly.settings import Settings, data_folder
from frankly.stages.verify.verifier import SentenceVerifier
from frankly.testing.fixed_clock import FixedClock
from frankly.testing.memory.catalogue import MemoryCatalogue
from frankly.testing.memory.corrections import MemoryCorrections
from frankly.testing.memory.database import MemoryDatabase
from frankly.testing.memory.decisions import MemoryDecisions
from frankly.testing.memory.events import MemoryEvents
from frankly.testing.memory.index import MemoryIndex
from frankly.testing.memory.people import MemoryPeople
from frankly.testing.memory.snapshots import MemorySnapshots

EXACT: Final = 1 << 31
"""Catalogues of up to so many items are scanned: all of them."""


class KnownPeople(MemoryPeople):
    """People as records that are there already; each may be told with something taken out."""

    def __init__(self, records: Mapping[str, PersonRecord]) -> None:
        """Keep the records."""
        super().__init__()
        self.records = dict(records)

    async def read(self, key: str, *, history_limit: int, seen_since: EpochMs | None) -> PersonRecord:
        """The record, whatever is asked for: it is short enough already."""
        return self.records.get(key) or PersonRecord(key)


@dataclass(frozen=True, slots=True, eq=False)
class World:
    """A running Frankly over one data set.

    Attributes:
        name: of the set.
        parts: the pipeline's parts, with `people` as they are.
        records: key → everything stored of a person, as a request reads it.
        now: moment of the set.
        asked_at: key → moment of their request, where it is another one.
    """

    name: str
    parts: Parts
    records: Mapping[str, PersonRecord]
    now: EpochMs
    asked_at: Mapping[str, EpochMs]

    def moment_of(self, key: str) -> EpochMs:
        """When a person is asked for."""
        return self.asked_at.get(key, self.now)


async def build(data: DataSet, progress: Callable[[str], None] = lambda words: None) -> World:
    """Fit, count and train on a data set.

    Args:
        data: the set.
        progress: told what is going on.

    Returns:
        The world with the shipped (or configured) surfaces, policies and wordings.
    """
    settings = Settings()
    folders = {name: data_folder(name, settings) for name in ("surfaces", "policies", "brand")}
    policies = load_policies(folders["surfaces"], folders["policies"], folders["brand"])
    text = load_text(folders["policies"], folders["brand"] / "default.yaml")
    database = MemoryDatabase()
    catalogue, events, people = MemoryCatalogue(), MemoryEvents(database), MemoryPeople(database)
    progress(f"{data.name}: {len(data.items):,} items, {len(data.events):,} acts")
    await catalogue.upsert(data.items, data.now)
    await events.append(data.events, data.now)
    for key, facts, consent in data.people:
        await people.put_facts(key, facts, replace=True, now=data.now)
        if consent is not None:
            await people.put_consent(key, consent)
    index, embedder = MemoryIndex(), LsaEmbedder()
    live = LiveIndex(
        catalogue,
        events,
        people,
        index,
        embedder,
        MemorySnapshots(),
        policies.segments,
        is_owner=True,
        training=policies.training,
    )
    await live.start(data.now)
    await live.reindex(data.now, lambda phase, done, total: progress(f"{data.name}: {phase}"))
    records = _records(data, settings.history_limit)
    parts = Parts(
        catalogue=catalogue,
        events=events,
        people=KnownPeople(records),
        decisions=MemoryDecisions(database),
        corrections=MemoryCorrections(database),
        index=index,
        embedder=embedder,
        live=live,
        verifier=SentenceVerifier(text.lexicons, text.rules),
        wordings=text.wordings,
        rules=text.rules,
        policies=policies,
        clock=FixedClock(data.now),
        holdout_salt=settings.holdout_salt.get_secret_value(),
        history_limit=settings.history_limit,
        engine=__version__,
        exact_items=EXACT,
    )
    return World(data.name, parts, records, data.now, data.asked_at)


def _records(data: DataSet, history_limit: int) -> dict[str, PersonRecord]:
    acts: dict[str, list[Event]] = defaultdict(list)
    for event in data.events:
        acts[event.actor].append(event)
    said = {key: (facts, consent) for key, facts, consent in data.people}
    records = {}
    for key in sorted(acts.keys() | said.keys()):
        facts, consent = said.get(key, ((), None))
        newest = _newest_last(acts.get(key, ()), history_limit)
        records[key] = PersonRecord(
            key, facts, consent, history_of(newest, is_truncated=len(newest) < len(acts.get(key, ()))), is_known=True
        )
    return records


def _newest_last(events: Sequence[Event], limit: int) -> list[Event]:
    return sorted(events, key=lambda event: (event.at, event.id))[-limit:]
