"""What campaigns need of the data folder beside its stores."""

from frankly.bootstrap.secret_files import suppression_secret
from frankly.pipelines.campaigning.suppressing import Suppressing
from frankly.ports.mailing.campaigns import CampaignLedger
from frankly.settings import Settings


def suppressing_of(settings: Settings, ledger: CampaignLedger) -> Suppressing:
    """Who must not be written to again.

    Raises:
        Misconfigured: when the key of the hashes can neither be read nor made.
    """
    return Suppressing(ledger, suppression_secret(settings))
