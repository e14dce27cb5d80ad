"""Opens what commands on a campaign work with: the service without its index, and the newest edition."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from frankly.adapters.files.campaigns.recipients import RecipientsFile
from frankly.adapters.spared_memory import AT_WORK, spared_memory
from frankly.bootstrap.service import open_frankly
from frankly.cli.campaigns.files import files_of
from frankly.cli.screen import err
from frankly.domain.campaign.campaign import Campaign
from frankly.errors import NotFound
from frankly.pipelines.campaigning.own_lines import unsayable
from frankly.pipelines.campaigning.world import CampaignWorld, ledger_of, world_of
from frankly.pipelines.parts import Parts
from frankly.settings import Settings


@asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator[Parts]:
    """The service, ready to read, with the model where one is set."""
    with err().status("Opening the data folder"):
        opening = open_frankly(settings, waits_for_index=False, is_sparing=True)
        parts = await opening.__aenter__()
    try:
        if parts.assistant is not None:
            await asyncio.to_thread(parts.assistant.load)
        with spared_memory(AT_WORK):
            yield parts
    finally:
        await opening.__aexit__(None, None, None)


async def newest(parts: Parts, settings: Settings, name: str) -> CampaignWorld:
    """The newest edition of a campaign.

    Raises:
        NotFound: when it was never planned, or is not there at all.
    """
    edition = await ledger_of(parts).edition(name)
    if edition is None:
        files_of(settings).path(name)
        raise NotFound(f"The campaign '{name}' was not planned yet; 'frankly campaign plan {name}' does that.")
    return world_of(parts, ledger_of(parts), edition)


def require_sayable(parts: Parts, settings: Settings, campaign: Campaign) -> None:
    """Hold lines that people wrote to the gate, all of them at once.

    Raises:
        Misconfigured: with file and line of each that may not be said, and why.
    """
    if wrong := files_of(settings).wrong(campaign.name, unsayable(parts, campaign)):
        raise wrong


def audience_rows(settings: Settings, campaign: Campaign) -> RecipientsFile | None:
    """The file of a campaign's audience; None where a rule says who it is.

    Raises:
        Misconfigured: with the line that names it, where there is no such file.
    """
    return files_of(settings).recipients(campaign)
