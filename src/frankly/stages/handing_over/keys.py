"""Idempotency keys: equal for the same message to the same recipient, so that a second delivery is known for one.

A key says which row of the ledger it belongs to, so that a result that comes back finds it without a list of keys; its
last part proves that somebody was really handed this message.
"""

import re
from typing import Final

from frankly.domain.canonical import content_hash

_KEY: Final = re.compile(r"([0-9]{1,12})-([0-9]{1,12})-([0-9a-f]{20})")


def idempotency_key(campaign: str, edition: int, recipient: int, content: str) -> str:
    """The key of a message; it says nothing about the person.

    Args:
        campaign: name of the campaign.
        edition: number of the edition.
        recipient: number of the recipient in it.
        content: hash of what the message said when it was approved.
    """
    return f"{edition}-{recipient}-{content_hash([campaign, edition, recipient, content])[:20]}"


def row_of(key: str) -> tuple[int, int] | None:
    """Numbers of edition and recipient that a key names; None where it is no key. Who uses it makes the key again."""
    found = _KEY.fullmatch(key)
    return None if found is None else (int(found[1]), int(found[2]))
