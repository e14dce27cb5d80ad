"""Bodies as quoted-printable (RFC 2045), line by line: a line's bytes depend on that line alone.

So a message can be encoded once for all its recipients, and only the lines that differ are encoded again. Base64 would
be shorter for scripts beyond Latin, and has no such lines.
"""

from binascii import b2a_qp
from typing import Final

BOUNDARY: Final = "=_frankly"
"""Stands between the two bodies. No encoded body can hold it: there `=` is followed by two hexadecimal digits."""

TEXT_HEAD: Final = (
    f'--{BOUNDARY}\r\nContent-Type: text/plain; charset="utf-8"\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n'
).encode()
HTML_HEAD: Final = (
    f'\r\n--{BOUNDARY}\r\nContent-Type: text/html; charset="utf-8"\r\n'
    "Content-Transfer-Encoding: quoted-printable\r\n\r\n"
).encode()
END: Final = f"\r\n--{BOUNDARY}--\r\n".encode()


def lines_of(body: str) -> list[str]:
    """The lines of a body, however their ends are written; the last one ends like the others."""
    return body.splitlines()


def encoded(*lines: str) -> bytes:
    """Lines with their ends: the same bytes together as one by one.

    Args:
        lines: each without a line break.

    Raises:
        ValueError: for text that is no Unicode: half of a surrogate pair.
    """
    return b2a_qp("\r\n".join((*lines, "")).encode(), istext=True)
