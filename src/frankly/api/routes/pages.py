"""Pages for people: what runs here, and the reference. Without scripts or anything remote."""

import orjson
from fastapi import APIRouter, Request, Response

from frankly.api.bodies import reply
from frankly.api.describing import reference

router = APIRouter(include_in_schema=False)


@router.get("/")
async def home(request: Request) -> Response:
    """Say what runs here."""
    return _html(reference.home(request.app.openapi(), str(request.base_url).rstrip("/")))


@router.get("/docs")
async def docs(request: Request) -> Response:
    """Show the reference."""
    return _html(reference.as_html(request.app.openapi()))


@router.get("/openapi.json")
async def description(request: Request) -> Response:
    """Give the OpenAPI description."""
    return reply(orjson.dumps(request.app.openapi()))


def _html(page: str) -> Response:
    return Response(page, headers={"Content-Security-Policy": reference.CONTENT_POLICY}, media_type="text/html")
