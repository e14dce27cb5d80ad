"""What became of messages comes back from whoever sent them."""

from typing import Annotated

from fastapi import APIRouter, Path, Request, Response
from pydantic import Field

from frankly.api.auth import Owner
from frankly.api.bodies import Row, Shape, read_any, reply, rows_of
from frankly.api.campaigns.shared import results_of
from frankly.api.describing.openapi import CALLING, READING, answers, body, problems
from frankly.api.examples import campaigns as campaign_examples
from frankly.api.state import service_of
from frankly.domain.base import Frozen
from frankly.domain.campaign.result import ResultInput
from frankly.domain.ids import NameText
from frankly.errors import Conflict, NotFound
from frankly.pipelines.campaigning.outcome.receipts import ResultsReport, Unusable
from frankly.pipelines.campaigning.outcome.results import MOST_RESULTS

router = APIRouter(tags=["campaigns"])


class ResultsBody(Frozen):
    """Results; each is checked on its own, and one that cannot be used hinders no other."""

    results: Annotated[tuple[ResultInput, ...], Field(min_length=1, max_length=MOST_RESULTS)]
    """At most 10,000 of one campaign."""


RESULT = Shape(ResultInput)
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
    """Bring back delivered, bounced, clicked, converted, unsubscribed, complained; of a campaign an `id` counts once.

    Who unsubscribed or complained, or whose address takes no mail, is written to no more from this call on. A click on
    an item is an act of a person who agreed to `measure`. A row that cannot be used is refused by itself, with the
    reason in its receipt, and the others are taken: a row of another kind, such as `opened`, one whose message is
    unknown, and one dated ahead of now or before its message left. What stops mail is taken whenever it is dated.
    """
    rows = rows_of(await read_any(request), "results", RESULT, MOST_RESULTS)
    service = service_of(request)
    report = await results_of(service).take(name, [_said(row) for row in rows], service.parts.clock.now())
    return reply(REPORT.write(report))


def _said(row: Row[ResultInput]) -> ResultInput | Unusable:
    return row.value or Unusable(row.id, "" if row.error is None else row.error.message)
