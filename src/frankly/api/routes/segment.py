"""What Segment-compatible clients and webhooks send."""

from fastapi import APIRouter, Request, Response
from pydantic import ConfigDict

from frankly.api.auth import Sender
from frankly.api.bodies import Shape, parsed, read_bytes, reply
from frankly.api.describing.openapi import CALLING, READING, answers, body, problems
from frankly.api.examples import bodies as examples
from frankly.api.state import service_of
from frankly.domain.base import Frozen
from frankly.pipelines.segment_api import SegmentReport, check_signature, take_segment

router = APIRouter(tags=["events"])


class SegmentBody(Frozen):
    """One message with a `type`, or a `batch` of messages; other fields are passed over."""

    model_config = ConfigDict(extra="allow")


REPORT = Shape(SegmentReport)


@router.post(
    "/v1/ingest/segment",
    operation_id="ingest_segment",
    summary="Take Segment messages",
    responses={
        **answers(SegmentReport, examples.SEGMENT_REPORT, "What became of the messages."),
        **problems(*READING, *CALLING),
    },
    openapi_extra=body(SegmentBody, track=examples.SEGMENT_TRACK, batch=examples.SEGMENT_BATCH),
)
async def ingest(request: Request, _sender: Sender) -> Response:
    """Take `track`, `identify`, `alias` and `batch`. Where a secret is set, `X-Signature` must fit the body."""
    data = await read_bytes(request)
    service = service_of(request)
    secret = service.settings.segment_secret
    if secret is not None:
        check_signature(data, request.headers.get("x-signature"), secret.get_secret_value())
    report = await take_segment(parsed(data), service.ingest, service.rights, service.parts.clock.now())
    service.metrics.outcomes(receipt.outcome for receipt in report.events)
    return reply(REPORT.write(report))
