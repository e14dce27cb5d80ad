"""Bytes in addresses and headers: base64url without padding (RFC 4648, section 5), of which there is one spelling."""

import base64


def encoded(data: bytes) -> str:
    """Bytes as letters, digits, `-` and `_`."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def decoded(text: str) -> bytes:
    """The bytes of a text that `encoded` made.

    Raises:
        ValueError: when it did not: another sign stands in it, it was cut off, or unused bits of its last sign are set.
    """
    data = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    if encoded(data) != text:
        raise ValueError("no base64url without padding")
    return data
