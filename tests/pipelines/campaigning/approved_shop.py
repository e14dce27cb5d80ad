"""A campaign of a small bookshop, written and approved: nine readers who agreed to e-mail, and a few who get none."""

from dataclasses import dataclass, field
from typing import Any

import orjson

from frankly.domain.campaign.campaign import Audience, Campaign
from frankly.domain.campaign.edition import Approval, EditionState
from frankly.domain.campaign.recipient import Considered, Contact, Recipient
from frankly.domain.item import Item
from frankly.domain.person.consent import Consent, Purpose
from frankly.domain.saying.mail import Mailbox
from frankly.domain.time import EpochMs
from frankly.pipelines.campaigning import running
from frankly.pipelines.campaigning.handing.hand_over import HandOver, Unsure
from frankly.pipelines.campaigning.handing.renewing import Renewing
from frankly.pipelines.campaigning.handing.report import HandOverReport
from frankly.pipelines.campaigning.handing.routes import FileRoute, MailRoute, Route
from frankly.pipelines.campaigning.suppressing import Suppressing
from frankly.pipelines.campaigning.world import CampaignWorld, world_of
from frankly.pipelines.campaigning.writing.messages import messages_of
from frankly.pipelines.parts import Parts
from frankly.ports.mailing.campaigns import CampaignLedger
from frankly.stages.handing_over.forms import FormName, Sending
from frankly.stages.writing.brand import Brand, MailBrand
from frankly.testing.memory.mail_server import MemoryMailServer
from frankly.testing.memory.parts import MemoryParts
from tests.api.world import NOW
from tests.pipelines.bookshop import open_bookshop

READERS = 9
BRAND = Brand(
    "Lantern Books",
    {"plain": "", "warm": ""},
    mail=MailBrand(
        "https://shop.example",
        sender=Mailbox(address="hello@shop.example", name="Lantern Books"),
        service="https://mail.shop.example",
    ),
)


class Clock:
    """A clock that a test puts forward."""

    def __init__(self) -> None:
        self.at = EpochMs(NOW)

    def now(self) -> EpochMs:
        return self.at


@dataclass
class Shop:
    """The campaign with what stands around it."""

    parts: Parts
    clock: Clock
    store: MemoryParts = field(default_factory=MemoryParts)
    server: MemoryMailServer = field(default_factory=MemoryMailServer)
    bounced: list[str] = field(default_factory=list)
    campaign: str = "weekly"

    @property
    def ledger(self) -> CampaignLedger:
        assert self.parts.campaigns is not None
        return self.parts.campaigns

    @property
    def suppressing(self) -> Suppressing:
        return Suppressing(self.ledger, self.parts.suppression_secret)

    async def world(self) -> CampaignWorld:
        edition = await self.ledger.edition(self.campaign)
        assert edition is not None
        return world_of(self.parts, self.ledger, edition)

    async def written(self, *, reached: int = READERS, **said: Any) -> CampaignWorld:
        """Plan and write a campaign; an address is known of the first `reached` readers."""
        given = {"name": self.campaign, "title": "Weekly", "author": "Ida", "mode": "template", "quiet_hours": None}
        given |= {"audience": Audience(file="readers.csv"), "locales": ("en",)}
        campaign = Campaign.model_validate(given | said)
        rows = [
            Considered(
                f"reader-{no}", Contact(f"reader-{no}@mail.example" if no < reached else "", "Ada" if no % 2 else "")
            )
            for no in range(READERS)
        ]
        world = await running.begin(self.parts, self.ledger, campaign, self.clock.now(), rows)
        world = await running.plan(world, "w", lambda _: "", self.suppressing, {})
        return await running.write(world, "w", lambda _: "", None)

    async def approved(self, **said: Any) -> CampaignWorld:
        """Plan, write and approve one."""
        world = await self.written(**said)
        await self.approve(world)
        return await self.world()

    async def approve(self, world: CampaignWorld) -> None:
        content = await self.ledger.content(world.edition.no)
        await self.ledger.approve(world.edition.no, Approval(content, "Bo", self.clock.now(), "approved"))
        await self.ledger.move(world.edition.no, EditionState.APPROVED, of=(EditionState.WRITTEN,))

    def files(self, form: FormName = "jsonl") -> FileRoute:
        return FileRoute(form, Sending("t", "hello@shop.example", "Lantern Books"), self.store)

    def mail(self) -> MailRoute:
        async def bounced(row: Recipient) -> None:
            self.bounced.append(row.person)

        return MailRoute(self.server, bounced)

    async def hand_over(
        self, route: Route | None = None, unsure: Unsure = "show", worker: str = "h", way: str = ""
    ) -> HandOverReport:
        world = (await self.world()).without_model()
        renewing = Renewing(world, messages_of(world), lambda _: "")
        return await HandOver(world, worker, self.suppressing, renewing, route or self.files(), unsure, way).run()

    async def rows(self) -> list[Recipient]:
        world = await self.world()
        return list(await self.ledger.recipients(world.edition.no, 1, READERS))

    def persons(self) -> list[str]:
        """Whom the part files are for, in order."""
        lines = [line for name in sorted(self.store.files) for line in self.store.files[name].splitlines()]
        return [orjson.loads(line)["person"] for line in lines]

    async def withdraw(self, item: str) -> None:
        """Take an item out of stock."""
        await self.change(item, stock=0)

    async def change(self, item: str, **fields: Any) -> None:
        """Say something else of an item."""
        before = (await self.parts.catalogue.get_many([item]))[item]  # type: ignore[list-item]
        await self.parts.catalogue.upsert([Item.model_validate({**before.model_dump(), **fields})], self.clock.now())


async def open_shop() -> Shop:
    """Open it; `shop.parts.live.close()` ends it."""
    clock = Clock()
    parts = await open_bookshop(brand=BRAND, clock=clock)
    for no in range(READERS):
        purposes = {Purpose.EMAIL: True, Purpose.PROFILE: True, Purpose.EXPLAIN: True}
        await parts.people.put_consent(f"reader-{no}", Consent(purposes=purposes, at=EpochMs(NOW - 1000)))
    return Shop(parts, clock)
