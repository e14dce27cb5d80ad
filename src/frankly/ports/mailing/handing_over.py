"""Where messages go when they leave: a folder of files, or a mail server."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from frankly.domain.campaign.outgoing import OutgoingMail, PartFile


class PartStore(Protocol):
    """A folder of part files; it is made where there is none."""

    async def has(self, part: str) -> bool:
        """Whether there are files of a part already, in any form.

        Args:
            part: its name.

        Raises:
            Misconfigured: when the folder cannot be made or read.
        """
        ...

    async def put(self, part: str, files: Sequence[PartFile]) -> None:
        """Write the files of a part, durably, each whole or not at all; what the part had before is replaced.

        Args:
            part: its name; names of its files begin with it.
            files: all of them; none takes away what an earlier attempt left.

        Raises:
            Misconfigured: when the folder cannot be written.
        """
        ...


class SendOutcome(StrEnum):
    """What a mail server said of a message."""

    TAKEN = "taken"
    BOUNCED = "bounced"
    REFUSED = "refused"
    LATER = "later"
    UNSURE = "unsure"


@dataclass(frozen=True, slots=True)
class Sent:
    """What became of a message at a mail server.

    Attributes:
        outcome: taken; the address refused for good; the message refused for good; refused for now, and surely not
            taken; or the connection broke when the message was on its way, and nobody knows.
        said: what the server said, on one line.
    """

    outcome: SendOutcome
    said: str = ""


class MailServer(Protocol):
    """A mail server that takes messages."""

    async def send(self, mail: OutgoingMail) -> Sent:
        """Give it one message.

        Args:
            mail: with an address and its bytes.
        """
        ...
