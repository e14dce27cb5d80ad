"""A message as it leaves: with its key, its links, and, where it goes by mail, its bytes."""

from typing import Final

from frankly.domain.campaign.outgoing import OutgoingItem, OutgoingMail
from frankly.domain.mail import AiPart, Delivery, Envelope, Mailbox, Unsubscribing
from frankly.domain.time import EpochMs
from frankly.errors import Misconfigured
from frankly.pipelines.campaigning.links import links_of
from frankly.pipelines.campaigning.messages import CampaignMessage
from frankly.pipelines.campaigning.world import CampaignWorld
from frankly.stages.handing_over.keys import idempotency_key
from frankly.stages.messaging.footing import Links
from frankly.stages.messaging.mime.fields import field
from frankly.stages.messaging.mime.writing import message_id, written
from frankly.stages.writing.brand import MailBrand

_LONGEST_GROUP: Final = 40
_AI: Final[dict[str, AiPart]] = {
    "ai-originated": "ai-originated",
    "ai-modified": "ai-modified",
    "machine-generated": "machine-generated",
}


def outgoing(world: CampaignWorld, message: CampaignMessage, at: EpochMs) -> OutgoingMail:
    """Make a message ready to leave.

    Args:
        world: the edition.
        message: of one recipient; their row has the hash of what was approved.
        at: moment that stands in its header.
    """
    row, letter = message.recipient, message.letter
    campaign, edition, mail = world.campaign, world.edition, world.parts.brand.mail
    key = idempotency_key(campaign.name, edition.no, row.no, row.content)
    links = links_of(world.parts, edition, row.no)
    envelope = _envelope(mail, message, key, links, at) if row.contact.address and mail.sender is not None else None
    urls = {str(item.id): block.url for item, block in zip(message.composed.answer.items, letter.blocks, strict=True)}
    return OutgoingMail(
        no=row.no,
        person=row.person,
        address=row.contact.address,
        first_name=letter.name,
        locale=letter.language,
        campaign=campaign.name,
        edition=edition.no,
        variant=row.variant,
        decision=row.decision,
        content=row.content,
        key=key,
        at=at,
        subject=letter.subject,
        preheader=letter.preheader,
        text=message.text,
        html=message.html,
        unsubscribe=links.unsubscribe,
        view=links.view,
        why=links.why,
        items=tuple(
            OutgoingItem(str(item.id), block.title, urls[str(item.id)])
            for item, block in zip(message.composed.answer.items, letter.blocks, strict=True)
        ),
        header=_header(message, links),
        mime=b"" if envelope is None else written(envelope),
    )


def require_sender(mail: MailBrand, what: str) -> None:
    """Hold a hand-over by mail to what mail needs.

    Args:
        mail: what the brand says.
        what: how messages leave, for the message.

    Raises:
        Misconfigured: when nobody sends, or nobody could unsubscribe.
    """
    if mail.sender is None:
        raise Misconfigured(f"{what} needs a sender: fill in mail.sender.address in brand/default.yaml.")
    if not mail.service:
        raise Misconfigured(
            f"{what} needs a way to unsubscribe: fill in mail.service in brand/default.yaml, the address over https "
            "where recipients reach this service."
        )


def _envelope(mail: MailBrand, message: CampaignMessage, key: str, links: Links, at: EpochMs) -> Envelope:
    row, letter = message.recipient, message.letter
    if mail.sender is None:
        raise ValueError("an envelope has a sender")
    domain = mail.sender.address.rpartition("@")[2]
    return Envelope(
        sender=mail.sender,
        reply_to=mail.reply_to,
        delivery=Delivery(
            to=Mailbox(address=row.contact.address, name=letter.name),
            message_id=message_id(key, domain),
            at=at,
            unsubscribing=Unsubscribing(link=links.unsubscribe) if links.unsubscribe else None,
        ),
        subject=letter.subject,
        text=message.text,
        html=message.html,
        language=letter.language,
        feedback_id=_feedback(message, domain),
        ai=_AI.get(letter.ai),
    )


def _feedback(message: CampaignMessage, domain: str) -> str:
    """Groups of complaints: variant, campaign, edition, sender; none of them is a person."""
    edition = message.composed.edition
    groups = (message.recipient.variant, edition.campaign, str(edition.no), domain)
    return ":".join(group[:_LONGEST_GROUP] for group in groups)


def _header(message: CampaignMessage, links: Links) -> tuple[tuple[str, str], ...]:
    """Fields for senders that write the rest of the header themselves."""
    found: list[tuple[str, str]] = []
    if links.unsubscribe:
        found += [
            ("List-Unsubscribe", f"<{links.unsubscribe}>"),
            ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"),
        ]
    if message.letter.ai in _AI:
        found.append(("AI-Disclosure", f"mode={message.letter.ai}"))
    for name, value in found:
        field(name, value)  # refuses whatever could open a second line
    return tuple(found)
