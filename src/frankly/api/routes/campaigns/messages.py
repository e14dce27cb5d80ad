"""One person's message, for senders that fetch content at the moment they send."""

import asyncio
from typing import Annotated, Final

from fastapi import APIRouter, Path, Request, Response

from frankly.api.auth import Owner
from frankly.api.bodies import Shape, reply
from frankly.api.campaigns.shared import ledger_of
from frankly.api.describing.openapi import CALLING, answers, problems
from frankly.api.examples import campaigns as campaign_examples
from frankly.api.routes.campaigns.steps import files_of, loaded
from frankly.api.state import service_of
from frankly.domain.campaign.recipient import RecipientState
from frankly.domain.ids import IdText, NameText
from frankly.errors import Conflict, Invalid, NotFound, TooSlow
from frankly.pipelines.campaigning.checking import error_check
from frankly.pipelines.campaigning.handing.hand_over import LEAVING
from frankly.pipelines.campaigning.handing.pulling import PulledMessage, pulled, row_of
from frankly.pipelines.campaigning.running import require_unchanged
from frankly.pipelines.campaigning.suppressing import Suppressing
from frankly.pipelines.campaigning.world import world_of
from frankly.pipelines.campaigning.writing.messages import messages_of

router = APIRouter(tags=["campaigns"])

MESSAGE = Shape(PulledMessage)

BUDGET_S: Final = 2.0
"""Most that making a message may take, in seconds: senders that fetch content while they send wait about that long."""

Name = Annotated[NameText, Path(description="Name of the campaign.")]
Person = Annotated[IdText, Path(description="Whose message.")]


@router.get(
    "/v1/campaigns/{name}/messages/{person}",
    operation_id="pull_campaign_message",
    summary="Fetch one person's message",
    responses={
        **answers(PulledMessage, campaign_examples.PULLED, "The message, with the key under which it is sent once."),
        **problems(Invalid, *CALLING, NotFound, Conflict, TooSlow),
    },
)
async def pull(request: Request, name: Name, person: Person, _owner: Owner) -> Response:
    """Fetch the approved message of one person, at the moment it is sent; this hands it over.

    Consent, suppression, caps, price and stock are read again. No model is asked. Fetched again, it is the same message
    under the same `key`, unless they unsubscribed, complained or withdrew an agreement since. Who gets none gives
    `conflict` with the `fate`; who may not be written to yet, `not_before`; a campaign whose file was changed since it
    was planned gives `conflict`, too. What is not ready within two seconds gives `too_slow`: asked again, a message
    that was handed over meanwhile comes under the same `key`.
    """
    service = service_of(request)
    parts, ledger = service.parts, ledger_of(service)
    edition, row = await row_of(ledger, name, person)
    if row.state is RecipientState.WRITTEN and edition.state in LEAVING and name in files_of(service).names():
        require_unchanged(edition, loaded(service, name))
    world = world_of(parts, ledger, edition).without_model()
    messages = messages_of(world, parts.assistant)
    suppressing = Suppressing(ledger, parts.suppression_secret)
    check = error_check(parts, world.campaign)
    try:
        async with asyncio.timeout(BUDGET_S):
            found = await pulled(world, suppressing, messages, check, row, parts.clock.now())
    except TimeoutError:
        raise TooSlow(
            f"The message was not ready within {BUDGET_S:g} s. Ask again: one that was handed over meanwhile comes "
            "under the same key."
        ) from None
    return reply(MESSAGE.write(found))
