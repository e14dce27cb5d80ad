"""Who may call: everyone on this machine without a key, holders of the key, and persons with a token for themselves."""

import base64
import hmac
import ipaddress
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Annotated, Final

from fastapi import Depends, Request
from fastapi.security import APIKeyHeader, HTTPBearer
from pydantic import SecretStr

from frankly.api.signing import PREFIX, Scope
from frankly.api.state import service_of
from frankly.errors import Forbidden, FranklyError, Misconfigured, Unauthorised
from frankly.settings import Settings

KEY: Final = HTTPBearer(scheme_name="key", description="The service's FRANKLY_API_KEY.", auto_error=False)
TOKEN: Final = HTTPBearer(
    scheme_name="person_token",
    bearerFormat="fp1",
    description="A short-lived token for one person, from `POST /v1/tokens`.",
    auto_error=False,
)
SIGNATURE: Final = APIKeyHeader(
    name="X-Signature",
    scheme_name="segment_signature",
    description="HMAC-SHA1 of the body under FRANKLY_SEGMENT_SECRET, in hexadecimal; needed where that is set.",
    auto_error=False,
)


COOKIE: Final = "frankly_person"
"""Holds a person token for pages in a browser; nothing else looks at it."""

NOBODY: Final = ""
"""A subject that no decision and no person has."""


@dataclass(frozen=True, slots=True)
class Caller:
    """Who calls.

    Attributes:
        subject: key of the only person that the caller reaches; None for the owner, who reaches everyone.
    """

    subject: str | None = None

    def check(self, key: str) -> None:
        """Refuse everyone but the token's own person.

        Raises:
            Forbidden: when the token is for somebody else.
        """
        if not self.reaches(key):
            raise Forbidden("This person token reaches its own person only; ask your server for one for this person.")

    @property
    def pays(self) -> str:
        """Name of the budget by key that model calls are taken from: the owner's servers, or people with a token."""
        return "service" if self.subject is None else "people"

    def reaches(self, key: str | None) -> bool:
        """Whether the caller may touch what belongs to a person."""
        return self.subject is None or self.subject == key


class Visitor:
    """Who looks at a page in a browser; a page may tell a refusal in its own words, and cannot pass it over."""

    def __init__(self, caller: Caller | None, can_write: bool, refusal: FranklyError | None) -> None:
        """Keep who it is, or why nobody is let in.

        Args:
            caller: who it is.
            can_write: whether forms of the page will be known again as theirs, and may change what is known of them.
            refusal: why nobody is let in.
        """
        self._caller, self.can_write, self._refusal = caller, can_write, refusal

    @property
    def caller(self) -> Caller:
        """Who it is.

        Raises:
            Unauthorised: nobody is known, or their token has expired.
            Forbidden: the token is not good for this, or a form comes from another site.
        """
        if self._refusal is not None:
            raise self._refusal
        return self._caller if self._caller is not None else Caller(NOBODY)


