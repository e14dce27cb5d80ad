"""What the routes share: the parts of the running service, its settings, signer and counters."""

from collections.abc import AsyncGenerator, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Protocol

from fastapi import Request

from frankly.api.campaigns.work import CampaignWork
from frankly.api.metrics import Metrics
from frankly.api.signing import Signer
from frankly.api.streaming.streams import Streams
from frankly.domain.answering.progress import Progress
from frankly.domain.answering.request import RecommendationRequest
from frankly.pipelines.ingest import Ingest
from frankly.pipelines.parts import Parts
from frankly.pipelines.rights import Rights
from frankly.settings import Settings

OpenParts = Callable[[Settings], AbstractAsyncContextManager[Parts]]
"""Opens the parts for as long as the service runs; `bootstrap.service.open_service`, or fakes in tests."""


class Progressively(Protocol):
    """Answers a request bit by bit; `pipelines.recommend.recommend_progressively`, or a script in tests."""

    def __call__(
        self, parts: Parts, request: RecommendationRequest, now: int, *, api_key: str
    ) -> AsyncGenerator[Progress, None]:
        """The events of one answer."""
        ...


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
        streams: answers that are on their way.
        progressively: answers a request bit by bit.
        campaign_work: steps of campaigns that are under way here.
    """

    settings: Settings
    parts: Parts
    ingest: Ingest
    rights: Rights
    signer: Signer
    metrics: Metrics
    streams: Streams
    progressively: Progressively
    campaign_work: CampaignWork


def service_of(request: Request) -> Service:
    """The running service that a request came to."""
    service: Service = request.app.state.service
    return service
