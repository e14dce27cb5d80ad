"""What the routes about campaigns share."""

from frankly.api.state import Service
from frankly.errors import Conflict
from frankly.pipelines.campaigning.results import Results
from frankly.pipelines.campaigning.suppressing import Suppressing
from frankly.ports.campaigns import CampaignLedger
from frankly.stages.messaging.tokens import MailTokens


def ledger_of(service: Service) -> CampaignLedger:
    """The ledger of campaigns.

    Raises:
        Conflict: where this service keeps none.
    """
    if service.parts.campaigns is None:
        raise Conflict("This service keeps no campaigns.")
    return service.parts.campaigns


def tokens_of(service: Service) -> MailTokens:
    """Makes and reads links of messages.

    Raises:
        Conflict: where this service writes no messages.
    """
    if service.parts.mail_tokens is None:
        raise Conflict("This service writes no messages.")
    return service.parts.mail_tokens


def results_of(service: Service) -> Results:
    """Takes what becomes of messages.

    Raises:
        Conflict: where this service keeps no campaigns.
    """
    parts, ledger = service.parts, ledger_of(service)
    if parts.results is None:
        raise Conflict("This service keeps no results of campaigns.")
    suppressing = Suppressing(ledger, parts.suppression_secret)
    return Results(parts, ledger, parts.results, suppressing, service.rights, service.ingest)
