"""Each message as a file of its own (`.eml`), as mail programs open it and mail servers take it."""

from collections.abc import Sequence

from frankly.domain.campaign.outgoing import OutgoingMail, PartFile


def single_mails(mails: Sequence[OutgoingMail], folder: str) -> list[PartFile]:
    """One file a message, named by the recipient's number, which says nothing about the person.

    Args:
        mails: each with its bytes.
        folder: where they lie.
    """
    return [PartFile(f"{folder}/{mail.no:08d}.eml", mail.mime) for mail in mails]
