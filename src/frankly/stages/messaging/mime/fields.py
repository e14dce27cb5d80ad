"""Header fields as bytes: folded at spaces (RFC 5322), other scripts as encoded words (RFC 2047).

The standard library does the same through a parser that takes milliseconds, and folds addresses of `List-Unsubscribe`
into encoded words that no mail program follows.
"""

import re
from base64 import b64encode
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Final

from frankly.domain.saying.mail import Mailbox, one_line

_WIDTH: Final = 78
_LONGEST_WORD: Final = 800
"""A word is never broken; one so long would not fit on a line (998 bytes) and is written as encoded words."""

_ENCODED_BYTES: Final = 39
"""Of one encoded word: 52 signs of base64 and the frame around them, behind the name of a field."""

_PLAIN: Final = re.compile(r"[ -~]*")
_ATOMS: Final = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~ -]*")
_WORDS: Final = re.compile(r" *[^ ]+")
_DAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def field(name: str, value: str) -> bytes:
    """A field with text in any script.

    Args:
        name: of the field, in ASCII.
        value: its text.

    Raises:
        ValueError: when the text holds a line break or another control character.
    """
    one_line(value)
    folded = _folded(name, value) if _is_plain(value) else _encoded(value)
    return f"{name}: {folded}\r\n".encode("ascii")


def mailbox_field(name: str, box: Mailbox) -> bytes:
    """A field with one address.

    Args:
        name: of the field, in ASCII.
        box: address, and the name shown instead.
    """
    if not box.name:
        return f"{name}: {box.address}\r\n".encode("ascii")
    shown = _phrase(box.name)
    last = shown.rpartition("\r\n")[2]
    is_long = len(name) + len(last) + len(box.address) + 5 > _WIDTH
    fold = "\r\n" if is_long else ""
    return f"{name}: {shown}{fold} <{box.address}>\r\n".encode("ascii")


def date_field(at_ms: int) -> bytes:
    """The field `Date`, in UTC.

    Args:
        at_ms: milliseconds since 1970.
    """
    at = datetime.fromtimestamp(at_ms // 1000, UTC)
    day, month = _DAYS[at.weekday()], _MONTHS[at.month - 1]
    return f"Date: {day}, {at.day:02d} {month} {at.year:04d} {at:%H:%M:%S} +0000\r\n".encode("ascii")


def _is_plain(value: str) -> bool:
    return (
        bool(_PLAIN.fullmatch(value))
        and "=?" not in value
        and (len(value) <= _LONGEST_WORD or all(len(word) <= _LONGEST_WORD for word in _WORDS.findall(value)))
    )


def _folded(name: str, value: str) -> str:
    room = _WIDTH - len(name) - 2
    if len(value) <= room:
        return value
    lines, line = [], ""
    for word in _WORDS.findall(value):
        if line and len(line) + len(word) > room:
            lines.append(line)
            line, room = "", _WIDTH
        line += word
    return "\r\n".join([*lines, line])


def _encoded(value: str) -> str:
    return "\r\n ".join(f"=?utf-8?b?{b64encode(part).decode()}?=" for part in _parts(value))


def _parts(value: str) -> Iterator[bytes]:
    """The text in UTF-8, in parts that each hold whole characters."""
    part = b""
    for sign in value:
        coded = sign.encode()
        if len(part) + len(coded) > _ENCODED_BYTES:
            yield part
            part = b""
        part += coded
    yield part


def _phrase(name: str) -> str:
    """A name as RFC 5322 takes it: as it is, in quotation marks, or as encoded words."""
    if not _PLAIN.fullmatch(name) or "=?" in name:
        return _encoded(name)
    if _ATOMS.fullmatch(name):
        return name
    quoted = name.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{quoted}"'
