"""Customer.io: `POST /v1/campaigns/{id}/triggers`, an API-triggered broadcast with data for each person.

https://docs.customer.io/integrations/api/app/tag/send-messages/: at most 10,000 people and 25 MB a request, one request
in ten seconds. People whom the workspace does not know are passed over there, and then this is said by its report.
"""

from collections.abc import Sequence
from typing import Any, Final

from frankly.domain.campaign.outgoing import OutgoingMail
from frankly.stages.handing_over.senders.batches import MB, Limits, batches, shared

LIMITS: Final = Limits(messages=10_000, bytes=25 * MB)


def customerio(mails: Sequence[OutgoingMail]) -> bytes:
    """Write request bodies; which broadcast they trigger stands in the address that they are sent to.

    Args:
        mails: in order of their recipients' numbers.
    """
    return batches(mails, _person, _body, LIMITS)


def _body(part: list[Any]) -> dict[str, Any]:
    return {"per_user_data": part, "id_ignore_missing": True}


def _person(mail: OutgoingMail) -> dict[str, Any]:
    return {"id": mail.person, "data": shared(mail)}
