"""Seals bytes with AES-256-GCM, so that throwing a key away makes them unreadable for ever."""

import os
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_BYTES: Final = 32

# Drawn, not counted: a counter would repeat after a backup was restored, and a repeated nonce gives both texts away.
# One key seals the records of one person: far from the 2**32 messages up to which drawing is safe.
NONCE_BYTES: Final = 12


def new_key() -> bytes:
    """A key that nobody has seen before."""
    return os.urandom(KEY_BYTES)


def seal(data: bytes, key: bytes, place: bytes) -> bytes:
    """Make bytes unreadable without the key; they are 28 bytes longer afterwards.

    Args:
        data: what to seal.
        key: of `KEY_BYTES`.
        place: where it belongs; opened at another place, it fails.
    """
    nonce = os.urandom(NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, data, place)


def unseal(sealed: bytes, key: bytes, place: bytes) -> bytes:
    """Read what was sealed.

    Raises:
        ValueError: when it was changed, is of another place, or the key is another.
    """
    try:
        return AESGCM(key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], place)
    except InvalidTag as error:
        raise ValueError("the seal is broken: bytes, place or key are not those that were sealed") from error
