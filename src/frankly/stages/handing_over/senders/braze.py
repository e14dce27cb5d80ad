"""Braze: `POST /campaigns/trigger/send`, an API-triggered campaign with properties for each recipient.

https://www.braze.com/docs/api/endpoints/messaging/send_messages/post_send_triggered_campaigns/: at most 50 recipients a
request, at most 50 KB of properties a recipient; so the plain text, which Braze makes itself from HTML, is left out.
"""

from collections.abc import Sequence
from typing import Any, Final

from frankly.domain.campaign.outgoing import OutgoingMail
from frankly.stages.handing_over.senders.batches import MB, Limits, batches, shared

LIMITS: Final = Limits(messages=50, bytes=4 * MB, message_bytes=50_000)


def braze(mails: Sequence[OutgoingMail], template: str) -> bytes:
    """Write request bodies.

    Args:
        mails: in order of their recipients' numbers.
        template: id of the API-triggered campaign.
    """

    def body(part: list[Any]) -> dict[str, Any]:
        return {"campaign_id": template, "broadcast": False, "recipients": part}

    return batches(mails, _recipient, body, LIMITS)


def _recipient(mail: OutgoingMail) -> dict[str, Any]:
    return {
        "external_user_id": mail.person,
        "send_to_existing_only": True,
        "trigger_properties": properties(mail),
    }


def properties(mail: OutgoingMail) -> dict[str, str]:
    """The properties of one recipient."""
    return {name: value for name, value in shared(mail).items() if name != "text"}
