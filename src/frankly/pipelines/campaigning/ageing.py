"""Campaigns keep who their recipients were no longer than records are kept, and no shorter than caps look back."""

from frankly.domain.campaign.campaign import Campaign
from frankly.domain.time import DAY_MS, EpochMs
from frankly.pipelines.campaigning.suppressing import Suppressing


async def forget_older(suppressing: Suppressing, days: int, now: EpochMs) -> int:
    """Forget who the recipients of editions were that began more than a number of days ago; 0 keeps everything.

    Returns:
        How many rows told who somebody was.

    Raises:
        StoreUnavailable: when the rows cannot be written; what was forgotten stays so.
    """
    return 0 if days == 0 else await forget_before(suppressing, EpochMs(now - days * DAY_MS), now)


async def forget_before(suppressing: Suppressing, before: EpochMs, now: EpochMs) -> int:
    """The same for editions that began before a moment; see `forget_older`.

    Caps of any campaign count messages of all: a row stays as it is for as long as one of them may look back to it.
    """
    editions = await suppressing.ledger.editions()
    caps = [cap for edition in editions for cap in Campaign.model_validate_json(edition.json).caps]
    looked_back = now - max((cap.days for cap in caps), default=0) * DAY_MS
    return await suppressing.ledger.forget_before(EpochMs(min(before, looked_back)), suppressing.hashed)
