"""A message as it leaves: with its key, its links, and, where it goes by mail, its bytes."""

from typing import Final

from frankly.domain.campaign.outgoing import OutgoingItem, OutgoingMail
from frankly.domain.saying.mail import Mailbox
from frankly.domain.time import EpochMs
from frankly.errors import Misconfigured
from frankly.pipelines.campaigning.links import links_of
from frankly.pipelines.campaigning.world import CampaignWorld
from frankly.pipelines.campaigning.writing.messages import CampaignMessage
from frankly.pipelines.messaging.enveloping import Own, delivery_of, enveloped, tokens_of
from frankly.stages.handing_over.keys import idempotency_key
from frankly.stages.messaging.footing import Links
from frankly.stages.messaging.mime.fields import field
from frankly.stages.messaging.mime.writing import written
from frankly.stages.writing.brand import MailBrand

_LONGEST_GROUP: Final = 40


def outgoing(world: CampaignWorld, message: CampaignMessage, at: EpochMs) -> OutgoingMail:
    """Make a message ready to leave.

    Args:
        world: the edition.
        message: of one recipient; their row has the hash of what was approved.
        at: moment that stands in its header.
    """
    row, letter = message.recipient, message.letter
    campaign, edition = world.campaign, world.edition
    key = idempotency_key(campaign.name, edition.no, row.no, row.content)
    links = links_of(world.parts, edition, row.no)
    return OutgoingMail(
        no=row.no,
        person=row.person,
        address=row.contact.address,
        first_name=letter.name,
        locale=letter.language,
        campaign=campaign.name,
        edition=edition.ordinal,
        variant=row.variant,
        propensity_ppm=row.propensity_ppm,
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
            OutgoingItem(str(item.id), block.title, block.url)
            for item, block in zip(message.composed.answer.items, letter.blocks, strict=True)
        ),
        header=_header(message, links),
        mime=_mime(world, message, key, at),
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


def _mime(world: CampaignWorld, message: CampaignMessage, key: str, at: EpochMs) -> bytes:
    """The whole as bytes; nothing where it goes to no address, or nobody sends."""
    mail, signer, row = world.parts.brand.mail, world.parts.mail_tokens, message.recipient
    if not row.contact.address or mail.sender is None or signer is None:
        return b""
    to = Mailbox(address=row.contact.address, name=message.letter.name)
    own = Own(to, key, at, tokens_of(signer, world.edition, row.no), message.letter.name)
    domain = mail.sender.address.rpartition("@")[2]
    delivery = delivery_of(mail, own)
    envelope = enveloped(mail, message.letter, message.html, delivery, feedback_id=_feedback(message, domain))
    return written(envelope)


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
    if message.letter.ai:
        found.append(("AI-Disclosure", f"mode={message.letter.ai}"))
    for name, value in found:
        field(name, value)  # refuses whatever could open a second line
    return tuple(found)
