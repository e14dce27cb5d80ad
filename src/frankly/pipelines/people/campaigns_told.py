"""Which campaigns considered somebody, what they got of each, how they were reached, and whether mail is stopped."""

from frankly.domain.campaign.edition import Edition
from frankly.domain.campaign.keyed_hashes import Hashing
from frankly.domain.campaign.recipient import TOLD, Recipient
from frankly.pipelines.people.rights_views import CampaignView
from frankly.ports.mailing.campaigns import CampaignLedger

UNDECIDED = "is considered; nothing is decided yet"


async def campaigns_of(ledger: CampaignLedger | None, person: str) -> tuple[CampaignView, ...]:
    """Every row about somebody in the ledger of campaigns, oldest first; nothing without a ledger."""
    rows = [] if ledger is None else await ledger.of_person(person)
    return tuple(_view(edition, row) for edition, row in rows)


async def stopped_mail(ledger: CampaignLedger | None, hashing: Hashing | None, person: str) -> str | None:
    """Why campaigns write to somebody no more, by their id or by an address that any campaign was given of them.

    Returns:
        `unsubscribed`, `complained`, `bounced` or `imported`; None where nothing stops mail, or nobody can tell.
    """
    if ledger is None or hashing is None:
        return None
    addresses = (await ledger.addresses_of([person])).get(person, ())
    hashes = [hashing(person, "")[0], *(hashing("", address)[1] for address in sorted(addresses))]
    found = await ledger.suppressed(hashes)
    return next((found[one] for one in hashes if one in found), None)


def _view(edition: Edition, row: Recipient) -> CampaignView:
    return CampaignView(
        campaign=edition.campaign,
        planned=edition.at,
        fate=None if row.fate is None else row.fate.value,
        told=UNDECIDED if row.fate is None else TOLD[row.fate],
        state=row.state.value,
        handed=row.handed,
        decision=row.decision or None,
        address=row.contact.address or None,
        first_name=row.contact.first_name or None,
        locale=row.locale or row.contact.locale or None,
        time_zone=row.contact.time_zone or None,
        occasion=row.occasion or None,
    )
