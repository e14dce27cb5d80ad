"""What people said of sentences, for whoever edits wordings."""

from fastapi import APIRouter, Request, Response

from frankly.api.auth import Owner
from frankly.api.bodies import Shape, reply
from frankly.api.describing.openapi import CALLING, answers, problems
from frankly.api.examples import bodies as examples
from frankly.api.state import service_of
from frankly.pipelines.people.judged import FeedbackView, feedback_of

router = APIRouter(tags=["events"])
FEEDBACK = Shape(FeedbackView)


@router.get(
    "/v1/feedback",
    operation_id="get_feedback",
    summary="Look at what people said of sentences",
    responses={
        **answers(FeedbackView, examples.FEEDBACK_VIEW, "Sentences, those most often called wrong or creepy first."),
        **problems(*CALLING),
    },
)
async def get_feedback(request: Request, _owner: Owner) -> Response:
    """Each sentence as it was told, with how often it was called helpful, wrong or creepy, and where to look at it."""
    return reply(FEEDBACK.write(await feedback_of(service_of(request).parts)))
