"""Messages in one file as mail programs keep them (`mbox`, RFC 4155).

A line of a body that begins with `From ` would begin the next message; it is written in quoted-printable, which every
body here is in, so that reading gives the very same text back.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final

from frankly.domain.campaign.outgoing import OutgoingMail

_DAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def mail_box(mails: Sequence[OutgoingMail]) -> bytes:
    """Write messages as one mbox file.

    Args:
        mails: each with its bytes.
    """
    return b"".join(map(_entry, mails))


def _entry(mail: OutgoingMail) -> bytes:
    # The line in front names no person: who it is for stands in the message.
    lines = mail.mime.replace(b"\r\n", b"\n").replace(b"\nFrom ", b"\n=46rom ")
    return f"From frankly {_moment(mail.at)}\n".encode("ascii") + lines + b"\n"


def _moment(at_ms: int) -> str:
    at = datetime.fromtimestamp(at_ms // 1000, UTC)
    return f"{_DAYS[at.weekday()]} {_MONTHS[at.month - 1]} {at.day:2d} {at:%H:%M:%S} {at.year:04d}"
