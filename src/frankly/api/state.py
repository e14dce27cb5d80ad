"""What the routes share: the parts of the running service, its settings, signer and counters."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass

from fastapi import Request

from frankly.api.metrics import Metrics
from frankly.api.signing import Signer
from frankly.pipelines.ingest import Ingest
from frankly.pipelines.parts import Parts
from frankly.pipelines.rights import Rights
from frankly.settings import Settings

OpenParts = Callable[[Settings], AbstractAsyncContextManager[Parts]]
"""Opens the parts for as long as the service runs; `bootstrap.open_service`, or fakes in tests."""


@dataclass(frozen=True, slots=True, eq=False)
class Service:
    """The running service.

    Attributes:
        settings: what was set from outside.
        parts: what the use cases work with.
        ingest: what comes in.
        rights: what people can do about their data.
        signer: makes and reads person tokens.
        metrics: counters.
    """

    settings: Settings
    parts: Parts
    ingest: Ingest
    rights: Rights
    signer: Signer
    metrics: Metrics


def service_of(request: Request) -> Service:
    """The running service that a request came to."""
    service: Service = request.app.state.service
    return service
