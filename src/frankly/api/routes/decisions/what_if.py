"""Ask what would be if something were otherwise. Nothing is written."""

from typing import Annotated

from fastapi import APIRouter, Request, Response
from pydantic import Field, model_validator

from frankly.api.auth import Asker, Caller
from frankly.api.bodies import Shape, reply
from frankly.api.describing.openapi import CALLING, READING, answers, body, problems
from frankly.api.examples import explanations as shown
from frankly.api.routes.decisions.corrections import reached
from frankly.api.routes.recommendations import own
from frankly.api.state import service_of
from frankly.domain.answering.request import RecommendationRequest
from frankly.domain.base import Frozen
from frankly.domain.ids import IdText
from frankly.errors import NotFound
from frankly.pipelines.explaining.changes import Changes
from frankly.pipelines.explaining.revisiting import present, revisit
from frankly.pipelines.explaining.what_if import what_if
from frankly.pipelines.explaining.what_if_views import WhatIfView
from frankly.pipelines.parts import Parts

router = APIRouter(tags=["recommendations"])


class WhatIfQuestion(Frozen):
    """A request as it is, or a decision as it was, and what is supposed to be otherwise."""

    decision: IdText | None = None
    """A recorded decision: asked in the world as it was then."""

    request: RecommendationRequest | None = None
    """Or a request: asked of what is known now."""

    changes: Annotated[Changes, Field(default_factory=Changes)]
    """What is supposed to be otherwise."""

    @model_validator(mode="after")
    def _one_question(self) -> "WhatIfQuestion":
        if (self.decision is None) == (self.request is None):
            raise ValueError("name either a 'decision' or a 'request'")
        if self.request is not None and self.request.profile is not None:
            raise ValueError("an inline profile is changed by sending another one; ask for recommendations twice")
        return self


QUESTION = Shape(WhatIfQuestion)
ANSWER = Shape(WhatIfView)


@router.post(
    "/v1/what-if",
    operation_id="what_if",
    summary="Ask what would be",
    responses={
        **answers(WhatIfView, shown.WHAT_IF, "Both slates and the difference."),
        **problems(*READING, *CALLING, NotFound),
    },
    openapi_extra=body(WhatIfQuestion, of_a_person=shown.SUPPOSE_NOW, of_a_decision=shown.SUPPOSE_THEN),
)
async def ask(request: Request, caller: Asker) -> Response:
    """The slate as it is and as it would be with other acts, facts, consent, stock or weights. Nothing is written."""
    question = await QUESTION.read(request)
    parts = service_of(request).parts
    if question.decision is not None:
        world = await revisit(parts, await reached(parts, caller, question.decision))
        return reply(ANSWER.write(await what_if(world, question.changes, decision=question.decision)))
    world = await present(parts, _asked(question, caller), _now(parts))
    return reply(ANSWER.write(await what_if(world, question.changes)))


def _asked(question: WhatIfQuestion, caller: Caller) -> RecommendationRequest:
    assert question.request is not None  # noqa: S101  one of the two is there, see the question's own check
    return own(question.request, caller)


def _now(parts: Parts) -> int:
    return parts.clock.now()
