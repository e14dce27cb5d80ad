"""SendGrid: `POST /v3/mail/send`, a dynamic template with data and header fields for each recipient.

https://www.twilio.com/docs/sendgrid/api-reference/mail-send: at most 1,000 personalizations a request, each with one
address, which no other has. It knows no idempotency key: `custom_args` bring ours back with every event.
"""

from collections.abc import Sequence
from typing import Any, Final

from frankly.domain.campaign.outgoing import OutgoingMail
from frankly.stages.handing_over.senders.batches import MB, Limits, batches, shared

LIMITS: Final = Limits(messages=1_000, bytes=30 * MB)

_OWN: Final = frozenset({"list-unsubscribe", "list-unsubscribe-post", "feedback-id", "ai-disclosure"})
"""Fields that SendGrid takes from a request; it writes sender, recipient, subject and the like itself."""


def sendgrid(mails: Sequence[OutgoingMail], template: str, sender: tuple[str, str]) -> bytes:
    """Write request bodies.

    Args:
        mails: each with an address, in order of their recipients' numbers.
        template: id of the dynamic template.
        sender: address and name that it is from.
    """

    def body(part: list[Any]) -> dict[str, Any]:
        return {"from": _mailbox(*sender), "template_id": template, "personalizations": part}

    return batches(mails, _personalization, body, LIMITS)


def _personalization(mail: OutgoingMail) -> dict[str, Any]:
    return {
        "to": [_mailbox(mail.address, mail.first_name)],
        "headers": {name: value for name, value in mail.header if name.lower() in _OWN},
        "custom_args": {"key": mail.key, "campaign": mail.campaign},
        "dynamic_template_data": shared(mail),
    }


def _mailbox(address: str, name: str) -> dict[str, str]:
    return {"email": address, "name": name} if name else {"email": address}
