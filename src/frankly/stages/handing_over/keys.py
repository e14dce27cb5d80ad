"""Idempotency keys: equal for the same message to the same recipient, so that a second delivery is known for one."""

from frankly.domain.canonical import content_hash


def idempotency_key(campaign: str, edition: int, recipient: int, content: str) -> str:
    """The key of a message: 32 hexadecimal digits that say nothing about the person.

    Args:
        campaign: name of the campaign.
        edition: number of the edition.
        recipient: number of the recipient in it.
        content: hash of what the message says.
    """
    return content_hash([campaign, edition, recipient, content])[:32]
