"""Somebody's word on one message, kept at once, so that a walk goes on where it was left."""

from dataclasses import replace
from typing import Final

from frankly.domain.campaign.look import Look, LookSaid
from frankly.domain.campaign.recipient import Fate, Recipient, RecipientState
from frankly.domain.time import EpochMs
from frankly.errors import Conflict, Invalid
from frankly.pipelines.campaigning.review.approving import MOST_REASON, require_written
from frankly.pipelines.campaigning.review.people import reviewer_of
from frankly.pipelines.campaigning.review.sampling import round_of
from frankly.pipelines.campaigning.world import CampaignWorld

MOST_DETAIL: Final = 200
"""Characters that the row keeps of a reason."""


async def look(world: CampaignWorld, row: Recipient, said: LookSaid, by: str, now: EpochMs, because: str = "") -> Look:
    """Keep a word on a message; one that is refused does not go out.

    Args:
        world: an edition that is written.
        row: the recipient, with the content that was looked at.
        said: approved or refused.
        by: who looked; not the author.
        now: the moment.
        because: why it is refused.

    Raises:
        Invalid: when `by` is no name, or a refusal gives no reason.
        Conflict: when the author looks, the edition is not written, or the message is another one by now.
    """
    name = reviewer_of(world.campaign, by)
    require_written(world.edition)
    reason = " ".join(because.split())[:MOST_REASON]
    if said == "refused" and not reason:
        raise Invalid("Say why it is refused, so that the author knows what to mend.")
    stored = await world.ledger.recipient(world.edition.no, row.no)
    if stored is None or stored.content != row.content or stored.state is not RecipientState.WRITTEN:
        raise Conflict(f"The message of recipient {row.no} changed since it was shown. Look at it again.")
    turn = round_of(await world.ledger.approvals(world.edition.no))
    word = Look(row.no, row.content, said, name, now, turn, reason)
    await world.ledger.look(world.edition.no, word)
    if said == "refused":
        left_out = replace(
            stored, state=RecipientState.SKIPPED, fate=Fate.CHECK_FAILED, detail=f"review: {reason}"[:200]
        )
        await world.ledger.put(world.edition.no, [left_out], of=RecipientState.WRITTEN)
    return word
