"""Messages as they leave: one person's, for senders that fetch it at the moment they send, and all written anew."""

import asyncio
from typing import Annotated, Final

from fastapi import APIRouter, Path, Request, Response

from frankly.api.auth import Owner
from frankly.api.bodies import Shape, reply
from frankly.api.campaigns.bodies import Because, Started
from frankly.api.campaigns.shared import ledger_of, suppressing_of
from frankly.api.describing.openapi import CALLING, answers, body, problems
from frankly.api.examples import campaigns as campaign_examples
from frankly.api.routes.campaigns.steps import BECAUSE, STEPPING, files_of, loaded, started, world_named
from frankly.api.state import Service, service_of
from frankly.domain.campaign.recipient import RecipientState
from frankly.domain.ids import IdText, NameText
from frankly.errors import Conflict, Invalid, NotFound, TooSlow
from frankly.pipelines.campaigning.checking import error_check
from frankly.pipelines.campaigning.handing.hand_over import LEAVING, require_leaving
from frankly.pipelines.campaigning.handing.pulling import PulledMessage, pulled, row_of
from frankly.pipelines.campaigning.handing.renewing import Renewing
from frankly.pipelines.campaigning.handing.writing_anew import write_anew_as_asked
from frankly.pipelines.campaigning.running import require_unchanged
from frankly.pipelines.campaigning.suppressing import Suppressing
from frankly.pipelines.campaigning.world import CampaignWorld, world_of
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
    `conflict` with the `fate`; who may not be written to yet, `not_before`; where the campaign is not one whose
    messages leave, `campaign_state`. A message that says something else by now, when more than may do already, gives
    `needs`: `renew`, and one of a campaign whose file was changed since it was planned `needs`: `plan`. What is not
    ready within two seconds gives `too_slow`: asked again, a message that was handed over meanwhile comes under the
    same `key`.
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


@router.post(
    "/v1/campaigns/{name}/renew",
    status_code=202,
    operation_id="renew_campaign",
    summary="Write changed messages anew",
    responses={
        **answers(Started, campaign_examples.STARTED | {"doing": "renew"}, "They are being written anew.", status=202),
        **problems(*STEPPING),
    },
    openapi_extra=body(Because, is_required=False, now={}),
)
async def renew(request: Request, name: Name, _owner: Owner) -> Response:
    """Write the messages anew of which something changed since they were approved, behind the answer.

    For a campaign whose messages give `needs`: `renew`. None leaves from now on: it is `written`, its `reason` says how
    many were written anew, and people look at a sample and approve once more. Those that left stay as they are. No
    model is asked.
    """
    await BECAUSE.read(request, absent=b"{}")
    service = service_of(request)
    service.campaign_work.require_free(name)
    world = await world_named(service, name)
    require_leaving(world.edition)
    if name in files_of(service).names():
        require_unchanged(world.edition, loaded(service, name))
    service.campaign_work.begin(name, "renew", _renewed(service, world.without_model()))
    return started(name, "renew")


async def _renewed(service: Service, world: CampaignWorld) -> None:
    parts = service.parts
    renewing = Renewing(world, messages_of(world, parts.assistant), error_check(parts, world.campaign))
    await write_anew_as_asked(world, suppressing_of(service), renewing, parts.clock.now())
