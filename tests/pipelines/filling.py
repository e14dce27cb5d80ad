"""Stores in memory and short ways to bring files into them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from frankly.adapters.rows.reading import open_rows
from frankly.adapters.rows.rejects import RejectsFile
from frankly.domain.time import EpochMs
from frankly.pipelines.importing import ImportReport, import_events, import_items, import_profiles
from frankly.pipelines.ingest import Ingest
from frankly.pipelines.rights import Rights
from frankly.pipelines.rows.mapping import Mapped, compiled, native
from frankly.pipelines.rows.mapping_spec import MappingSpec, mapping_from_pairs
from frankly.pipelines.rows.targets import Target
from frankly.ports.catalogue import Catalogue
from frankly.ports.corrections import CorrectionStore
from frankly.ports.decisions import DecisionStore
from frankly.ports.events import EventStore
from frankly.ports.mailing.campaigns import CampaignLedger
from frankly.ports.people import PeopleStore
from frankly.testing.memory.campaigns import MemoryCampaigns
from frankly.testing.memory.catalogue import MemoryCatalogue
from frankly.testing.memory.corrections import MemoryCorrections
from frankly.testing.memory.database import MemoryDatabase
from frankly.testing.memory.decisions import MemoryDecisions
from frankly.testing.memory.events import MemoryEvents
from frankly.testing.memory.people import MemoryPeople

NOW = EpochMs(1_763_700_000_000)  # 2025-11-21T04:40:00Z


@dataclass
class Shop:
    """One set of stores and the use cases over them."""

    catalogue: Catalogue
    events: EventStore
    people: PeopleStore
    decisions: DecisionStore
    corrections: CorrectionStore
    campaigns: CampaignLedger | None = None
    rights: Rights = field(init=False)
    ingest: Ingest = field(init=False)

    def __post_init__(self) -> None:
        self.rights = Rights(self.people, corrections=self.corrections, campaigns=self.campaigns)
        self.ingest = Ingest(self.catalogue, self.events, self.decisions)

    async def bring(
        self, target: Target, path: Path, *pairs: str, spec: MappingSpec | None = None, **opening: Any
    ) -> ImportReport:
        """Import a file, by `field=column` pairs, a mapping, or its own column names."""
        source = open_rows(path, **opening)
        chosen = mapping_from_pairs(pairs) if pairs else spec
        shape: Mapped = compiled(chosen, target, source.columns) if chosen else native(target, source.columns)
        rejects = RejectsFile(path)
        if target == "items":
            return await import_items(source, shape, self.catalogue, now=NOW, rejects=rejects)
        if target == "events":
            return await import_events(source, shape, self.events, self.catalogue, now=NOW, rejects=rejects)
        return await import_profiles(source, shape, self.rights, now=NOW, rejects=rejects)


def memory_shop() -> Shop:
    database = MemoryDatabase()
    return Shop(
        MemoryCatalogue(),
        MemoryEvents(database),
        MemoryPeople(database),
        MemoryDecisions(database),
        MemoryCorrections(database),
        MemoryCampaigns(database),
    )


def put(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def counts(report: ImportReport) -> Mapping[str, int]:
    names = ("read", "stored", "changed", "unchanged", "rejected")
    return {name: getattr(report, name) for name in names if getattr(report, name)}


def whys(report: ImportReport) -> Sequence[tuple[int, str, str]]:
    return [(reason.line, reason.field, reason.reason) for reason in report.reasons]
