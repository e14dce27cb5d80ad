"""Approves an edition, or refuses it: bound to what its messages say at that moment."""

from dataclasses import replace
from typing import Final

from frankly.domain.campaign.edition import Approval, Edition, EditionState
from frankly.domain.campaign.recipient import Fate, RecipientState
from frankly.domain.time import EpochMs
from frankly.errors import Conflict, Invalid
from frankly.pipelines.campaigning.review.people import reviewer_of
from frankly.pipelines.campaigning.review.sampling import ReviewSample, sample_of
from frankly.pipelines.campaigning.world import CampaignWorld

MOST_REASON: Final = 500
"""Characters of a reason."""

_BATCH: Final = 5_000


async def approve(world: CampaignWorld, by: str, now: EpochMs) -> Approval:
    """Approve an edition whose sample was looked at.

    Args:
        world: an edition that is written.
        by: who approves; not the author.
        now: the moment.

    Raises:
        Invalid: when `by` is no name.
        Conflict: when the author approves, the edition is not written, messages are left to look at, some were refused
            in this round, or some that were refused in any round wait as they were.
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


async def refuse(world: CampaignWorld, by: str, because: str, now: EpochMs, *, leaves_out: bool = False) -> Approval:
    """Refuse an edition, or take an approval back; whoever looks at it afterwards looks at a new sample.

    Args:
        world: an edition that is written, or approved.
        by: who refuses; not the author.
        because: why.
        now: the moment.
        leaves_out: those whose messages say what was refused get nothing, for this reason; otherwise these messages
            keep the edition from being approved until they say something else.

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
    if leaves_out:
        await _leave_out(world)
    return approval


async def _leave_out(world: CampaignWorld) -> None:
    """Skip everybody whose message says what somebody refused: the very message may be that of others too."""
    words = {word.content: word.reason for word in await world.ledger.looks(world.edition.no) if word.said == "refused"}
    waiting = RecipientState.WRITTEN
    async for rows in world.ledger.stream(world.edition.no, states=(waiting,), batch=_BATCH):
        skipped = [
            replace(row, state=RecipientState.SKIPPED, fate=Fate.REVIEW_REFUSED, detail=words[row.content][:200])
            for row in rows
            if row.content in words
        ]
        await world.ledger.put(world.edition.no, skipped, of=waiting)


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
    rounds = f" in round {sample.round + 1}" if sample.round else ""
    before = f" ({sample.refused_before:,} before it, mended or left out since)" if sample.refused_before else ""
    return (
        f"{looked_at:,} of {sample.lot:,} messages looked at{rounds}, none refused{before}; with {certainty:.4g} % "
        f"certainty at most {share_told(sample.bound.share, sample.defect_share)} are defective"
    )


def share_told(share: float, asked: float) -> str:
    """A share that may be defective, in as many digits as show whether it is less than what was asked.

    Args:
        share: from 0 to 1.
        asked: the campaign asks for less.
    """
    told = (f"{share:.{digits}%}" for digits in range(2, 7))
    return next((one for one in told if (float(one[:-1]) / 100 < asked) == (share < asked)), f"{share:.7%}")


def blocked_by(campaign: str, sample: ReviewSample) -> str:
    """Why no approval is possible, and what makes one possible; empty where looks alone are missing."""
    if not sample.refused and not sample.standing:
        return ""
    words = sample.standing or sample.refused
    share = share_told(sample.bound.share, sample.defect_share)
    several = f" and {len(words) - 1:,} more" if len(words) > 1 else ""
    named = f"recipient {words[0].no} ({words[0].by}: “{words[0].reason}”){several}"
    again = f"'frankly campaign refuse {campaign} --by YOU --because …'"
    if not sample.standing:
        return (
            f"What was refused of {named} says something else now. A round in which something was refused does not end "
            f"with an approval, for others may have the same fault: {again} begins one with a new sample."
        )
    return (
        f"The message of {named} was refused, and says the same still; up to {share} may be "
        f"defective, and the campaign asks for less than {sample.defect_share:.2%}. Mend the cause: edit the sentence "
        f"('e' in the review), or change the campaign, then 'frankly campaign plan {campaign}' and "
        f"'frankly campaign run {campaign}'; after a change of brand, wordings or rules "
        f"'frankly campaign cancel {campaign}' comes before both. Where the fault is in such messages alone, {again} "
        "with --leave-out keeps them from going out. Then a new sample is looked at."
    )


def _require_looked_at(campaign: str, sample: ReviewSample) -> None:
    if blocked := blocked_by(campaign, sample):
        raise Conflict(blocked)
    if sample.left:
        raise Conflict(
            f"{len(sample.left):,} of {len(sample.sampled):,} messages of the sample were not looked at yet. "
            f"'frankly campaign review {campaign}' goes on."
        )
    if not sample.lot:
        raise Conflict("No message waits for a hand-over, so there is nothing to approve.")


def _not_written(edition: Edition) -> Conflict:
    name, told = edition.campaign, edition.state.value.replace("_", " ")
    ways = {
        EditionState.PLANNED: f"'frankly campaign run {name}' writes its messages.",
        EditionState.WRITING: f"'frankly campaign run {name}' writes the rest.",
        EditionState.APPROVED: f"'frankly campaign refuse {name} --by YOU --because …' takes the approval back.",
        EditionState.HANDING_OVER: (
            f"What still waits can be stopped: 'frankly campaign cancel {name}' ends it, and none of it leaves; "
            f"'frankly campaign pause {name}' holds it, and after 'frankly campaign resume {name}' it can be refused."
        ),
        EditionState.PAUSED: f"'frankly campaign resume {name}' goes on.",
    }
    way = ways.get(edition.state, "")
    return Conflict(f"The campaign '{name}' is {told}; a campaign is reviewed once it is written. {way}".strip())
