"""A small shop with readers, and campaigns that are taken through their steps as the doors take them."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

from frankly.domain.campaign.campaign import Audience, Campaign
from frankly.domain.campaign.recipient import Considered, Recipient
from frankly.domain.item import Item
from frankly.domain.person.consent import Consent, Purpose
from frankly.domain.time import EpochMs
from frankly.pipelines.campaigning import running
from frankly.pipelines.campaigning.suppressing import Suppressing
from frankly.pipelines.campaigning.world import CampaignWorld, ledger_of
from frankly.pipelines.campaigning.writing.messages import CampaignMessage
from frankly.pipelines.campaigning.writing.shards import Check
from frankly.pipelines.parts import Assistant, Parts
from frankly.ports.mailing.campaigns import CampaignLedger
from tests.api.world import NOW, book, make_parts, view

AGREED = frozenset({Purpose.EMAIL, Purpose.PROFILE})


def campaign(**changes: Any) -> Campaign:
    """A campaign to everybody, in English, without a model."""
    plain = {"name": "weekly", "title": "Weekly", "author": "Ida", "audience": {"everyone": True}, "quiet_hours": None}
    return Campaign.model_validate(plain | {"mode": "template"} | changes)


def of_file(**changes: Any) -> Campaign:
    """The same for an audience that lies in a file."""
    return campaign(audience=Audience(file="readers.csv"), **changes)


def passed(_: CampaignMessage) -> str:
    """A check that finds nothing."""
    return ""


@dataclass
class Shop:
    """Parts over memory, with thirty books."""

    parts: Parts = field(default_factory=make_parts)

    @property
    def ledger(self) -> CampaignLedger:
        return ledger_of(self.parts)

    async def open(self, *, books: int = 30) -> "Shop":
        await self.parts.catalogue.upsert([Item.model_validate(book(number)) for number in range(books)], NOW)
        await self.parts.live.start(NOW)  # type: ignore[attr-defined]  # the real LiveIndex
        return self

    async def reader(self, person: str, purposes: Collection[Purpose] = AGREED, *, likes: int = 2) -> None:
        """Somebody who agreed to some purposes, and likes some books of one subject."""
        said = {purpose: purpose in purposes for purpose in {Purpose.EMAIL, Purpose.PROFILE, *purposes}}
        await self.parts.people.put_consent(person, Consent(purposes=said, at=EpochMs(NOW - 1000)))
        place = sum(person.encode()) % 6
        events = [view(f"{person}-{n}", f"book-{place + 6 * n}", person) for n in range(likes)]
        await self.parts.events.append(events, NOW)

    async def planned(
        self, told: Campaign, rows: Iterable[Considered] | None = None, check: Check = passed
    ) -> CampaignWorld:
        """Begin a campaign and plan it."""
        return await self.plan(await running.begin(self.parts, self.ledger, told, NOW, rows), check=check)

    async def plan(self, world: CampaignWorld, worker: str = "one", check: Check = passed) -> CampaignWorld:
        suppressing = Suppressing(self.ledger, self.parts.suppression_secret)
        return await running.plan(world, worker, check, suppressing, {})

    async def written(
        self, told: Campaign, rows: Iterable[Considered] | None = None, assistant: Assistant | None = None
    ) -> CampaignWorld:
        """Plan a campaign and write it."""
        return await running.write(await self.planned(told, rows), "one", passed, assistant)

    async def rows(self, world: CampaignWorld) -> list[Recipient]:
        """All rows of an edition."""
        return [row async for page in self.ledger.stream(world.edition.no) for row in page]

    async def fates(self, world: CampaignWorld) -> dict[str, str]:
        """Person → fate."""
        return {row.person: row.fate.value if row.fate else "" for row in await self.rows(world)}
