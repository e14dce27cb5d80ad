"""Links of messages: whose message a token belongs to."""

from dataclasses import dataclass

from frankly.domain.campaign.edition import Edition
from frankly.domain.campaign.recipient import Recipient
from frankly.errors import NotFound
from frankly.ports.campaigns import CampaignLedger
from frankly.stages.messaging.tokens import LinkPurpose, MailTokens


@dataclass(frozen=True, slots=True)
class Linked:
    """What a link belongs to.

    Attributes:
        edition: whose message it stood in.
        row: of the recipient; one who was erased has no person any more.
    """

    edition: Edition
    row: Recipient


async def linked(ledger: CampaignLedger, tokens: MailTokens, token: str, purpose: LinkPurpose) -> Linked:
    """Find out whose message a link stood in.

    Args:
        ledger: rows of campaigns.
        tokens: proves it.
        token: as it stood in the link.
        purpose: what it is used for.

    Raises:
        Invalid: when it was cut off, changed, or is for something else.
        NotFound: when its campaign is not in this data folder.
    """
    said = tokens.read(token, purpose)
    edition = await ledger.numbered(said.edition)
    row = await ledger.recipient(said.edition, said.recipient_no)
    if edition is None or row is None:
        raise NotFound("The campaign that this link belongs to is not here any more.")
    return Linked(edition, row)
