"""A mail server in memory; mirrors `adapters/smtp_server.py`."""

from frankly.domain.campaign.outgoing import OutgoingMail
from frankly.ports.mailing.handing_over import SendOutcome, Sent


class MemoryMailServer:
    """Port `MailServer` that keeps what it took.

    Attributes:
        taken: messages in the order in which they came.
        says: address → what it says of a message to it; it takes every other.
    """

    def __init__(self) -> None:
        """Begin empty."""
        self.taken: list[OutgoingMail] = []
        self.says: dict[str, SendOutcome] = {}

    async def send(self, mail: OutgoingMail) -> Sent:
        """Take one message, or say why not."""
        outcome = self.says.get(mail.address, SendOutcome.TAKEN)
        if outcome in (SendOutcome.TAKEN, SendOutcome.UNSURE):
            self.taken.append(mail)
        said = {SendOutcome.BOUNCED: "550 no such mailbox", SendOutcome.LATER: f"450 4.2.0 <{mail.address}> is busy"}
        return Sent(outcome, said.get(outcome, "250 ok"))
