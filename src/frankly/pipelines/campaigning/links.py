"""Links of messages: whose message a token belongs to."""

from dataclasses import dataclass, replace

from frankly.domain.campaign.edition import Edition
from frankly.domain.campaign.recipient import Recipient
from frankly.errors import NotFound
from frankly.pipelines.messaging import enveloping
from frankly.pipelines.messaging.enveloping import tokens_of
from frankly.pipelines.parts import Parts
from frankly.ports.mailing.campaigns import CampaignLedger
from frankly.stages.messaging.footing import Links
from frankly.stages.messaging.letter import Letter
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


def links_of(parts: Parts, edition: Edition, recipient_no: int) -> Links:
    """Addresses below one recipient's message; none but that about privacy where the brand names no service.

    Args:
        parts: the world.
        edition: number of the edition stands in them.
        recipient_no: number of the recipient in it.
    """
    mail, signer = parts.brand.mail, parts.mail_tokens
    return enveloping.links_of(mail, {} if signer is None else tokens_of(signer, edition, recipient_no))


def of_nobody(letter: Letter) -> Letter:
    """A letter without what belongs to one recipient: the name, and where the links below it lead."""
    links = tuple(replace(link, url="") for link in letter.footer.links)
    return replace(letter, name="", footer=replace(letter.footer, links=links))


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
