"""A whole e-mail as bytes: `multipart/alternative`, plain text before HTML, equal for equal values."""

import hashlib
from typing import Final

from frankly.domain.saying.mail import Delivery, Envelope
from frankly.stages.messaging.mime.bodies import BOUNDARY, END, HTML_HEAD, TEXT_HEAD, encoded, lines_of
from frankly.stages.messaging.mime.fields import date_field, field, mailbox_field

_KIND: Final = f'MIME-Version: 1.0\r\nContent-Type: multipart/alternative;\r\n boundary="{BOUNDARY}"\r\n'.encode()
_ONE_CLICK: Final = b"List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"


def message_id(key: str, domain: str) -> str:
    """The name of a message: equal for the same key, so that a message that is made twice is known for one.

    Args:
        key: idempotency key; it cannot be read from the name.
        domain: of the sender.
    """
    named = hashlib.sha256(f"message-id\x00{key}".encode()).hexdigest()[:32]
    return f"<{named}@{domain}>"


def written(envelope: Envelope) -> bytes:
    """Write an e-mail as bytes.

    Args:
        envelope: all of it.
    """
    text, html = encoded(*lines_of(envelope.text)), encoded(*lines_of(envelope.html))
    own, shared = own_head(envelope.delivery), shared_head(envelope)
    return b"".join((own, shared, b"\r\n", TEXT_HEAD, text, HTML_HEAD, html, END))


def shared_head(envelope: Envelope) -> bytes:
    """The fields that all recipients of one text share."""
    fields = [mailbox_field("From", envelope.sender)]
    if envelope.reply_to is not None:
        fields.append(mailbox_field("Reply-To", envelope.reply_to))
    fields.append(field("Subject", envelope.subject))
    if envelope.feedback_id is not None:
        fields.append(field("Feedback-ID", envelope.feedback_id))
    if envelope.ai is not None:
        fields.append(field("AI-Disclosure", f"mode={envelope.ai}"))
    return b"".join((*fields, field("Content-Language", envelope.language), _KIND))


def own_head(delivery: Delivery) -> bytes:
    """The fields that belong to one recipient."""
    fields = [
        mailbox_field("To", delivery.to),
        date_field(delivery.at),
        f"Message-ID: {delivery.message_id}\r\n".encode("ascii"),
    ]
    if (way := delivery.unsubscribing) is not None:
        # Each address stands whole on a line of its own: programs do not put a folded one together again.
        mailto = f",\r\n <{way.mailto}>" if way.mailto is not None else ""
        fields += [f"List-Unsubscribe: <{way.link}>{mailto}\r\n".encode("ascii"), _ONE_CLICK]
    return b"".join(fields)
