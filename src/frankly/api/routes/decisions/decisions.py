"""Look a recorded answer up again."""

from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Path, Request, Response
from pydantic import ConfigDict

from frankly.api.auth import Asker
from frankly.api.bodies import reply
from frankly.api.describing.openapi import CALLING, answers, problems
from frankly.api.examples import bodies as examples
from frankly.api.routes.decisions.corrections import reached
from frankly.api.state import service_of
from frankly.domain.base import Frozen
from frankly.domain.ids import IdText
from frankly.errors import Invalid, NotFound

router = APIRouter(tags=["recommendations"])


class DecisionRecord(Frozen):
    """The immutable record of one answer."""

    model_config = ConfigDict(extra="allow")

    id: str
    """Hash of the inputs."""

    inputs: dict[str, Any]
    """All that the answer depended on: request, moment, seed, versions."""

    heard: dict[str, Any]
    """What the stores and the index answered: neighbours, vectors of words, failures."""

    kept: dict[str, str]
    """Hashes of what is kept beside the record: `profile`, `policies`."""

    body: dict[str, Any]
    """Scope, slate with evidence, drops, texts, degradations."""


@router.get(
    "/v1/decisions/{id:path}",
    operation_id="get_decision",
    summary="Look a decision up",
    responses={
        **answers(DecisionRecord, examples.RECORD, "The record."),
        **problems(*CALLING, Invalid, NotFound),
    },
)
async def get_decision(
    request: Request,
    caller: Asker,
    id: Annotated[IdText, Path(description="`decision` of an answer.", examples=[examples.DECISION])],
) -> Response:
    """The immutable record of one answer; `/v1/decisions/<id>.html` shows it to people as a page.

    It knows no campaign: one may have worded the message of a decision otherwise. The words that were sent are shown
    behind the link of the message that asks why.

    A person token reaches its own person's decisions only, those of their sessions included once these are merged.
    """
    return reply(orjson.dumps(await reached(service_of(request).parts, caller, id)))


def whose(record: dict[str, Any]) -> str | None:
    """Key of the person that a decision was made for."""
    inputs = record.get("inputs")
    person = inputs.get("person") if isinstance(inputs, dict) else None
    return person if isinstance(person, str) else None
