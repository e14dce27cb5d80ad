"""A campaign's review: the sample, words on its messages, edits, and the word on the whole."""

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from frankly.api.auth import Owner
from frankly.api.bodies import Shape, reply
from frankly.api.campaigns.look_bodies import LookAsked, LookView
from frankly.api.campaigns.review_bodies import ApprovalAsked, ApprovalView, EditAsked, EditView, ReviewView
from frankly.api.campaigns.sampled_bodies import SampledMessage
from frankly.api.describing.openapi import CALLING, READING, answers, body, problems
from frankly.api.examples import campaigns as shown
from frankly.api.routes.campaigns.steps import STEPPING, Name, world_named
from frankly.api.state import service_of
from frankly.domain.campaign.recipient import Recipient
from frankly.errors import Conflict, NotFound
from frankly.pipelines.campaigning.checking import error_check
from frankly.pipelines.campaigning.review.approving import approve, refuse
from frankly.pipelines.campaigning.review.editing import Editing
from frankly.pipelines.campaigning.review.looking import look
from frankly.pipelines.campaigning.review.sampling import ReviewSample, sample_of
from frankly.pipelines.campaigning.views import CellsAsked
from frankly.pipelines.campaigning.world import CampaignWorld
from frankly.pipelines.campaigning.writing.edits import sentences_of
from frankly.pipelines.campaigning.writing.messages import Messages
from frankly.pipelines.campaigning.writing.since import changed_since
from frankly.stages.sampling.draw import Sampled

router = APIRouter(tags=["campaigns"])
REVIEW = Shape(ReviewView)
LOOK_ASKED, LOOK = Shape(LookAsked), Shape(LookView)
EDIT_ASKED, EDIT = Shape(EditAsked), Shape(EditView)
APPROVAL_ASKED, APPROVAL = Shape(ApprovalAsked), Shape(ApprovalView)


@router.get(
    "/v1/campaigns/{name}/review",
    operation_id="get_campaign_review",
    summary="Look at a campaign's sample",
    responses={
        **answers(ReviewView, shown.REVIEW, "How far the review is, with messages of its sample."),
        **problems(*READING, *CALLING, NotFound, Conflict),
    },
)
async def get(
    request: Request,
    name: Name,
    _owner: Owner,
    limit: Annotated[int, Query(ge=0, le=500, description="Most messages to show.")] = 50,
) -> Response:
    """The messages that people look at before anything is handed over, those first that nobody looked at.

    As many are drawn by lot as the campaign's bound on defects takes; beside them the first of every cell and some of
    every language and risk. It is the same sample whenever it is asked for.
    """
    service = service_of(request)
    world = await world_named(service, name)
    sample = await sample_of(world.ledger, world.edition, world.campaign)
    messages = Editing(world, error_check(service.parts, world.campaign)).messages()
    done = [one for one in sample.sampled if one.row.no in sample.looks]
    told = [await _shown(messages, one, sample) for one in [*sample.left, *done][:limit]]
    changed = await changed_since(world) if any(one.is_changed for one in told) else ""
    asked = CellsAsked.of(await world.ledger.cell_outcomes(world.edition.no))
    view = ReviewView.of(sample, tuple(told), changed=changed, edition=world.edition, asked=asked)
    return reply(REVIEW.write(view))


@router.post(
    "/v1/campaigns/{name}/looks",
    operation_id="add_campaign_look",
    summary="Say whether a message may go out",
    responses={**answers(LookView, shown.LOOK, "The word as it is kept."), **problems(*STEPPING)},
    openapi_extra=body(LookAsked, refused=shown.LOOK_ASKED),
)
async def add_look(request: Request, name: Name, _owner: Owner) -> Response:
    """Approve or refuse one message of the sample. While a refused one stands as it is, nothing is approved."""
    asked = await LOOK_ASKED.read(request)
    service = service_of(request)
    world = await world_named(service, name)
    row = await _row(world, asked.recipient, asked.content)
    word = await look(world, row, asked.said, asked.by, service.parts.clock.now(), asked.because)
    return reply(LOOK.write(LookView.of(word)))


@router.post(
    "/v1/campaigns/{name}/edits",
    operation_id="add_campaign_edit",
    summary="Edit a sentence of a cell",
    responses={**answers(EditView, shown.EDIT, "What became of it."), **problems(*STEPPING)},
    openapi_extra=body(EditAsked, subject=shown.EDIT_ASKED),
)
async def add_edit(request: Request, name: Name, _owner: Owner) -> Response:
    """Put a sentence in the place of a model's, for everybody of the cell, through the gate at once or not at all."""
    asked = await EDIT_ASKED.read(request)
    service = service_of(request)
    world = await world_named(service, name)
    row = await _row(world, asked.recipient)
    editing = Editing(world, error_check(service.parts, world.campaign))
    done = await editing.edit(row, asked.place, asked.text, asked.by, service.parts.clock.now())
    return reply(EDIT.write(EditView.of(done)))


@router.post(
    "/v1/campaigns/{name}/approvals",
    operation_id="add_campaign_approval",
    summary="Approve or refuse a campaign",
    responses={**answers(ApprovalView, shown.APPROVAL, "The word as it is kept."), **problems(*STEPPING)},
    openapi_extra=body(ApprovalAsked, approved=shown.APPROVAL_ASKED),
)
async def add_approval(request: Request, name: Name, _owner: Owner) -> Response:
    """Approve the messages as they are, once the sample was looked at; any change of one of them voids it.

    Refused, or with an approval taken back, the next review draws a new sample, and counts its looks alone.
    """
    asked = await APPROVAL_ASKED.read(request)
    service = service_of(request)
    world = await world_named(service, name)
    now = service.parts.clock.now()
    if asked.said == "approved":
        approval = await approve(world, asked.by, now)
    else:
        approval = await refuse(world, asked.by, asked.because, now, leaves_out=asked.leaves_out)
    return reply(APPROVAL.write(ApprovalView.of(approval)))


async def _shown(messages: Messages, one: Sampled, sample: ReviewSample) -> SampledMessage:
    message = await messages.of(one.row)
    places = sentences_of(await messages.cells.of(one.row.cell))
    return SampledMessage.of(one, message, places, messages.world.parts.brand.mail, sample.looks.get(one.row.no))


async def _row(world: CampaignWorld, no: int, content: str | None = None) -> Recipient:
    """A recipient, with the content that somebody looked at."""
    row = await world.ledger.recipient(world.edition.no, no)
    if row is None:
        raise NotFound(f"The campaign '{world.campaign.name}' has no recipient {no}.")
    return row if content is None else replace(row, content=content)
