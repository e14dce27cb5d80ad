"""The stores under test: memory and SQLite, opened alike, so that each contract is one suite."""

from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from frankly.adapters.sql.campaigns.results import SqlResults
from frankly.adapters.sql.campaigns.store import SqlCampaigns
from frankly.adapters.sql.catalogue import SqlCatalogue
from frankly.adapters.sql.corrections import SqlCorrections
from frankly.adapters.sql.decisions import SqlDecisions
from frankly.adapters.sql.engine.database import SqlDatabase
from frankly.adapters.sql.events import SqlEvents
from frankly.adapters.sql.facts.store import SqlFacts
from frankly.adapters.sql.people import SqlPeople
from frankly.adapters.sql.phrasebook.store import SqlPhrases
from frankly.domain.canonical import Plain
from frankly.domain.deciding.decision import Decision, DecisionInputs, Served
from frankly.domain.person.consent import Consent
from frankly.domain.person.event import Event
from frankly.domain.person.profile import Fact
from frankly.ports.catalogue import Catalogue
from frankly.ports.corrections import CorrectionStore
from frankly.ports.decisions import DecisionStore
from frankly.ports.events import EventStore
from frankly.ports.facts import FactStore
from frankly.ports.mailing.campaigns import CampaignLedger
from frankly.ports.mailing.results import CampaignResults
from frankly.ports.people import PeopleStore
from frankly.ports.phrases import PhraseStore
from frankly.testing.memory.campaigns import MemoryCampaigns
from frankly.testing.memory.catalogue import MemoryCatalogue
from frankly.testing.memory.corrections import MemoryCorrections
from frankly.testing.memory.database import MemoryDatabase
from frankly.testing.memory.decisions import MemoryDecisions
from frankly.testing.memory.events import MemoryEvents
from frankly.testing.memory.facts import MemoryFacts
from frankly.testing.memory.people import MemoryPeople
from frankly.testing.memory.phrases import MemoryPhrases
from frankly.testing.memory.results import MemoryResults

T = TypeVar("T")
KINDS = ("memory", "sqlite")
NOW = 1_700_000_000_000


@dataclass(frozen=True)
class Stores:
    """The stores over one database."""

    catalogue: Catalogue
    events: EventStore
    people: PeopleStore
    decisions: DecisionStore
    corrections: CorrectionStore
    facts: FactStore
    phrases: PhraseStore
    campaigns: CampaignLedger
    results: CampaignResults


@contextmanager
def open_stores(kind: str, folder: Path) -> Iterator[Stores]:
    if kind == "memory":
        memory = MemoryDatabase()
        yield Stores(
            MemoryCatalogue(),
            MemoryEvents(memory),
            MemoryPeople(memory),
            MemoryDecisions(memory),
            MemoryCorrections(memory),
            MemoryFacts(),
            MemoryPhrases(),
            MemoryCampaigns(memory),
            MemoryResults(),
        )
        return
    with SqlDatabase(folder) as sql:
        people, decisions = SqlPeople(sql), SqlDecisions(sql)
        yield Stores(
            SqlCatalogue(sql),
            SqlEvents(sql),
            people,
            decisions,
            SqlCorrections(sql),
            SqlFacts(sql),
            SqlPhrases(sql),
            SqlCampaigns(sql),
            SqlResults(sql),
        )


async def gather(batches: AsyncIterator[Sequence[T]]) -> list[T]:
    return [one async for batch in batches for one in batch]


def view(number: int = 0, person: str | None = "ada", session: str | None = None, **fields: object) -> Event:
    """Event `e<number>`, one second after the one before."""
    given = {"id": f"e{number}", "kind": "view", "item": f"i{number % 3}", "at": NOW + number * 1000} | fields
    return Event.model_validate(given | {"person": person, "session": session})


def interest(value: str, at: int = NOW) -> Fact:
    return Fact.model_validate(
        {"id": f"f-{value}", "kind": "interest", "field": "category", "value": value}
        | {"status": "stated", "origin": "person", "at": at}
    )


def consent(at: int = NOW, **purposes: bool) -> Consent:
    return Consent.model_validate({"purposes": purposes, "at": at})


def decision(person: str | None = "ada", seed: int = 1, items: Sequence[str] = ("i1", "i2"), measured: bool = True):
    """A decision and what it served; its id depends on person and seed."""
    inputs = DecisionInputs({"surface": "home"}, NOW, seed, person, "p", "s:1", "home", "v", "w", "t", "0")
    body: dict[str, Plain] = {"slate": list(items), "title": "Zoë – 詩"}
    made = Decision(inputs.decision_id(), inputs, {"content": list(items)}, lambda: body)
    who = person if measured else None
    served = [
        Served(made.id, item, slot, 10**9, "home", who, "personalised", NOW) for slot, item in enumerate(items, 1)
    ]
    return made, served
