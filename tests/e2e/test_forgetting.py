"""A running service forgets who the recipients of old campaigns were."""

import asyncio
from pathlib import Path

from frankly.adapters.sql.campaigns.store import SqlCampaigns
from frankly.adapters.sql.engine.database import SqlDatabase
from frankly.bootstrap.service import open_service
from frankly.domain.campaign.campaign import Audience, Campaign
from frankly.domain.campaign.recipient import Contact, Recipient
from frankly.domain.time import EpochMs
from frankly.settings import Settings
from tests.contract.stores import NOW

LONGEST_S = 30.0


async def test_a_service_forgets_recipients_with_the_records_of_their_age(tmp_path: Path) -> None:
    campaign = Campaign(name="spring", title="Spring", author="Ida", audience=Audience(everyone=True))
    with SqlDatabase(tmp_path) as database:
        ledger = SqlCampaigns(database)
        old = await ledger.begin("spring", campaign.version, campaign.model_dump_json(), EpochMs(NOW))
        await ledger.add(old.no, [Recipient(1, "eve", Contact("eve@mail.example", "Evelyn"))])
    async with asyncio.timeout(LONGEST_S), open_service(Settings(data=tmp_path)) as parts:
        assert parts.campaigns is not None
        while (row := await parts.campaigns.recipient(old.no, 1)) is not None and row.person:
            await asyncio.sleep(0.02)
        assert row is not None
        assert row.contact == Contact()