def is_loopback(host: str) -> bool:
    """Whether a name or address stays on this machine."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]").split("%")[0]).is_loopback
    except ValueError:
        return False


def check_address(settings: Settings) -> None:
    """Refuse to serve others without a key.

    Raises:
        Misconfigured: when others could reach the service, or any page could read it, and no key is set.
    """
    if settings.api_key is not None:
        return
    if not is_loopback(settings.host):
        raise Misconfigured(
            f"FRANKLY_HOST is {settings.host}, an address that other machines can reach, and FRANKLY_API_KEY is not "
            "set. Set FRANKLY_API_KEY to a long random text, or listen on 127.0.0.1."
        )
    if "*" in settings.cors_origins:
        raise Misconfigured(
            'FRANKLY_CORS_ORIGINS holds "*" and FRANKLY_API_KEY is not set, so that any web page could read '
            "everything. Name the origins, or set FRANKLY_API_KEY."
        )


def bearer(request: Request) -> str | None:
    """The credentials of an `Authorization: Bearer` header."""
    scheme, _, value = request.headers.get("authorization", "").partition(" ")
    return value.strip() if scheme.lower() == "bearer" and value.strip() else None


def same(secret: SecretStr, given: str) -> bool:
    """Compare with a secret in constant time."""
    return hmac.compare_digest(secret.get_secret_value().encode(), given.encode("utf-8", "surrogateescape"))


def identify(request: Request, scope: str | None) -> Caller:
    """Find out who calls.

    Args:
        request: the request.
        scope: what a person token must be good for here; None where no token reaches.

    Raises:
        Unauthorised: no key, a wrong key, a bad token.
        Forbidden: a good token that does not reach this.
    """
    service, given = service_of(request), bearer(request)
    if given is not None and given.startswith(PREFIX):
        claims = service.signer.read(given, service.parts.clock.now())
        if scope is None or scope not in claims.scopes:
            raise Forbidden(
                f"This person token is good for {', '.join(sorted(claims.scopes))} and does not reach this address; "
                "use the service's key, from your server only."
            )
        return Caller(claims.subject)
    key = service.settings.api_key
    if key is None or (given is not None and same(key, given)):
        return Caller()
    if given is None:
        raise Unauthorised("Send the service's key as 'Authorization: Bearer <key>'.")
    raise Unauthorised("This key is not the service's FRANKLY_API_KEY.")


async def _owner(request: Request, _key: Annotated[object, Depends(KEY)]) -> Caller:
    return identify(request, None)


def _person(scope: Scope) -> Callable[..., Awaitable[Caller]]:
    async def guard(
        request: Request, _key: Annotated[object, Depends(KEY)], _t: Annotated[object, Depends(TOKEN)]
    ) -> Caller:
        return identify(request, scope)

    return guard


async def _visitor(request: Request) -> Visitor:
    """A person with a cookie of theirs, or whoever may call."""
    try:
        return _visiting(request)
    except FranklyError as error:
        return Visitor(None, False, error)


def _visiting(request: Request) -> Visitor:
    service, cookie = service_of(request), request.cookies.get(COOKIE)
    site = request.headers.get("sec-fetch-site", "same-origin")
    if request.method == "POST" and site not in {"same-origin", "none"}:
        raise Forbidden("This form came from another site.")
    if bearer(request) is None and cookie is not None:
        claims = service.signer.read(cookie, service.parts.clock.now())
        if not claims.scopes & {"recommendations", "people"}:
            raise Forbidden("This person token is not good for decisions; ask your server for another.")
        return Visitor(Caller(claims.subject), "people" in claims.scopes, None)
    if bearer(request) is None and service.settings.api_key is not None:
        raise Unauthorised("Open this page with a link that your shop gives you: it ends in '?token=…'.")
    return Visitor(identify(request, "recommendations"), service.settings.api_key is None, None)


async def _sender(
    request: Request, _key: Annotated[object, Depends(KEY)], _signature: Annotated[object, Depends(SIGNATURE)]
) -> Caller:
    """A Segment-compatible sender: a shared secret stands in for the key; else the key, also as Basic user name."""
    settings = service_of(request).settings
    if settings.segment_secret is not None:
        return Caller()  # The route holds the body to its signature.
    user = _basic_user(request)
    if settings.api_key is not None and user is not None and same(settings.api_key, user):
        return Caller()
    return identify(request, None)


def _basic_user(request: Request) -> str | None:
    """The user name of an `Authorization: Basic` header: Segment clients send their write key so."""
    scheme, _, value = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        return base64.b64decode(value.strip(), validate=True).decode().partition(":")[0]
    except ValueError:
        return None


Owner = Annotated[Caller, Depends(_owner)]
"""Only the key reaches here (or anyone on this machine, where no key is set)."""

Asker = Annotated[Caller, Depends(_person("recommendations"))]
"""The key, or a person token for recommendations."""

Viewer = Annotated[Caller, Depends(_person("impressions"))]
"""The key, or a person token for impressions."""

Actor = Annotated[Caller, Depends(_person("events"))]
"""The key, or a person token for events."""

Person = Annotated[Caller, Depends(_person("people"))]
"""The key, or a token of the person themselves."""

Browsing = Annotated[Visitor, Depends(_visitor)]
"""A person in a browser, known by a cookie that is good for pages alone; or whoever may call."""

Sender = Annotated[Caller, Depends(_sender)]
"""A Segment-compatible sender."""
