"""Iterable: `POST /api/events/trackBulk`, an event a message that starts a journey.

https://api.iterable.com/api/docs#events_trackBulk: at most 4 MB a request. An event with an `id` that is known replaces
that one, so a second delivery is no second event.
"""

from collections.abc import Sequence
from typing import Any, Final

from frankly.domain.campaign.outgoing import OutgoingMail
from frankly.stages.handing_over.senders.batches import MB, Limits, batches, shared

LIMITS: Final = Limits(messages=1_000, bytes=4 * MB)


def iterable(mails: Sequence[OutgoingMail], template: str) -> bytes:
    """Write request bodies.

    Args:
        mails: in order of their recipients' numbers.
        template: name of the event that starts the journey.
    """

    def event(mail: OutgoingMail) -> dict[str, Any]:
        return {
            "userId": mail.person,
            "eventName": template,
            "id": mail.key,
            "createdAt": mail.at // 1000,
            "dataFields": shared(mail),
        }

    return batches(mails, event, lambda part: {"events": part}, LIMITS)
