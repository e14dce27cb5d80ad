"""Ask what a person should see, and why."""

from fastapi import APIRouter, Request, Response

from frankly.api import examples
from frankly.api.auth import Asker, Caller
from frankly.api.bodies import Shape, reply
from frankly.api.edge import note
from frankly.api.openapi import CALLING, READING, answers, body, problems
from frankly.api.state import service_of
from frankly.domain.answer import Answer
from frankly.domain.event import SESSION_PREFIX
from frankly.domain.request import RecommendationRequest
from frankly.errors import NotFound
from frankly.pipelines.recommend import recommend
from frankly.pipelines.request.asking import key_of

router = APIRouter(tags=["recommendations"])
QUESTION = Shape(RecommendationRequest)


@router.post(
    "/v1/recommendations",
    operation_id="recommend",
    summary="Ask for an explained slate",
    responses={
        **answers(Answer, examples.ANSWER, "The slate, and what put each item there."),
        **problems(*READING, *CALLING, NotFound),
    },
    openapi_extra=body(RecommendationRequest, stored=examples.QUESTION, stateless=examples.STATELESS),
)
async def ask(request: Request, caller: Asker) -> Response:
    """What should this person see on this surface now, and why? What fell back stands in `degradations`."""
    question = own(await QUESTION.read(request), caller)
    service = service_of(request)
    answer = await recommend(service.parts, question, service.parts.clock.now())
    note(request, surface=answer.surface)
    service.metrics.answer(answer)
    return reply(answer.to_bytes())


def own(question: RecommendationRequest, caller: Caller) -> RecommendationRequest:
    """The question in the name of the token's person, who may also be left unsaid."""
    if caller.subject is None or question.profile is not None:
        return question
    if question.person is None and question.session is None:
        session = caller.subject.removeprefix(SESSION_PREFIX)
        who = {"session": session} if session != caller.subject else {"person": caller.subject}
        return question.model_copy(update=who)
    caller.check(key_of(question) or "")
    return question
