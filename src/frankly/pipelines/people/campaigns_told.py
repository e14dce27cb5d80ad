"""Which campaigns considered somebody, what they got of each, and how they were reached."""

from frankly.domain.campaign.edition import Edition
from frankly.domain.campaign.recipient import TOLD, Recipient
from frankly.pipelines.people.rights_views import CampaignView
from frankly.ports.mailing.campaigns import CampaignLedger

UNDECIDED = "is considered; nothing is decided yet"


async def campaigns_of(ledger: CampaignLedger | None, person: str) -> tuple[CampaignView, ...]:
    """Every row about somebody in the ledger of campaigns, oldest first; nothing without a ledger."""
    rows = [] if ledger is None else await ledger.of_person(person)
    return tuple(_view(edition, row) for edition, row in rows)


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
