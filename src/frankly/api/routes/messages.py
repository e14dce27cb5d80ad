"""Have an e-mail written for one person."""

from fastapi import APIRouter, Request, Response

from frankly.api.auth import Owner
from frankly.api.bodies import Shape, reply
from frankly.api.describing.openapi import CALLING, READING, answers, body, problems
from frankly.api.edge import note
from frankly.api.examples import messages as message_examples
from frankly.api.state import service_of
from frankly.domain.saying.message import Message, MessageRequest
from frankly.errors import Conflict, ConsentMissing, NotFound, TooLarge
from frankly.pipelines.messaging.write import write_message

router = APIRouter(tags=["messages"])
QUESTION = Shape(MessageRequest)


@router.post(
    "/v1/messages",
    operation_id="write_message",
    summary="Have an e-mail written",
    responses={
        **answers(Message, message_examples.MESSAGE, "The e-mail, as text and HTML, and what put each item there."),
        **problems(*READING, *CALLING, ConsentMissing, NotFound, Conflict, TooLarge),
    },
    openapi_extra=body(
        MessageRequest, stored=message_examples.MESSAGE_REQUEST, stateless=message_examples.STATELESS_MESSAGE
    ),
)
async def write(request: Request, _caller: Owner) -> Response:
    """What should this person read in an e-mail, and why? Subject, preheader, greeting, intro, items and closing.

    Nothing is sent. Without consent to `email` nothing is written (`consent_missing`); without `profile` the person
    gets the version for everybody. The first name stands in the greeting and nowhere else: it is not recorded.
    """
    asked = await QUESTION.read(request)
    service = service_of(request)
    message = await write_message(service.parts, asked, service.parts.clock.now())
    note(request, surface=message.surface)
    service.metrics.message(message)
    return reply(message.model_dump_json().encode())
