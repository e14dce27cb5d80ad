"""Links that one recipient of a campaign has: signed, short, and readable to nobody as a name or an address.

A token is base64url of: version (1 byte), purpose (1 byte), numbers of edition and recipient (7 bits a byte, lowest
first), and the first 16 bytes of HMAC-SHA256 over all of it. It does not expire: the law wants a way to
unsubscribe for as long as the message lies in a mailbox.
"""

import hashlib
import hmac
from dataclasses import dataclass
from typing import Final, Literal

from frankly.domain.base64url import decoded, encoded
from frankly.errors import Invalid, Misconfigured

LinkPurpose = Literal["unsubscribe", "view", "why"]
"""What a link is good for: stop mail, show the message in a browser, say why it was sent."""

LEAST_KEY: Final = 16
"""Bytes of a key."""

MOST: Final = 2**40
"""Numbers of editions and recipients are below."""

_VERSION: Final = 1
_CODES: Final[dict[LinkPurpose, int]] = {"unsubscribe": 1, "view": 2, "why": 3}
_PURPOSES: Final = {code: purpose for purpose, code in _CODES.items()}
_MAC: Final = 16
_CONTEXT: Final = b"frankly mail link\x00"
_LONGEST: Final = 80


@dataclass(frozen=True, slots=True)
class MailToken:
    """What a token says.

    Attributes:
        purpose: what it is good for.
        edition: number of the campaign's edition in the ledger.
        recipient_no: number of the recipient in it.
    """

    purpose: LinkPurpose
    edition: int
    recipient_no: int


class MailTokens:
    """Makes and reads tokens under one key."""

    def __init__(self, key: bytes) -> None:
        """Keep the key.

        Args:
            key: at least 16 bytes.

        Raises:
            Misconfigured: when it is shorter.
        """
        if len(key) < LEAST_KEY:
            raise Misconfigured(
                f"FRANKLY_MAIL_SECRET is shorter than {LEAST_KEY} characters and could be guessed; take a longer one, "
                "or leave it out and one is made and kept in the data folder."
            )
        self._key = key

    def sign(self, purpose: LinkPurpose, edition: int, recipient_no: int) -> str:
        """Make a token.

        Args:
            purpose: what it is good for.
            edition: number of the campaign's edition in the ledger.
            recipient_no: number of the recipient in it.

        Raises:
            Invalid: when a number is negative or too large.
        """
        for number in (edition, recipient_no):
            if not 0 <= number < MOST:
                raise Invalid(f"Numbers of editions and recipients are from 0 to {MOST - 1}, not {number}.")
        body = bytes((_VERSION, _CODES[purpose])) + _number(edition) + _number(recipient_no)
        return encoded(body + self._mac(body))

    def read(self, token: str, purpose: LinkPurpose) -> MailToken:
        """Prove a token and say what it says.

        Args:
            token: as it stood in the link.
            purpose: what it is used for; a token for something else is refused.

        Raises:
            Invalid: when it was cut off, changed, made under another key or for another purpose.
        """
        whole = _decoded(token)
        body, mac = whole[:-_MAC], whole[-_MAC:]
        if len(body) < 4 or not hmac.compare_digest(self._mac(body), mac):
            raise _broken()
        if body[0] != _VERSION or _PURPOSES.get(body[1]) != purpose:
            raise Invalid(f"This link is not one for '{purpose}'; use the one of the message that is meant for it.")
        edition, rest = _read_number(body[2:])
        return MailToken(purpose, edition, _read_number(rest)[0])

    def _mac(self, body: bytes) -> bytes:
        return hmac.digest(self._key, _CONTEXT + body, hashlib.sha256)[:_MAC]


def _broken() -> Invalid:
    return Invalid(
        "This link is not whole, or was changed: mail programs sometimes cut long lines. Open it from the message "
        "again, or answer the message."
    )


def _decoded(token: str) -> bytes:
    if not 0 < len(token) <= _LONGEST or not token.isascii():
        raise _broken()
    try:
        return decoded(token)
    except ValueError:
        raise _broken() from None


def _number(number: int) -> bytes:
    found = bytearray()
    while number > 0x7F:
        found.append(0x80 | number & 0x7F)
        number >>= 7
    return bytes((*found, number))


def _read_number(data: bytes) -> tuple[int, bytes]:
    """A number, and what stands behind it; what is read here was signed here, and is whole."""
    number = 0
    for place, part in enumerate(data):
        number |= (part & 0x7F) << 7 * place
        if part < 0x80:
            return number, data[place + 1 :]
    raise _broken()
