"""Correct an explanation, take that back, and see what was corrected and what was shown."""

from typing import Annotated, Any, Literal, TypeAlias

from fastapi import APIRouter, Path, Query, Request, Response
from pydantic import BeforeValidator

from frankly.api import addresses
from frankly.api.auth import Caller, Person
from frankly.api.bodies import Shape, reply
from frankly.api.describing.openapi import CALLING, READING, answers, body, problems
from frankly.api.examples import bodies as examples
from frankly.api.state import service_of
from frankly.domain.ids import IdText
from frankly.domain.time import Moment
from frankly.errors import Invalid, NotFound
from frankly.pipelines.parts import Parts
from frankly.pipelines.people import corrections, past_decisions
from frankly.pipelines.people.corrections import CorrectionInput, CorrectionsView, CorrectionView
from frankly.pipelines.people.owning import owner_of
from frankly.pipelines.people.past_decisions import MOST_LISTED, DecisionsView
from frankly.ports.decisions import WHY_GONE

router = APIRouter(tags=["people"])
KEY = f"{{id:{addresses.PERSON}}}"
INPUT = Shape(CorrectionInput)
CORRECTION = Shape(CorrectionView)
CORRECTIONS = Shape(CorrectionsView)
DECISIONS = Shape(DecisionsView)

Key: TypeAlias = Annotated[
    IdText, Path(description="Id of the person, or `session:` and the id of a session.", examples=["reader-7"])
]
Decision: TypeAlias = Annotated[IdText, Path(description="`decision` of an answer.", examples=[examples.DECISION])]
Since: TypeAlias = Annotated[Moment, BeforeValidator(lambda text: int(text) if str(text).isdecimal() else text)]
"""A moment in an address, where a number comes as text."""

Named: TypeAlias = Annotated[IdText, Path(description="`id` of the correction.", examples=["c0f3a1b2c3d4e5f6"])]
Lang: TypeAlias = Annotated[Literal["en", "de"], Query(description="Language of the texts.")]


@router.post(
    "/v1/decisions/{id}/corrections",
    operation_id="correct",
    summary="Correct an explanation",
    responses={
        **answers(CorrectionView, examples.CORRECTION, "The correction, in force."),
        **problems(*READING, *CALLING, NotFound),
    },
    openapi_extra=body(
        CorrectionInput,
        dont_use=examples.CORRECTION_INPUT,
        not_me=examples.NOT_ME,
        not_interested=examples.NOT_INTERESTED,
    ),
)
async def correct(request: Request, caller: Person, id: Decision, lang: Lang = "en") -> Response:
    """Say "don't use this", "not interested" or "that wasn't me" of what stood behind one item of an answer.

    Effective on the next request. What is stored stays, and the record of the decision stays as it was.
    """
    asked = await INPUT.read(request)
    parts = service_of(request).parts
    record = await reached(parts, caller, id)
    made = await corrections.correct(parts, record, asked, parts.clock.now())
    return reply(CORRECTION.write((await corrections.views(parts, [made], lang))[0]))


@router.delete(
    "/v1/decisions/{id}/corrections/{correction}",
    operation_id="undo_correction",
    summary="Take a correction back",
    responses={
        **answers(CorrectionView, examples.UNDONE, "The correction, undone."),
        **problems(*CALLING, Invalid, NotFound),
    },
)
async def undo_correction(
    request: Request,
    caller: Person,
    id: Decision,
    correction: Named,
    lang: Lang = "en",
) -> Response:
    """What was passed over counts again, exactly as before. Taking back twice changes nothing."""
    parts = service_of(request).parts
    record = await reached(parts, caller, id)
    undone = await corrections.undo(parts, record, correction, parts.clock.now())
    return reply(CORRECTION.write((await corrections.views(parts, [undone], lang))[0]))


@router.get(
    f"/v1/people/{KEY}/corrections",
    operation_id="get_corrections",
    summary="See what was corrected",
    responses={**answers(CorrectionsView, examples.CORRECTIONS, "All corrections."), **problems(*CALLING, Invalid)},
)
async def get_corrections(request: Request, caller: Person, id: Key, lang: Lang = "en") -> Response:
    """Every correction in plain words, newest first; those that were taken back too."""
    caller.check(id)
    return reply(CORRECTIONS.write(await corrections.corrections_of(service_of(request).parts, id, lang)))


@router.delete(
    f"/v1/people/{KEY}/corrections/{{correction}}",
    operation_id="undo_persons_correction",
    summary="Take a person's correction back",
    responses={
        **answers(CorrectionView, examples.UNDONE, "The correction, undone."),
        **problems(*CALLING, Invalid, NotFound),
    },
)
async def undo_persons_correction(
    request: Request, caller: Person, id: Key, correction: Named, lang: Lang = "en"
) -> Response:
    """The same for a correction whose decision is not kept any more."""
    caller.check(id)
    parts = service_of(request).parts
    undone = await corrections.undo_of(parts, id, correction, parts.clock.now())
    return reply(CORRECTION.write((await corrections.views(parts, [undone], lang))[0]))


@router.get(
    f"/v1/people/{KEY}/decisions",
    operation_id="get_decisions",
    summary="Find what was shown",
    responses={
        **answers(DecisionsView, examples.DECISIONS, "Recorded answers, newest first."),
        **problems(*CALLING, Invalid, NotFound),
    },
)
async def get_decisions(
    request: Request,
    caller: Person,
    id: Key,
    since: Annotated[Since | None, Query(description="Only from this moment on: ISO 8601 or milliseconds.")] = None,
    surface: Annotated[IdText | None, Query(description="Only of this surface.")] = None,
    limit: Annotated[int, Query(ge=1, le=MOST_LISTED, description="Most to list.")] = 20,
    cursor: Annotated[IdText | None, Query(description="`cursor` of the list before.")] = None,
) -> Response:
    """What support needs to find the answer that somebody asks about: when, where, the first items and why."""
    caller.check(id)
    parts = service_of(request).parts
    found = await past_decisions.decisions_of(parts, id, since=since, surface=surface, limit=limit, cursor=cursor)
    return reply(DECISIONS.write(found))


async def reached(parts: Parts, caller: Caller, id: str) -> dict[str, Any]:
    """The record of a decision, if the caller reaches the person that it belongs to now.

    Raises:
        NotFound: when there is none, or it is somebody else's.
    """
    record = await parts.decisions.get(id)
    if record is None or not caller.reaches(await owner_of(parts.decisions, record)):
        raise NotFound(f"There is no such decision. Stateless answers are not recorded. {WHY_GONE}")
    return record
