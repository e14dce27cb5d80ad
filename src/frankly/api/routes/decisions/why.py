"""Ask why an item is in a slate, and why another one is not."""

from typing import Annotated, TypeAlias

from fastapi import APIRouter, Path, Query, Request, Response

from frankly.api.auth import Asker
from frankly.api.bodies import Shape, reply
from frankly.api.describing.openapi import CALLING, answers, problems
from frankly.api.examples import explanations as shown
from frankly.api.examples.bodies import DECISION
from frankly.api.routes.decisions.corrections import reached
from frankly.api.state import service_of
from frankly.domain.ids import IdText
from frankly.errors import Invalid, NotFound
from frankly.pipelines.explaining.revisiting import revisit
from frankly.pipelines.explaining.untold import for_the_person
from frankly.pipelines.explaining.views import WhyNotView, WhyView
from frankly.pipelines.explaining.why import why
from frankly.pipelines.explaining.why_not import why_not

router = APIRouter(tags=["recommendations"])
WHY = Shape(WhyView)
WHY_NOT = Shape(WhyNotView)

LOCALE = r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$"
Decision: TypeAlias = Annotated[IdText, Path(description="`decision` of an answer.", examples=[DECISION])]


@router.get(
    "/v1/decisions/{id}/why",
    operation_id="why",
    summary="Ask why an item is there",
    responses={**answers(WhyView, shown.WHY, "Why it is there."), **problems(*CALLING, Invalid, NotFound)},
)
async def get_why(
    request: Request,
    caller: Asker,
    id: Decision,
    item: Annotated[IdText, Query(description="An item of the slate.", examples=["emma"])],
    locale: Annotated[
        str | None,
        Query(description="Language of the paragraph; that of the answer by default.", pattern=LOCALE),
    ] = None,
) -> Response:
    """What the score is made of, to the last unit; what each ground is to the item; what would take it out.

    Nothing is a guess: grounds are classed by ranking again without them, and what would take the item out was tried.
    """
    parts = service_of(request).parts
    world = await revisit(parts, await reached(parts, caller, id))
    view = await why(world, item, locale)
    # Support sees what was not said and by which rule; the person sees that there was something.
    return reply(WHY.write(view if caller.subject is None else for_the_person(world, view)))


@router.get(
    "/v1/decisions/{id}/why-not",
    operation_id="why_not",
    summary="Ask why an item is not there",
    responses={**answers(WhyNotView, shown.WHY_NOT, "What kept it out."), **problems(*CALLING, Invalid, NotFound)},
)
async def get_why_not(
    request: Request,
    caller: Asker,
    id: Decision,
    item: Annotated[IdText, Query(description="Any item of the catalogue.", examples=["emma"])],
    advice: Annotated[
        bool, Query(description="Whether to look for what would bring it in; every change is tried.")
    ] = False,
) -> Response:
    """Never found, dropped by a filter, outscored (by how much and by what), kept out by a cap, or displaced.

    With `advice=1` also what would bring it in. Each advice was tried through the whole pipeline, and held.
    """
    parts = service_of(request).parts
    world = await revisit(parts, await reached(parts, caller, id))
    return reply(WHY_NOT.write(await why_not(world, item, advice=advice)))
