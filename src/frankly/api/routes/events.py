"""What people do. Durable before it is acknowledged; the same id is stored once."""

from collections.abc import Iterator, Sequence
from typing import Annotated, Final

from fastapi import APIRouter, Request, Response
from pydantic import Field

from frankly.api.auth import Actor, Caller
from frankly.api.bodies import MAX_ROWS, Row, Shape, read_any, reply, rows_of
from frankly.api.describing.openapi import CALLING, READING, answers, body, problems
from frankly.api.examples import bodies as examples
from frankly.api.state import service_of
from frankly.domain.base import Frozen
from frankly.domain.person.event import SESSION_PREFIX, Event, EventReceipt
from frankly.domain.time import EpochMs
from frankly.errors import Forbidden, FranklyError, Invalid
from frankly.pipelines.intake.event_rules import EventRefusal

router = APIRouter(tags=["events"])


class EventBatch(Frozen):
    """Several events."""

    events: Annotated[tuple[Event, ...], Field(min_length=1, max_length=MAX_ROWS)]
    """The events; each is checked on its own."""


class EventReceipts(Frozen):
    """What became of the events."""

    receipts: tuple[EventReceipt, ...]
    """One for each event, in order; those that say stored or duplicate are durable."""


EVENT = Shape(Event)
RECEIPTS = Shape(EventReceipts)
FORBIDDEN: Final = "This person token brings events of its own person only."


@router.post(
    "/v1/events",
    operation_id="put_events",
    summary="Tell what people did",
    responses={
        **answers(EventReceipts, examples.EVENT_RECEIPTS, "A receipt for each event."),
        **problems(*READING, *CALLING),
    },
    openapi_extra=body(Event, EventBatch, one=examples.EVENT, feedback=examples.FEEDBACK, several=examples.EVENT_BATCH),
)
async def put_events(request: Request, caller: Actor) -> Response:
    """One event, or up to 1,000 in `events`. A bad row costs only itself; a bad single event is a problem."""
    given = _in_the_name_of(await read_any(request), caller)
    is_batch = isinstance(given, dict) and "events" in given
    rows = rows_of(given, "events", EVENT) if is_batch else [Row(given, EVENT.check_value(given, "#"), None)]
    service = service_of(request)
    now = service.parts.clock.now()
    refusals = [_refusal(row, caller) for row in rows]
    good = [row.value for row, refusal in zip(rows, refusals, strict=True) if row.value and refusal is None]
    stored = iter(await service.ingest.store_events(good, now))
    receipts = list(_receipts(rows, refusals, stored, now))
    if not is_batch and receipts[0].outcome == "rejected":
        raise refusals[0] or Invalid(receipts[0].message or "", details={"code": receipts[0].code})
    service.metrics.outcomes(receipt.outcome for receipt in receipts)
    service.metrics.judged(_verdicts(rows, receipts))
    return reply(RECEIPTS.write(EventReceipts(receipts=tuple(receipts))))


def _in_the_name_of(given: object, caller: Caller) -> object:
    """The body with the token's person on events that name nobody."""
    if caller.subject is None or not isinstance(given, dict):
        return given
    if isinstance(given.get("events"), list):
        return given | {"events": [_in_the_name_of(event, caller) for event in given["events"]]}
    if given.get("person") is None and given.get("session") is None:
        session = caller.subject.removeprefix(SESSION_PREFIX)
        return given | ({"session": session} if session != caller.subject else {"person": caller.subject})
    return given


def _verdicts(rows: Sequence[Row[Event]], receipts: Sequence[EventReceipt]) -> Iterator[str]:
    """What was newly said of sentences."""
    for row, receipt in zip(rows, receipts, strict=True):
        if receipt.outcome == "stored" and row.value is not None and row.value.feedback is not None:
            yield row.value.feedback.verdict


def _refusal(row: Row[Event], caller: Caller) -> FranklyError | None:
    if row.value is None:
        return row.error
    return None if caller.reaches(row.value.actor) else Forbidden(FORBIDDEN)


def _receipts(
    rows: Sequence[Row[Event]],
    refusals: Sequence[FranklyError | None],
    stored: Iterator[EventReceipt],
    now: EpochMs,
) -> Iterator[EventReceipt]:
    for row, refusal in zip(rows, refusals, strict=True):
        if refusal is None:
            yield next(stored)
        else:
            code = refusal.code if isinstance(refusal, Forbidden) else EventRefusal.INVALID
            yield EventReceipt(id=row.id, outcome="rejected", code=code, message=refusal.message, received=now)
