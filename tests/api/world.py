"""A small bookshop in memory behind the real application, for tests of the HTTP door."""

import io
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import httpx
import orjson
from fastapi import FastAPI

from frankly.adapters.embedders.lsa import LsaEmbedder
from frankly.adapters.files.mail.template import load_template
from frankly.adapters.files.policies import load_policies
from frankly.adapters.files.words.aspects import load_quoted_facts
from frankly.adapters.files.words.wordings import TextData, load_text
from frankly.api.app import create_app
from frankly.domain.item import Item
from frankly.domain.person.event import Event
from frankly.domain.policies import Policies
from frankly.domain.time import EpochMs
from frankly.pipelines.facts.making import FactMaking
from frankly.pipelines.indexing import LiveIndex
from frankly.pipelines.parts import Parts
from frankly.settings import Settings, data_folder
from frankly.stages.facts.make import QuotedFacts
from frankly.stages.messaging.tokens import MailTokens
from frankly.stages.verify.verifier import SentenceVerifier
from frankly.testing.fixed_clock import FixedClock
from frankly.testing.memory.campaigns import MemoryCampaigns
from frankly.testing.memory.catalogue import MemoryCatalogue
from frankly.testing.memory.corrections import MemoryCorrections
from frankly.testing.memory.database import MemoryDatabase
from frankly.testing.memory.decisions import MemoryDecisions
from frankly.testing.memory.events import MemoryEvents
from frankly.testing.memory.facts import MemoryFacts
from frankly.testing.memory.index import MemoryIndex
from frankly.testing.memory.people import MemoryPeople
from frankly.testing.memory.results import MemoryResults
from frankly.testing.memory.snapshots import MemorySnapshots

NOW = EpochMs(1_795_252_200_000)
DAY_MS = 86_400_000
KEY = "a-key-that-is-long-enough"
SECRET = "a-secret-for-person-tokens"
BASE = "http://127.0.0.1:8080"
SUBJECTS = ("sea", "war", "marriage", "ghosts", "travel", "poetry")


def book(number: int, **changes: Any) -> dict[str, Any]:
    """A book as a shop would put it."""
    subject, other = SUBJECTS[number % 6], SUBJECTS[(number + 2) % 6]
    return {
        "id": f"book-{number}",
        "title": f"The {subject.title()} Book",
        "description": f"A story of {subject}. It is set among people who know {other}.",
        "categories": [subject.title()],
        "tags": [subject, other],
        "creators": [f"Writer {'ABCDEFGHIJ'[number % 10]}"],
        "price": {"amount_minor": 900 + number, "currency": "EUR"},
        "stock": 3,
        "url": f"/books/{number}",
    } | changes


@cache
def _policies() -> Policies:
    return load_policies(data_folder("surfaces"), data_folder("policies"), data_folder("brand"))


@cache
def _text() -> TextData:
    return load_text(data_folder("policies"), data_folder("brand"))


@cache
def _quoted() -> QuotedFacts:
    return load_quoted_facts(data_folder("policies"))


def make_parts(**changes: Any) -> Parts:
    """Parts over memory: the real stages, policies, wordings, verifier and embedder."""
    database, catalogue = MemoryDatabase(), MemoryCatalogue()
    events, people = MemoryEvents(database), MemoryPeople(database)
    index, embedder = MemoryIndex(), LsaEmbedder()
    live = LiveIndex(catalogue, events, people, index, embedder, MemorySnapshots(), _policies().segments, is_owner=True)
    facts, text = MemoryFacts(), _text()
    verifier = SentenceVerifier(text.lexicons, text.rules)
    kept: dict[str, Any] = {"catalogue": catalogue, "facts": facts, "verifier": verifier} | changes
    making = FactMaking(kept["catalogue"], kept["facts"], _quoted(), kept["verifier"], "test", text.rules)
    own: dict[str, Any] = {
        "catalogue": catalogue,
        "events": events,
        "people": people,
        "decisions": MemoryDecisions(database),
        "corrections": MemoryCorrections(database),
        "index": index,
        "embedder": embedder,
        "live": live,
        "verifier": verifier,
        "wordings": text.wordings,
        "rules": text.rules,
        "policies": _policies(),
        "clock": FixedClock(NOW),
        "holdout_salt": "test",
        "history_limit": 2000,
        "engine": "test",
        "facts": facts,
        "making": making,
        "template": load_template(data_folder("brand")),
        "campaigns": MemoryCampaigns(database),
        "results": MemoryResults(),
        "mail_tokens": MailTokens(b"a-secret-for-links"),
        "suppression_secret": b"a-secret-for-hashes",
    }
    return Parts(**(own | changes))


@dataclass
class World:
    """The application under test and what stands behind it."""

    parts: Parts
    settings: Settings
    log: io.StringIO = field(default_factory=io.StringIO)

    def app(self) -> FastAPI:
        """The application over these parts."""

        @asynccontextmanager
        async def opened(_settings: Settings) -> AsyncIterator[Parts]:
            await self.parts.live.start(NOW)  # type: ignore[attr-defined]  # the real LiveIndex
            yield self.parts
            await self.parts.live.close()  # type: ignore[attr-defined]

        return create_app(self.settings, opened, log_to=self.log)

    @asynccontextmanager
    async def client(self, key: str | None = None, **options: Any) -> AsyncIterator[httpx.AsyncClient]:
        """A client of the running application; `key` is sent as a bearer."""
        app = self.app()
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        transport = httpx.ASGITransport(app, **options)
        async with (
            app.router.lifespan_context(app),
            httpx.AsyncClient(transport=transport, base_url=BASE, headers=headers) as client,
        ):
            yield client

    async def stock(self, count: int = 30) -> None:
        """Fill the catalogue, and let a reader have read."""
        await self.parts.catalogue.upsert([Item.model_validate(book(number)) for number in range(count)], NOW)
        await self.parts.events.append([view(f"seen-{number}", f"book-{number}") for number in (0, 6, 12)], NOW)

    def lines(self) -> list[dict[str, Any]]:
        """What was logged."""
        return [orjson.loads(line) for line in self.log.getvalue().splitlines()]


def view(name: str, item: str, person: str = "ada", kind: str = "like") -> Event:
    """An act of yesterday."""
    said = {"id": name, "person": person, "kind": kind, "item": item, "at": NOW - DAY_MS}
    return Event.model_validate(said)


def settings(folder: Path, **changes: Any) -> Settings:
    """Settings of this test alone, whatever the environment says."""
    plain = {name: field.default for name, field in Settings.model_fields.items()}
    return Settings.model_construct(**{**plain, "data": folder, **changes})
