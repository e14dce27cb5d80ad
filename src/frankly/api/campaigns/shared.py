"""What the routes about campaigns share."""

from frankly.api.state import Service
from frankly.errors import Conflict
from frankly.pipelines.campaigning.outcome.results import Results
from frankly.pipelines.campaigning.suppressing import Suppressing
from frankly.ports.mailing.campaigns import CampaignLedger
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


def suppressing_of(service: Service) -> Suppressing:
    """Knows who must not be written to.

    Raises:
        Conflict: where this service keeps no campaigns.
    """
    return Suppressing(ledger_of(service), service.parts.suppression_secret)


def results_of(service: Service) -> Results:
    """Takes what becomes of messages.

    Raises:
        Conflict: where this service keeps no campaigns.
    """
    parts, ledger = service.parts, ledger_of(service)
    if parts.results is None:
        raise Conflict("This service keeps no results of campaigns.")
    return Results(parts, ledger, parts.results, suppressing_of(service), service.rights, service.ingest)
