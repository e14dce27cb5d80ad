"""Looks through a sample of an edition's messages with every check, warnings and what people got before included."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass

from frankly.domain.campaign.recipient import Recipient, RecipientState
from frankly.errors import CallerError
from frankly.pipelines.campaigning.checking import MailChecking
from frankly.pipelines.campaigning.messages import messages_of
from frankly.pipelines.campaigning.world import CampaignWorld
from frankly.stages.mail_checks.finding import MailFinding
from frankly.stages.mail_checks.mail import Before

_STATES = (RecipientState.PLANNED, RecipientState.WRITTEN, RecipientState.SENDING, RecipientState.HANDED)


@dataclass(frozen=True, slots=True)
class Looked:
    """One message that was looked through.

    Attributes:
        recipient: number of whose message it is.
        locale: language.
        findings: what is wrong with it.
        because: why there is no message; empty where there is one.
    """

    recipient: int
    locale: str
    findings: Sequence[MailFinding]
    because: str = ""


async def looked_through(world: CampaignWorld, sample: int) -> AsyncIterator[Looked]:
    """Look through messages of recipients drawn evenly over the audience.

    Args:
        world: the edition; no model is asked.
        sample: how many messages; 0 takes all.
    """
    world = world.without_model()
    messages, checking = messages_of(world), MailChecking(world.parts, world.campaign)
    async for row in _drawn(world, sample):
        try:
            message = await messages.of(row)
        except CallerError as error:
            yield Looked(row.no, row.locale, (), error.message)
            continue
        yield Looked(row.no, row.locale, tuple(checking.findings(message, await _before(world, row))))


async def _drawn(world: CampaignWorld, sample: int) -> AsyncIterator[Recipient]:
    counts = {one.state: 0 for one in await world.ledger.tally(world.edition.no)}
    for one in await world.ledger.tally(world.edition.no):
        counts[one.state] += one.count
    there = sum(counts.get(state, 0) for state in _STATES)
    step, seen, taken = max(1, there // sample) if sample else 1, 0, 0
    async for page in world.ledger.stream(world.edition.no, states=_STATES):
        for row in page:
            if seen % step == 0 and (not sample or taken < sample):
                taken += 1
                yield row
            seen += 1


async def _before(world: CampaignWorld, row: Recipient) -> Before:
    """What the person got of other editions; of this one it is the very message that is looked at."""
    if not row.person:
        return Before()
    got = [
        one
        for edition, one in await world.ledger.of_person(row.person)
        if edition.no != world.edition.no and one.handed is not None
    ]
    return Before(
        contents=frozenset(one.content for one in got if one.content),
        handed=tuple(sorted((one.handed for one in got if one.handed is not None), reverse=True)),
        caps=world.campaign.caps,
        at=world.edition.at,
    )
