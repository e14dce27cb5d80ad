"""Approves an edition, or refuses it: bound to what its messages say at that moment."""

from typing import Final

from frankly.domain.campaign.edition import Approval, Edition, EditionState
from frankly.domain.time import EpochMs
from frankly.errors import Conflict, Invalid
from frankly.pipelines.campaigning.review.people import reviewer_of
from frankly.pipelines.campaigning.review.sampling import ReviewSample, sample_of
from frankly.pipelines.campaigning.world import CampaignWorld

MOST_REASON: Final = 500
"""Characters of a reason."""


async def approve(world: CampaignWorld, by: str, now: EpochMs) -> Approval:
    """Approve an edition whose sample was looked at.

    Args:
        world: an edition that is written.
        by: who approves; not the author.
        now: the moment.

    Raises:
        Invalid: when `by` is no name.
        Conflict: when the author approves, the edition is not written, messages are left to look at, or some that were
            looked at were refused.
    """
    name = reviewer_of(world.campaign, by)
    require_written(world.edition)
    content = await world.ledger.content(world.edition.no)
    sample = await sample_of(world.ledger, world.edition, world.campaign)
    _require_looked_at(world.campaign.name, sample)
    approval = Approval(content, name, now, "approved", told_of(sample))
    await world.ledger.approve(world.edition.no, approval)
    # A message that was written anew meanwhile is not what was approved.
    if await world.ledger.content(world.edition.no) != content:
        raise Conflict("A message changed while it was approved. Look at what changed, and approve again.")
    await world.ledger.move(world.edition.no, EditionState.APPROVED, of=(EditionState.WRITTEN,))
    return approval


async def refuse(world: CampaignWorld, by: str, because: str, now: EpochMs) -> Approval:
    """Refuse an edition, or take an approval back; whoever looks at it afterwards looks at a new sample.

    Raises:
        Invalid: when `by` is no name, or no reason is given.
        Conflict: when the author refuses, or nothing is written or it is being handed over.
    """
    name = reviewer_of(world.campaign, by)
    reason = " ".join(because.split())[:MOST_REASON]
    if not reason:
        raise Invalid("Say why it is refused, so that the author knows what to mend.")
    if world.edition.state not in {EditionState.WRITTEN, EditionState.APPROVED}:
        raise _not_written(world.edition)
    approval = Approval(await world.ledger.content(world.edition.no), name, now, "refused", reason)
    await world.ledger.approve(world.edition.no, approval)
    await world.ledger.move(world.edition.no, EditionState.WRITTEN, of=(EditionState.APPROVED,))
    return approval


def require_written(edition: Edition) -> None:
    """Hold what is looked at to a state in which nothing else changes it.

    Raises:
        Conflict: when the edition is in another state.
    """
    if edition.state is not EditionState.WRITTEN:
        raise _not_written(edition)


def told_of(sample: ReviewSample) -> str:
    """What an approval rests on, in one sentence."""
    looked_at, certainty = len(sample.sampled), sample.confidence * 100
    return (
        f"{looked_at:,} of {sample.lot:,} messages looked at, none refused; with {certainty:.4g} % certainty at most "
        f"{sample.bound.share:.2%} are defective"
    )


def _require_looked_at(campaign: str, sample: ReviewSample) -> None:
    if sample.refused:
        raise Conflict(
            f"{len(sample.refused):,} of the messages looked at were refused, so up to {sample.bound.share:.2%} may be "
            f"defective; the campaign asks for less than {sample.defect_share:.2%}. Mend the cause. Then "
            f"'frankly campaign refuse {campaign} --because …' begins a new sample."
        )
    if sample.left:
        raise Conflict(
            f"{len(sample.left):,} of {len(sample.sampled):,} messages of the sample were not looked at yet. "
            f"'frankly campaign review {campaign}' goes on."
        )
    if not sample.lot:
        raise Conflict("No message waits for a hand-over, so there is nothing to approve.")


def _not_written(edition: Edition) -> Conflict:
    told = edition.state.value.replace("_", " ")
    ways = {
        EditionState.PLANNED: f"'frankly campaign run {edition.campaign}' writes its messages.",
        EditionState.WRITING: f"'frankly campaign run {edition.campaign}' writes the rest.",
        EditionState.APPROVED: f"'frankly campaign refuse {edition.campaign} --because …' takes the approval back.",
        EditionState.PAUSED: f"'frankly campaign resume {edition.campaign}' goes on.",
    }
    way = ways.get(edition.state, "")
    return Conflict(
        f"The campaign '{edition.campaign}' is {told}; a campaign is reviewed once it is written. {way}".strip()
    )
