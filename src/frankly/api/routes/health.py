"""Whether it runs, whether it can answer, and how it does."""

from fastapi import APIRouter, Request, Response
from fastapi.responses import PlainTextResponse

from frankly.api.auth import Owner
from frankly.api.bodies import Shape, reply
from frankly.api.describing.openapi import CALLING, answers, problems
from frankly.api.examples import bodies as examples
from frankly.api.state import service_of
from frankly.domain.base import Frozen
from frankly.errors import DependencyError
from frankly.pipelines.examining.health import index_trouble
from frankly.pipelines.parts import Parts

router = APIRouter(tags=["operation"])


class Health(Frozen):
    """It runs."""

    status: str
    """Always `ok`: a service that does not run does not answer."""

    version: str
    """Version of the program."""


class Check(Frozen):
    """One thing that was looked at."""

    name: str
    """What."""

    is_ok: bool
    """Whether it is as it should be."""

    is_needed: bool
    """Whether the service cannot answer without it; the others cost quality, and stand in `degradations`."""

    detail: str = ""
    """What is wrong, and what to do."""


class Readiness(Frozen):
    """Whether it can answer."""

    is_ready: bool
    """Whether everything that is needed is there."""

    checks: tuple[Check, ...]
    """What was looked at."""


HEALTH = Shape(Health)
READINESS = Shape(Readiness)


@router.get(
    "/healthz",
    operation_id="health",
    summary="Does it run?",
    responses=answers(Health, examples.HEALTH, "It runs."),
)
async def health(request: Request) -> Response:
    """Answers as long as the process does."""
    return reply(HEALTH.write(Health(status="ok", version=service_of(request).parts.engine)))


@router.get(
    "/readyz",
    operation_id="ready",
    summary="Can it answer?",
    responses={
        **answers(Readiness, examples.READY, "It can answer."),
        **answers(Readiness, examples.READY | {"is_ready": False}, "It cannot; see `checks`.", status=503),
    },
)
async def ready(request: Request) -> Response:
    """Says what is not ready. A degraded index does not make it so: the service then answers without it."""
    checks = await look(service_of(request).parts)
    is_ready = all(check.is_ok for check in checks if check.is_needed)
    return reply(READINESS.write(Readiness(is_ready=is_ready, checks=checks)), 200 if is_ready else 503)


@router.get(
    "/metrics",
    operation_id="metrics",
    summary="Counters for Prometheus",
    response_class=PlainTextResponse,
    responses={
        200: {"description": "Text format of Prometheus.", "content": {"text/plain": {"schema": {"type": "string"}}}},
        **problems(*CALLING),
    },
)
async def metrics(request: Request, _owner: Owner) -> Response:
    """Requests, latency, degradations, sentences, refusals, events and how far the snapshot is behind."""
    service = service_of(request)
    seen = service.parts.live.snapshot.position
    try:
        newest = await service.parts.catalogue.position()
    except DependencyError:
        newest = seen
    service.metrics.snapshot(seen, newest)
    assistant = service.parts.assistant
    if assistant is not None and assistant.votes is not None:
        service.metrics.trust(assistant.model.name, await assistant.votes.records())
    return Response(service.metrics.render(), media_type=service.metrics.media_type)


async def look(parts: Parts) -> tuple[Check, ...]:
    """Look at everything that an answer leans on."""
    items = int(parts.live.snapshot.alive.sum())
    has_items = f"{items} items" if items else "No items yet: `frankly import items FILE`, or PUT /v1/items/{id}."
    troubles = [
        Check(name=str(trouble.code), is_ok=False, is_needed=False, detail=trouble.detail)
        for trouble in parts.live.degradations()
    ]
    return (
        await _store(parts),
        Check(name="catalogue", is_ok=bool(items), is_needed=False, detail=has_items),
        *_records(parts),
        *troubles,
        *([] if troubles else [await _index(parts)]),
    )


async def _index(parts: Parts) -> Check:
    trouble = await index_trouble(parts.index, parts.live.snapshot)
    return Check(name="index", is_ok=not trouble, is_needed=False, detail=trouble)


def _records(parts: Parts) -> list[Check]:
    """Told only while it fails; without the fault's own words, because they name files and anyone may ask here."""
    waits = "Records of answers wait in memory: the database takes no writes. Is the disk full? `frankly doctor`"
    return [Check(name="decisions", is_ok=False, is_needed=False, detail=waits)] if parts.decisions.fault else []


async def _store(parts: Parts) -> Check:
    try:
        await parts.catalogue.position()
    except DependencyError as error:
        return Check(
            name="store",
            is_ok=False,
            is_needed=True,
            detail=f"{error.title} ({error.code}); `frankly doctor` says more.",
        )
    return Check(name="store", is_ok=True, is_needed=True)
