"""Looks through a sample of an edition's messages with every check, warnings and what people got before included."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from email import message_from_bytes
from email.policy import SMTP
from typing import Final

from frankly.domain.campaign.recipient import Recipient, RecipientState
from frankly.domain.saying.mail import Mailbox
from frankly.errors import CallerError
from frankly.pipelines.campaigning.checking import Headers, MailChecking
from frankly.pipelines.campaigning.world import CampaignWorld
from frankly.pipelines.campaigning.writing.messages import CampaignMessage, messages_of
from frankly.pipelines.messaging.enveloping import Own, delivery_of, enveloped, tokens_of
from frankly.stages.mail_checks.finding import MailFinding
from frankly.stages.mail_checks.mail import Before
from frankly.stages.messaging.mime.writing import written

_NOBODY: Final = "recipient@example.invalid"
"""Stands for an address that whoever sends knows."""

_STATES: Final = (RecipientState.PLANNED, RecipientState.WRITTEN, RecipientState.SENDING, RecipientState.HANDED)


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
        found = checking.findings(message, await _before(world, row), header_of(world, message))
        yield Looked(row.no, row.locale, tuple(found))


def header_of(world: CampaignWorld, message: CampaignMessage) -> Headers | None:
    """The header as mail servers would get it; None where the brand names no sender, so that others write it.

    Args:
        world: the edition.
        message: as it was laid out.
    """
    mail, signer, row = world.parts.brand.mail, world.parts.mail_tokens, message.recipient
    if mail.sender is None or not mail.service or signer is None:
        return None
    to = Mailbox(address=row.contact.address or _NOBODY, name=message.letter.name)
    own = Own(to, f"{world.edition.no}-{row.no}", world.edition.at, tokens_of(signer, world.edition, row.no))
    envelope = enveloped(mail, message.letter, message.html, delivery_of(mail, own))
    head = message_from_bytes(written(envelope), policy=SMTP)
    return tuple((name, str(value)) for name, value in head.items())


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
