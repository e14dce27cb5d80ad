"""Who waits for their hours once messages may leave, and until when: what a status tells between two hand-overs."""

from frankly.domain.base import Frozen
from frankly.domain.campaign.campaign import Campaign
from frankly.domain.campaign.edition import Edition, EditionState
from frankly.domain.time import EpochMs
from frankly.ports.mailing.campaigns import CampaignLedger
from frankly.stages.pacing.quiet import first_due

_LEAVING = frozenset({EditionState.APPROVED, EditionState.HANDING_OVER})


class Waits(Frozen):
    """Recipients who may not be written to yet."""

    count: int
    """How many."""

    first: int
    """When the first of them may be written to, in milliseconds since 1970."""

    last: int
    """When all of them may be, in milliseconds since 1970."""


async def waits_of(ledger: CampaignLedger, edition: Edition, now: EpochMs) -> Waits | None:
    """Who waits for their quiet hours to end, or for the campaign's first moment.

    Whose hours end after the campaign's last moment waits for nothing: the next hand-over says so.

    Args:
        ledger: rows of campaigns.
        edition: whose messages.
        now: the moment.

    Returns:
        None where nobody waits, or messages may not leave anyway: they are not approved, or paused.
    """
    if edition.state not in _LEAVING:
        return None
    campaign = Campaign.model_validate_json(edition.json)
    last = campaign.do_not_send_after
    found: dict[EpochMs, int] = {}
    for one in await ledger.waiting(edition.no):
        first = first_due(campaign, one.time_zone, one.not_before, now)
        if first > now and (last is None or first <= last):
            found[first] = found.get(first, 0) + one.count
    return Waits(count=sum(found.values()), first=min(found), last=max(found)) if found else None
