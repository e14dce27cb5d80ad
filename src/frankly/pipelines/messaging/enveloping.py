"""From a letter to what a mail server takes: who it is from, the recipient's own links, bytes.

For one recipient: `tokens_of`, `links_of`, `lettered`, the template, `delivery_of`, `enveloped`, and `written` of
`stages.messaging.mime.writing`. For many who share a text: `open_links`, `lettered` with `place("name")`, the template,
`prepared_letter` once, and `filled` for each.
"""

from dataclasses import dataclass
from typing import Final

from frankly.domain.campaign.edition import Edition
from frankly.domain.saying.mail import Delivery, Envelope, Mailbox, Unsubscribing
from frankly.domain.time import EpochMs
from frankly.errors import Misconfigured
from frankly.stages.messaging.footing import Links, service_links
from frankly.stages.messaging.letter import Letter
from frankly.stages.messaging.mime.prepared import Prepared, prepared
from frankly.stages.messaging.mime.writing import message_id
from frankly.stages.messaging.places import Place, place
from frankly.stages.messaging.plain import plain_of
from frankly.stages.messaging.tokens import LinkPurpose, MailTokens
from frankly.stages.writing.brand import MailBrand

PURPOSES: Final[tuple[LinkPurpose, ...]] = ("unsubscribe", "why", "view")


@dataclass(frozen=True, slots=True)
class Own:
    """What of a message belongs to one recipient.

    Attributes:
        to: who gets it.
        key: idempotency key of the message.
        at: when it is written, in milliseconds since 1970.
        tokens: purpose → token; empty where nobody can unsubscribe, as from a proof for an editor.
        name: first name that can be used; empty where there is none.
    """

    to: Mailbox
    key: str
    at: EpochMs
    tokens: dict[LinkPurpose, str]
    name: str = ""


def tokens_of(signer: MailTokens, edition: Edition, recipient_no: int) -> dict[LinkPurpose, str]:
    """The tokens of one recipient, by purpose.

    Args:
        signer: the key of links.
        edition: of the campaign.
        recipient_no: number of the recipient in it.
    """
    return {purpose: signer.sign(purpose, edition.no, recipient_no) for purpose in PURPOSES}


def links_of(mail: MailBrand, tokens: dict[LinkPurpose, str]) -> Links:
    """Addresses below the message of one recipient."""
    return service_links(mail.service, tokens, mail.privacy)


def open_links(mail: MailBrand) -> Links:
    """The same with places for the tokens, for a letter that many share."""
    return service_links(mail.service, {purpose: place(purpose) for purpose in PURPOSES}, mail.privacy)


def sender_of(mail: MailBrand) -> Mailbox:
    """Who messages are from.

    Raises:
        Misconfigured: where the brand names nobody.
    """
    if mail.sender is None:
        raise Misconfigured(
            "The brand names nobody that messages are from; write 'mail: {sender: {name: …, address: …}}' in "
            "brand/default.yaml."
        )
    return mail.sender


def delivery_of(mail: MailBrand, own: Own) -> Delivery:
    """Header fields of one recipient.

    Raises:
        Misconfigured: where the brand names nobody that messages are from, or recipients cannot reach the service.
    """
    sender = sender_of(mail)
    return Delivery(
        to=own.to,
        message_id=message_id(own.key, sender.address.rpartition("@")[2]),
        at=own.at,
        unsubscribing=_unsubscribing(mail, own.tokens.get("unsubscribe", "")),
    )


def enveloped(
    mail: MailBrand, letter: Letter, html: str, delivery: Delivery, *, feedback_id: str | None = None
) -> Envelope:
    """A letter in its envelope.

    Args:
        mail: who sends it.
        letter: what stands in it.
        html: the same as HTML.
        delivery: who gets it.
        feedback_id: what complaints are counted by: `campaign:cell:kind:sender`.

    Raises:
        Misconfigured: where the brand names nobody that messages are from.
    """
    return Envelope(
        sender=sender_of(mail),
        reply_to=mail.reply_to,
        delivery=delivery,
        subject=letter.subject,
        text=plain_of(letter),
        html=html,
        language=letter.language,
        feedback_id=feedback_id,
        ai=letter.ai or None,
    )


def prepared_letter(mail: MailBrand, letter: Letter, html: str, *, feedback_id: str | None = None) -> Prepared:
    """A letter for many, encoded once.

    Args:
        mail: who sends it.
        letter: with `place("name")` as its name, or without one, and `open_links` below.
        html: the same as HTML.
        feedback_id: what complaints are counted by.

    Raises:
        Misconfigured: where the brand names nobody that messages are from.
    """
    nobody = delivery_of(mail, Own(sender_of(mail), "", EpochMs(0), {}))
    return prepared(enveloped(mail, letter, html, nobody, feedback_id=feedback_id))


def filled(ready: Prepared, mail: MailBrand, own: Own) -> bytes:
    """The message of one recipient as bytes: those that it would have if it were written by itself.

    Raises:
        ValueError: when the letter has a place that the recipient has nothing for.
        Misconfigured: see `delivery_of`.
    """
    values: dict[Place, str] = {"name": own.name}
    values.update((purpose, token) for purpose, token in own.tokens.items())
    return ready.written(delivery_of(mail, own), values)


def _unsubscribing(mail: MailBrand, token: str) -> Unsubscribing | None:
    if not token:
        return None
    link = service_links(mail.service, {"unsubscribe": token}).unsubscribe
    if not link:
        raise Misconfigured(
            "Recipients cannot unsubscribe: the brand does not say where they reach this service. Write "
            "'mail: {service: https://…}' in brand/default.yaml."
        )
    return Unsubscribing(link=link, mailto=f"mailto:{mail.unsubscribe}?subject={token}" if mail.unsubscribe else None)
