"""Writes the messages anew of which something changed since they were approved, and has people look at the whole again.

A hand-over that finds too many of them does it by itself; where senders fetch, somebody asks for it: a request for one
person's message is no moment to write all others.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from frankly.domain.campaign.edition import Edition, EditionState
from frankly.domain.campaign.recipient import RecipientState, Risk
from frankly.domain.time import EpochMs
from frankly.pipelines.campaigning.handing.freshness import standings
from frankly.pipelines.campaigning.handing.renewing import Renewing
from frankly.pipelines.campaigning.running import is_approved
from frankly.pipelines.campaigning.suppressing import Suppressing
from frankly.pipelines.campaigning.world import CampaignWorld
from frankly.pipelines.campaigning.writing.risks import with_risk


@dataclass(slots=True)
class WrittenAnew:
    """What became of the messages that had not left.

    Attributes:
        edition: as it was when this began: written, and nobody's approval holds.
        count: so many were written anew.
        left_before: so many had left before, saying something else than what was approved.
        skipped: fate → how many get nothing after all.
    """

    edition: Edition
    count: int = 0
    left_before: int = 0
    skipped: Counter[str] = field(default_factory=Counter)

    @property
    def told(self) -> str:
        """How many were written anew and why, with those that had left; without an end."""
        noun = "message" if self.count == 1 else "messages"
        before = f", and {self.left_before} such had left before" if self.left_before else ""
        return f"{self.count} {noun} had to be written anew, because items or agreements changed{before}"


async def write_anew(
    world: CampaignWorld,
    suppressing: Suppressing,
    renewing: Renewing,
    now: EpochMs,
    *,
    of: Sequence[EditionState],
) -> WrittenAnew | None:
    """Write them anew. Killed on the way, it leaves a campaign to review; those that are left are found again.

    The state goes first: nothing leaves any more, and of several who begin at once one writes.

    Args:
        world: the edition, without a model.
        suppressing: knows who must not be written to.
        renewing: makes the messages.
        now: the moment.
        of: states that the edition may be in.

    Returns:
        What became of them; None where the edition is in another state, and nothing was done.

    Raises:
        Conflict: where a message would not say what was approved though nothing of it changed.
    """
    ledger, no = world.ledger, world.edition.no
    reason = "Messages are being written anew, because items or agreements changed. Review them again."
    edition = await ledger.move(no, EditionState.WRITTEN, of=tuple(of), reason=reason)
    if edition is None:
        return None
    done = WrittenAnew(edition)
    async for page in ledger.stream(no, states=(RecipientState.WRITTEN,)):
        found = await standings(world, suppressing, page, now)
        made = await renewing.shard([one for one in found if one.fate is None], now)
        new = [
            replace(one.row, content=one.content, detail="", renewed="", risks=with_risk(one.row.risks, Risk.RENEWED))
            for one in made
            if one.is_renewed
        ]
        ended = [one.row for one in made if one.message is None]
        done.count += await ledger.put(no, new, of=RecipientState.WRITTEN)
        await ledger.put(no, ended, of=RecipientState.WRITTEN)
        done.skipped.update(row.fate.value for row in ended if row.fate is not None)
    await ledger.forget_renewed(no)
    done.left_before = await ledger.renewed(no)
    return done


async def write_anew_as_asked(
    world: CampaignWorld, suppressing: Suppressing, renewing: Renewing, now: EpochMs
) -> WrittenAnew | None:
    """Write them anew because somebody asked for it, however many they are; see `write_anew`.

    Where none had to be, the approval holds, and messages go on leaving: asked twice does no harm.
    """
    done = await write_anew(world, suppressing, renewing, now, of=(EditionState.APPROVED, EditionState.HANDING_OVER))
    if done is not None and not done.count and await is_approved(world.ledger, world.edition.no):
        await world.ledger.move(world.edition.no, EditionState.APPROVED, of=(EditionState.WRITTEN,))
    elif done is not None:
        await say_written_anew(world, f"{done.told}. Review them again.")
    return done


async def say_written_anew(world: CampaignWorld, reason: str) -> None:
    """Put the reason for the review beside the state, unless people have gone on already."""
    state = EditionState.WRITTEN
    await world.ledger.move(world.edition.no, state, of=(state,), reason=reason)
