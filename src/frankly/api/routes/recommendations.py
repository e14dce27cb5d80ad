"""Ask what a person should see, and why."""

from typing import Final

from fastapi import APIRouter, Request, Response

from frankly.api.auth import Asker, Caller
from frankly.api.bodies import Shape, reply
from frankly.api.describing.openapi import CALLING, READING, answers, body, problems
from frankly.api.edge import note
from frankly.api.examples import bodies as examples
from frankly.api.state import service_of
from frankly.api.streaming.accepting import wants_stream
from frankly.api.streaming.asking import answer_bit_by_bit
from frankly.api.streaming.described import STREAMED
from frankly.domain.answering.answer import Answer
from frankly.domain.answering.request import RecommendationRequest
from frankly.domain.person.event import SESSION_PREFIX
from frankly.errors import NotFound
from frankly.pipelines.recommend import recommend
from frankly.pipelines.request.asking import key_of

router = APIRouter(tags=["recommendations"])
QUESTION = Shape(RecommendationRequest)
BY_ACCEPT: Final = {"Vary": "Accept"}


@router.post(
    "/v1/recommendations",
    operation_id="recommend",
    summary="Ask for an explained slate",
    responses={
        **answers(Answer, examples.ANSWER, "The slate, and what put each item there.", also=STREAMED),
        **problems(*READING, *CALLING, NotFound),
    },
    openapi_extra=body(RecommendationRequest, stored=examples.QUESTION, stateless=examples.STATELESS),
)
async def ask(request: Request, caller: Asker) -> Response:
    """What should this person see on this surface now, and why? What fell back stands in `degradations`.

    With `Accept: text/event-stream` the answer comes bit by bit, as server-sent events: `slate` at once, whole by
    itself; then each `sentence` that a language model adds, and its `order` where the surface takes a late one; then
    `done` with the answer as it is recorded. After an `error`, which holds a problem, nothing more comes. A stream that
    broke off is not resumed: ask again, for a new decision.
    """
    question = own(await QUESTION.read(request), caller)
    if wants_stream(request.headers.getlist("accept")):
        return await answer_bit_by_bit(request, question, caller.pays)
    service = service_of(request)
    answer = await recommend(service.parts, question, service.parts.clock.now(), api_key=caller.pays)
    note(request, surface=answer.surface)
    service.metrics.answer(answer)
    return reply(answer.to_bytes(), headers=BY_ACCEPT)


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
