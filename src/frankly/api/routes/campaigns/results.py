"""What became of messages comes back from whoever sent them."""

from typing import Annotated

from fastapi import APIRouter, Path, Request, Response
from pydantic import Field

from frankly.api.auth import Owner
from frankly.api.bodies import Shape, reply
from frankly.api.campaigns.shared import results_of
from frankly.api.describing.openapi import CALLING, READING, answers, body, problems
from frankly.api.examples import campaigns as campaign_examples
from frankly.api.state import service_of
from frankly.domain.base import Frozen
from frankly.domain.campaign.result import ResultInput
from frankly.domain.ids import NameText
from frankly.errors import Conflict, NotFound
from frankly.pipelines.campaigning.outcome.results import ResultsReport

router = APIRouter(tags=["campaigns"])


class ResultsBody(Frozen):
    """Results; one whose message is unknown hinders no other."""

    results: Annotated[tuple[ResultInput, ...], Field(min_length=1, max_length=10_000)]
    """At most 10,000 of one campaign."""


BODY = Shape(ResultsBody)
REPORT = Shape(ResultsReport)
Name = Annotated[NameText, Path(description="Name of the campaign.")]


@router.post(
    "/v1/campaigns/{name}/results",
    operation_id="add_campaign_results",
    summary="Bring back what became of messages",
    responses={
        **answers(ResultsReport, campaign_examples.RESULTS_REPORT, "What became of each."),
        **problems(*READING, *CALLING, NotFound, Conflict),
    },
    openapi_extra=body(ResultsBody, results=campaign_examples.RESULTS),
)
async def add(request: Request, name: Name, _owner: Owner) -> Response:
    """Bring back delivered, bounced, clicked, converted, unsubscribed, complained; the same `id` counts once.

    Who unsubscribed or complained, or whose address takes no mail, is written to no more from this call on. A click on
    an item is an act of a person who agreed to `measure`. A result whose message is unknown is refused by itself.
    """
    wanted = await BODY.read(request)
    service = service_of(request)
    report = await results_of(service).take(name, wanted.results, service.parts.clock.now())
    return reply(REPORT.write(report))
