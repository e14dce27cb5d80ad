"""Tokens with which a browser may speak for one person."""

from typing import Annotated

from fastapi import APIRouter, Request, Response
from pydantic import Field, model_validator

from frankly.api.auth import Owner
from frankly.api.bodies import Shape, reply
from frankly.api.describing.openapi import CALLING, READING, answers, body, problems
from frankly.api.examples import bodies as examples
from frankly.api.signing import MAX_TTL_S, Scope
from frankly.api.state import service_of
from frankly.domain.base import Frozen
from frankly.domain.ids import IdText
from frankly.domain.person.event import SESSION_PREFIX, session_key

router = APIRouter(tags=["access"])


class TokenRequest(Frozen):
    """For whom, how long, and what for."""

    person: IdText | None = None
    """The person; exactly one of person and session."""

    session: IdText | None = None
    """The session of someone who is not known."""

    ttl_s: Annotated[int, Field(ge=1, le=MAX_TTL_S)] = 900
    """Seconds until it expires; it cannot be called back before."""

    scopes: Annotated[tuple[Scope, ...], Field(min_length=1, max_length=10)] = (
        "recommendations",
        "impressions",
        "events",
    )
    """What it may be used for; `people` lets the person see, change and delete what is known of them."""

    @model_validator(mode="after")
    def _for_one(self) -> "TokenRequest":
        if (self.person is None) == (self.session is None):
            raise ValueError("name either 'person' or 'session'")
        if self.person is not None and self.person.startswith(SESSION_PREFIX):
            raise ValueError(f"a person's id must not start with '{SESSION_PREFIX}'; name the session in 'session'")
        return self

    @property
    def key(self) -> str:
        """The key that the token reaches."""
        return self.person if self.person is not None else session_key(self.session or "")


class Token(Frozen):
    """A person token."""

    token: str
    """Send it as `Authorization: Bearer <token>`."""

    expires: int
    """When it expires, in milliseconds since 1970."""

    key: str
    """Whom it reaches."""

    scopes: tuple[str, ...]
    """What it may be used for."""


REQUEST = Shape(TokenRequest)
TOKEN = Shape(Token)


@router.post(
    "/v1/tokens",
    operation_id="make_token",
    summary="Make a person token",
    responses={
        **answers(Token, examples.TOKEN, "The token."),
        **problems(*READING, *CALLING),
    },
    openapi_extra=body(TokenRequest, browser=examples.TOKEN_REQUEST),
)
async def make_token(request: Request, _owner: Owner) -> Response:
    """Make a short-lived token for one person. Your server asks for it, once it knows who is in front."""
    wanted = await REQUEST.read(request)
    service = service_of(request)
    scopes = tuple(sorted(set(wanted.scopes)))
    expires_s = service.parts.clock.now() // 1000 + wanted.ttl_s
    token = service.signer.sign(wanted.key, scopes, expires_s)
    return reply(TOKEN.write(Token(token=token, expires=expires_s * 1000, key=wanted.key, scopes=scopes)))
