"""Keyed hashes of people and addresses: what stays of them where they must be known again and not be named."""

import hashlib
import hmac
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeAlias

from frankly.domain.campaign.address import normal_address

Hashing: TypeAlias = Callable[[str, str], tuple[str, str]]
"""Person and address → a keyed hash of each; empty for what is empty."""


@dataclass(frozen=True, slots=True)
class KeyedHashes:
    """Hashes under one key, so that they alone tell nobody's address.

    Attributes:
        secret: the key.
    """

    secret: bytes = field(repr=False)

    def of(self, person: str, address: str) -> tuple[str, str]:
        """A hash of the person's id, and one of the address in its usual spelling; empty for what is empty."""
        return (
            self._hash(f"person:{person}") if person else "",
            self._hash(f"address:{normal_address(address)}") if address else "",
        )

    def _hash(self, name: str) -> str:
        return hmac.new(self.secret, name.encode(), hashlib.sha256).hexdigest()[:32]
