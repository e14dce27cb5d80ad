"""Request bodies of bounded size: so many messages, so many bytes."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import orjson

from frankly.domain.campaign.outgoing import OutgoingMail

MB: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class Limits:
    """What one request may hold.

    Attributes:
        messages: how many.
        bytes: how large the whole is at most.
        message_bytes: how large the data of one message is at most; 0 sets no bound of its own.
    """

    messages: int
    bytes: int
    message_bytes: int = 0


def batches(
    mails: Sequence[OutgoingMail],
    entry: Callable[[OutgoingMail], Mapping[str, Any]],
    body: Callable[[list[Mapping[str, Any]]], Mapping[str, Any]],
    limits: Limits,
) -> bytes:
    """Write messages as request bodies, one a line.

    Args:
        mails: in order of their recipients' numbers.
        entry: what stands in a body for one message.
        body: a body from such entries.
        limits: of the sender.
    """
    parts = _parts([entry(mail) for mail in mails], limits)
    return b"".join(orjson.dumps(body(part), option=orjson.OPT_APPEND_NEWLINE) for part in parts)


def shared(mail: OutgoingMail) -> dict[str, str]:
    """What every sender's template may show of a message, by name."""
    return {
        "subject": mail.subject,
        "preheader": mail.preheader,
        "html": mail.html,
        "text": mail.text,
        "unsubscribe": mail.unsubscribe,
        "view": mail.view,
        "why": mail.why,
        "key": mail.key,
        "campaign": mail.campaign,
        "variant": mail.variant,
        "decision": mail.decision,
    }


def _parts(entries: list[Mapping[str, Any]], limits: Limits) -> Iterator[list[Mapping[str, Any]]]:
    part: list[Mapping[str, Any]] = []
    size = 0
    for entry in entries:
        length = len(orjson.dumps(entry)) + 1
        # A tenth is left for what stands around the entries.
        if part and (len(part) >= limits.messages or size + length > limits.bytes * 9 // 10):
            yield part
            part, size = [], 0
        part.append(entry)
        size += length
    if part:
        yield part
