"""What people saw of what they were shown."""

from collections.abc import Iterator, Sequence
from typing import Annotated, Final

from fastapi import APIRouter, Request, Response
from pydantic import Field

from frankly.api.auth import Caller, Viewer
from frankly.api.bodies import MAX_ROWS, Row, Shape, read_any, reply, rows_of
from frankly.api.describing.openapi import CALLING, READING, answers, body, problems
from frankly.api.examples import bodies as examples
from frankly.api.routes.decisions.decisions import whose
from frankly.api.state import Service, service_of
from frankly.domain.base import Frozen
from frankly.pipelines.ingest import ImpressionInput, ImpressionReceipt

router = APIRouter(tags=["events"])


class ImpressionBatch(Frozen):
    """What was seen."""

    impressions: Annotated[tuple[ImpressionInput, ...], Field(min_length=1, max_length=MAX_ROWS)]
    """Items that were seen; each is checked on its own."""


class ImpressionReceipts(Frozen):
    """What became of the impressions."""

    receipts: tuple[ImpressionReceipt, ...]
    """One for each row, in order."""


IMPRESSION = Shape(ImpressionInput)
RECEIPTS = Shape(ImpressionReceipts)
FORBIDDEN: Final = "This person token reports what its own person saw only."


@router.post(
    "/v1/impressions",
    operation_id="put_impressions",
    summary="Tell what was seen",
    responses={
        **answers(ImpressionReceipts, examples.IMPRESSION_RECEIPTS, "A receipt a row."),
        **problems(*READING, *CALLING),
    },
    openapi_extra=body(ImpressionBatch, seen=examples.IMPRESSIONS),
)
async def put_impressions(request: Request, caller: Viewer) -> Response:
    """Say which items of an answer came into view, up to 1,000 at once. Each counts once."""
    rows = rows_of(await read_any(request), "impressions", IMPRESSION)
    service = service_of(request)
    mine = await _own(service, caller, rows)
    good = [row.value for row in rows if row.value is not None and row.value.decision in mine]
    stored = iter(await service.ingest.add_impressions(good, service.parts.clock.now()))
    return reply(RECEIPTS.write(ImpressionReceipts(receipts=tuple(_receipts(rows, mine, stored)))))


async def _own(service: Service, caller: Caller, rows: Sequence[Row[ImpressionInput]]) -> set[str]:
    """Decisions that the caller may speak of. Whether another's exists is not told."""
    named = {row.value.decision for row in rows if row.value is not None}
    if caller.subject is None:
        return named
    records = {name: await service.parts.decisions.get(name) for name in sorted(named)}
    return {name for name, record in records.items() if record is not None and caller.reaches(whose(record))}


def _receipts(
    rows: Sequence[Row[ImpressionInput]], mine: set[str], stored: Iterator[ImpressionReceipt]
) -> Iterator[ImpressionReceipt]:
    for row in rows:
        if row.value is None:
            message = row.error.message if row.error is not None else ""
            yield _rejected(row, "invalid_impression", message)
        elif row.value.decision in mine:
            yield next(stored)
        else:
            yield _rejected(row, "forbidden", FORBIDDEN)


def _rejected(row: Row[ImpressionInput], code: str, message: str) -> ImpressionReceipt:
    said = row.raw if isinstance(row.raw, dict) else {}
    names = {name: value if isinstance(value := said.get(name), str) else "" for name in ("decision", "item")}
    slot = said.get("slot")
    return ImpressionReceipt(
        **names, slot=slot if isinstance(slot, int) else 0, outcome="rejected", code=code, message=message
    )
