"""What is known of a person is theirs: see it, correct it, decide, start afresh, leave."""

from typing import Annotated, TypeAlias

from fastapi import APIRouter, Path, Request, Response

from frankly.api import addresses
from frankly.api.auth import Person
from frankly.api.bodies import Shape, reply
from frankly.api.describing.openapi import CALLING, READING, answers, body, problems
from frankly.api.examples import bodies as examples
from frankly.api.state import service_of
from frankly.domain.ids import IdText
from frankly.domain.person.consent import ConsentInput
from frankly.errors import Invalid
from frankly.pipelines.people.rights_views import ConsentView, ErasedView, FactsInput, FactsView, PersonView

router = APIRouter(tags=["people"])
KEY = f"{{id:{addresses.PERSON}}}"
FACTS_INPUT = Shape(FactsInput)
CONSENT_INPUT = Shape(ConsentInput)
PERSON = Shape(PersonView)
FACTS = Shape(FactsView)
CONSENT = Shape(ConsentView)
ERASED = Shape(ErasedView)

Key: TypeAlias = Annotated[
    IdText, Path(description="Id of the person, or `session:` and the id of a session.", examples=["reader-7"])
]


@router.get(
    f"/v1/people/{KEY}",
    operation_id="get_person",
    summary="See everything that is known",
    responses={**answers(PersonView, examples.PERSON, "What is known."), **problems(*CALLING, Invalid)},
)
async def get_person(request: Request, caller: Person, id: Key) -> Response:
    """Stated, observed and inferred facts with receipts, consent, what was shown. Of someone unknown: nothing."""
    caller.check(id)
    service = service_of(request)
    return reply(PERSON.write(await service.rights.know(id, service.parts.clock.now())))


@router.put(
    f"/v1/people/{KEY}/facts",
    operation_id="put_facts",
    summary="State facts",
    responses={**answers(FactsView, examples.FACTS, "All stated facts."), **problems(*READING, *CALLING)},
    openapi_extra=body(FactsInput, interests=examples.FACTS_INPUT),
)
async def put_facts(request: Request, caller: Person, id: Key) -> Response:
    """State all facts anew: what is not named is removed. What a person says themselves nobody else overwrites."""
    caller.check(id)
    given = await FACTS_INPUT.read(request)
    service = service_of(request)
    facts = await service.rights.put_facts(id, given.facts, now=service.parts.clock.now())
    return reply(FACTS.write(FactsView(facts=facts)))


@router.put(
    f"/v1/people/{KEY}/consent",
    operation_id="put_consent",
    summary="Decide what may be used",
    responses={**answers(ConsentView, examples.CONSENT, "What holds now."), **problems(*READING, *CALLING)},
    openapi_extra=body(ConsentInput, some=examples.CONSENT_INPUT, opt_out=examples.OPT_OUT),
)
async def put_consent(request: Request, caller: Person, id: Key) -> Response:
    """Allow or refuse by purpose, by kind of evidence and by sensitive topic. What is left out stays as it was."""
    caller.check(id)
    given = await CONSENT_INPUT.read(request)
    service = service_of(request)
    consent = await service.rights.put_consent(id, given, now=service.parts.clock.now())
    return reply(CONSENT.write(ConsentView(consent=consent)))


@router.post(
    f"/v1/people/{KEY}/reset",
    operation_id="reset_person",
    summary="Start afresh",
    responses={**answers(ErasedView, examples.ERASED, "What was forgotten."), **problems(*CALLING, Invalid)},
)
async def reset(request: Request, caller: Person, id: Key) -> Response:
    """Forget acts, facts and what was shown. Consent stays, because an opt-out never reverts by itself."""
    caller.check(id)
    service = service_of(request)
    return reply(ERASED.write(await service.rights.reset(id, service.parts.clock.now())))


@router.delete(
    f"/v1/people/{KEY}",
    operation_id="delete_person",
    summary="Delete everything",
    responses={**answers(ErasedView, examples.ERASED, "What was removed."), **problems(*CALLING, Invalid)},
)
async def delete(request: Request, caller: Person, id: Key) -> Response:
    """Remove everything that is stored under this id, decisions and impressions included."""
    caller.check(id)
    service = service_of(request)
    return reply(ERASED.write(await service.rights.delete(id, service.parts.clock.now())))
