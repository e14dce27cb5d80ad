"""Klaviyo: `POST /api/event-bulk-create-jobs`, an event a message that starts a flow.

https://developers.klaviyo.com/en/reference/bulk_create_events: at most 1,000 events and 5 MB a request. `unique_id`
lets Klaviyo know a second delivery for one; `$extra` is what it keeps out of its segments.
"""

from collections.abc import Sequence
from typing import Any, Final

from frankly.domain.campaign.outgoing import OutgoingMail
from frankly.domain.time import to_iso
from frankly.stages.handing_over.senders.batches import MB, Limits, batches, shared

LIMITS: Final = Limits(messages=1_000, bytes=5 * MB, message_bytes=100_000)

_LARGE: Final = ("html", "text")


def klaviyo(mails: Sequence[OutgoingMail], template: str) -> bytes:
    """Write request bodies.

    Args:
        mails: in order of their recipients' numbers.
        template: name of the metric that starts the flow.
    """

    def entry(mail: OutgoingMail) -> dict[str, Any]:
        return _entry(mail, template)

    return batches(mails, entry, _body, LIMITS)


def _body(part: list[Any]) -> dict[str, Any]:
    attributes = {"events-bulk-create": {"data": part}}
    return {"data": {"type": "event-bulk-create-job", "attributes": attributes}}


def _entry(mail: OutgoingMail, metric: str) -> dict[str, Any]:
    profile = {"external_id": mail.person, **({"email": mail.address} if mail.address else {})}
    event = {
        "metric": {"data": {"type": "metric", "attributes": {"name": metric}}},
        "properties": _properties(mail),
        "time": to_iso(mail.at),
        "unique_id": mail.key,
    }
    return {
        "type": "event-bulk-create",
        "attributes": {
            "profile": {"data": {"type": "profile", "attributes": profile}},
            "events": {"data": [{"type": "event", "attributes": event}]},
        },
    }


def _properties(mail: OutgoingMail) -> dict[str, Any]:
    said = shared(mail)
    small = {name: value for name, value in said.items() if name not in _LARGE}
    return {**small, "$extra": {name: said[name] for name in _LARGE}}
