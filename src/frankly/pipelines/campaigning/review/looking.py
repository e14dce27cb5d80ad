"""Somebody's word on one message, kept at once, so that a walk goes on where it was left."""

from frankly.domain.campaign.look import Look, LookSaid
from frankly.domain.campaign.recipient import Recipient, RecipientState
from frankly.domain.time import EpochMs
from frankly.errors import Conflict, Invalid
from frankly.pipelines.campaigning.review.approving import MOST_REASON, require_written
from frankly.pipelines.campaigning.review.people import reviewer_of
from frankly.pipelines.campaigning.review.sampling import round_of
from frankly.pipelines.campaigning.world import CampaignWorld


async def look(world: CampaignWorld, row: Recipient, said: LookSaid, by: str, now: EpochMs, because: str = "") -> Look:
    """Keep a word on a message; while one that is refused stands as it is, nothing is approved.

    Args:
        world: an edition that is written.
        row: the recipient, with the content that was looked at.
        said: approved or refused.
        by: who looked; not the author.
        now: the moment.
        because: why it is refused.

    Raises:
        Invalid: when `by` is no name, or a refusal gives no reason.
        Conflict: when the author looks, the edition is not written, the message is another one by now, or it is to be
            approved, and somebody refused the very same.
    """
    name = reviewer_of(world.campaign, by)
    require_written(world.edition)
    reason = " ".join(because.split())[:MOST_REASON]
    if said == "refused" and not reason:
        raise Invalid("Say why it is refused, so that the author knows what to mend.")
    stored = await world.ledger.recipient(world.edition.no, row.no)
    if stored is None or stored.content != row.content or stored.state is not RecipientState.WRITTEN:
        raise Conflict(f"The message of recipient {row.no} changed since it was shown. Look at it again.")
    if said == "approved":
        await _require_not_refused(world, row, name)
    turn = round_of(await world.ledger.approvals(world.edition.no))
    word = Look(row.no, row.content, said, name, now, turn, reason)
    await world.ledger.look(world.edition.no, word)
    return word


async def _require_not_refused(world: CampaignWorld, row: Recipient, by: str) -> None:
    """A refusal is lifted by mending the message, or by whoever refused it of this very recipient."""
    for word in await world.ledger.looks(world.edition.no):
        is_own = word.no == row.no and word.by.casefold() == by.casefold()
        if word.said == "refused" and word.content == row.content and not is_own:
            raise Conflict(
                f"{word.by} refused what this message says: “{word.reason}”. It may go out once it says something else."
            )
