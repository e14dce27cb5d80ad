"""Check text that others wrote: drafts against their evidence, text without evidence against items. Nothing is kept."""

from collections.abc import Sequence

from fastapi import APIRouter, Request, Response

from frankly.api.auth import Owner
from frankly.api.bodies import Row, Shape, read_any, reply, rows_of
from frankly.api.describing.openapi import CALLING, READING, answers, body, problems
from frankly.api.examples import verifying as shown
from frankly.api.state import service_of
from frankly.errors import Invalid, NotFound
from frankly.pipelines.checking.bearings import Gate
from frankly.pipelines.checking.drafts import check_drafts
from frankly.pipelines.checking.unbound import check_text
from frankly.pipelines.checking.views import CheckedDraft, DraftInput, TextInput, VerifyInput, VerifyView
from frankly.pipelines.parts import Parts

router = APIRouter(tags=["operation"])

DRAFT = Shape(DraftInput)
TEXT = Shape(TextInput)
VIEW = Shape(VerifyView)
SHOWN = 200


@router.post(
    "/v1/verify",
    operation_id="verify",
    summary="Check text before it is sent",
    responses={
        **answers(VerifyView, shown.VERIFIED, "What was found, text by text."),
        **problems(*READING, *CALLING, NotFound),
    },
    openapi_extra=body(VerifyInput, drafts=shown.DRAFTS, unbound=shown.UNBOUND),
)
async def verify(request: Request, _owner: Owner) -> Response:
    """Check up to 1,000 drafts that name their evidence, or one text that names none.

    A bad draft costs only itself. A text without evidence is held against the items that you name and is never called
    verified. Nothing is stored.
    """
    given = await read_any(request)
    gate = _gate(service_of(request).parts)
    if isinstance(given, dict) and set(given) == {"unbound"}:
        checked = await check_text(gate, TEXT.check_value(given["unbound"], "#/unbound"))
        return reply(VIEW.write(VerifyView(unbound=checked)))
    if not isinstance(given, dict) or set(given) != {"drafts"}:
        raise Invalid(
            'Send either {"drafts": [...]} or {"unbound": {"text": …, "items": [...]}}, and nothing beside it.'
        )
    rows = rows_of(given, "drafts", DRAFT)
    return reply(VIEW.write(VerifyView(drafts=await check_drafts(gate, _numbered(rows)))))


def _numbered(rows: Sequence[Row[DraftInput]]) -> list[tuple[int, DraftInput | CheckedDraft]]:
    return [
        (number, row.value if row.value is not None else _unread(number, row))
        for number, row in enumerate(rows, start=1)
    ]


def _unread(number: int, row: Row[DraftInput]) -> CheckedDraft:
    text = row.raw.get("text") if isinstance(row.raw, dict) else None
    return CheckedDraft(
        number=number,
        id=row.id or None,
        state="unread",
        text=text[:SHOWN] if isinstance(text, str) else "",
        problem=None if row.error is None else row.error.message,
    )


def _gate(parts: Parts) -> Gate:
    return Gate(parts.catalogue, parts.decisions, parts.verifier, parts.rules, parts.policies.labels, parts.judge)
