"""The application: rings around routes, and the parts that live as long as it does."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Final, TextIO

from fastapi import FastAPI
from starlette.middleware.cors import CORSMiddleware

from frankly import __version__
from frankly.api import problems
from frankly.api.addresses import Addresses
from frankly.api.auth import check_address
from frankly.api.campaigns.work import CampaignWork
from frankly.api.describing import openapi
from frankly.api.edge import Edge
from frankly.api.guards import BodyLimit, LocalOnly, PlainPath
from frankly.api.inferring import corrected_by, infer_from
from frankly.api.late import ORDER, Late, Loading, routers_of
from frankly.api.logging import Log
from frankly.api.metrics import Metrics
from frankly.api.signing import Signer, load_secret
from frankly.api.state import OpenParts, Service
from frankly.api.streaming.streams import Streams
from frankly.domain.campaign.keyed_hashes import KeyedHashes
from frankly.pipelines.ingest import Ingest
from frankly.pipelines.parts import Parts
from frankly.pipelines.recommend import recommend_progressively
from frankly.pipelines.rights import Rights
from frankly.settings import Settings

PREFLIGHT_AGE_S: Final = 600


def create_app(settings: Settings, open_parts: OpenParts, log_to: TextIO | None = None) -> FastAPI:
    """Make the application. Its parts open when it starts and close, flushed, when it ends.

    Args:
        settings: what was set from outside.
        open_parts: opens the parts.
        log_to: where log lines go; standard error by default.

    Raises:
        Misconfigured: when these settings would serve others without a key.
    """
    check_address(settings)
    metrics = Metrics()
    log = Log(settings, log_to, metrics.lost_lines.inc)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with open_parts(settings) as parts:
            app.state.service = service = _service(settings, parts, metrics)
            if parts.assistant is not None:
                parts.assistant.watch(log.model)
            # Beside the first requests: a sender gives up sooner than this has loaded when it is asked for.
            preparing = asyncio.create_task(late.make_ready_to_hand_over(parts.campaigns))
            try:
                yield
            finally:
                preparing.cancel()
                await service.streams.close()
                await service.campaign_work.close()

    app = FastAPI(
        title="Frankly",
        version=__version__,
        lifespan=lifespan,
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
    )
    addresses = Addresses()
    problems.install(app, addresses)
    late = Late(app, addresses)
    app.add_middleware(Loading, late=late)
    app.openapi = lambda: _described(app)  # type: ignore[method-assign]  # FastAPI's own way to replace it
    app.add_middleware(BodyLimit, settings=settings)
    app.add_middleware(PlainPath)
    app.add_middleware(LocalOnly, settings=settings)
    app.add_middleware(Edge, log=log, metrics=metrics)
    if settings.cors_origins:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=settings.cors_origins,
            allow_methods=["GET", "POST", "PUT", "PATCH", "DELETE"],
            allow_headers=["Authorization", "Content-Type"],
            expose_headers=["X-Request-Id", "Retry-After"],
            max_age=PREFLIGHT_AGE_S,
        )
    return app


def _service(settings: Settings, parts: Parts, metrics: Metrics) -> Service:
    if parts.assistant is not None:
        metrics.model(parts.assistant.tally)
    return Service(
        settings=settings,
        parts=parts,
        ingest=Ingest(parts.catalogue, parts.events, parts.decisions, parts.making),
        rights=Rights(
            parts.people,
            infer_from(parts),
            corrected_by(parts),
            campaigns=parts.campaigns,
            hashing=KeyedHashes(parts.suppression_secret).of,
        ),
        signer=Signer(load_secret(settings)),
        metrics=metrics,
        streams=Streams(),
        progressively=recommend_progressively,
        campaign_work=CampaignWork(),
    )


def _described(app: FastAPI) -> dict[str, Any]:
    if app.openapi_schema is None:
        app.openapi_schema = openapi.build(routers_of(ORDER))
    return app.openapi_schema
