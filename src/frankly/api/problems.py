"""Every failure as one shape: RFC 9457 `application/problem+json`. Nothing inside the service shows through."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any, Final

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import TypeAdapter, ValidationError
from starlette.exceptions import HTTPException

from frankly.api.addresses import Addresses
from frankly.api.campaigns.named_routes import with_routes
from frankly.domain.base import Frozen
from frankly.domain.faults import Fault, fault, faults
from frankly.errors import DependencyError, FranklyError, Invalid

MEDIA_TYPE: Final = "application/problem+json"
RETRY_AFTER_S: Final = 1

HTTP_CODES: Final = {
    404: ("no_such_path", "There is nothing at this address"),
    405: ("method_not_allowed", "This address does not take that method"),
}
"""Problems that no `FranklyError` stands for: they arise before a use case is reached."""


class Problem(Frozen):
    """What went wrong and what to do (RFC 9457)."""

    type: str
    """Address of a description of this kind of problem."""

    title: str
    """What kind of problem it is, the same for each occurrence."""

    status: int
    """The HTTP status."""

    code: str
    """Stable machine-readable name of the kind."""

    detail: str
    """What was wrong this time, where, and what to do."""

    request_id: str | None = None
    """Id of this request; the service's log names it too."""

    errors: tuple[Fault, ...] = ()
    """Each thing that is wrong in the input, at most 100."""

    details: dict[str, Any] | None = None
    """Data for a program, for example the nearest valid name."""


_PROBLEM: Final = TypeAdapter(Problem)


class Faulty(Invalid):
    """An input with faults at known places."""

    def __init__(self, message: str, found: Sequence[Fault]) -> None:
        """Keep the faults beside the message that tells the first."""
        super().__init__(message)
        self.faults = tuple(found)


def invalid(error: ValidationError, shape: object, base: str = "#") -> Invalid:
    """Turn pydantic's refusal of an input into ours: every fault with its place and a hint."""
    return _invalid(faults(error.errors(include_url=False, include_context=True), shape, base))


def _invalid(found: Sequence[Fault]) -> Invalid:
    first = found[0]
    place = first.parameter or first.pointer
    more = f" ({len(found) - 1} more in 'errors')" if len(found) > 1 else ""
    hint = f" {first.hint}" if first.hint else ""
    return Faulty(f"{place}: {first.detail}.{hint}{more}", found)


def problem_type(code: str) -> str:
    """Address of the description of a kind of problem, relative to the service."""
    return f"/docs#problem-{code}"


def problem_of(error: FranklyError, request_id: str | None = None) -> Problem:
    """What a caller is told of an error."""
    is_ours = error.status >= 500 and not isinstance(error, DependencyError)
    return Problem(
        type=problem_type(error.code),
        title=error.title,
        status=error.status,
        code=error.code,
        detail="The error was logged under this request's id." if is_ours else with_routes(error.message),
        request_id=request_id,
        errors=error.faults if isinstance(error, Faulty) else (),
        details=None if is_ours else error.details or None,
    )


def respond(error: FranklyError, request_id: str | None = None) -> Response:
    """The response that tells an error."""
    headers = {"WWW-Authenticate": "Bearer"} if error.status == 401 else {}
    if isinstance(error, DependencyError):
        headers["Retry-After"] = str(RETRY_AFTER_S)
    return render(problem_of(error, request_id), headers)


def written(problem: Problem) -> bytes:
    """A problem as JSON; what it does not say is left out."""
    return _PROBLEM.dump_json(problem, exclude_none=True, exclude_defaults=True)


def render(problem: Problem, headers: Mapping[str, str] | None = None) -> Response:
    """The response that holds a problem."""
    return Response(written(problem), problem.status, headers, media_type=MEDIA_TYPE)


def unexpected(request_id: str | None) -> Response:
    """The response to an error that nobody foresaw: it says nothing about the inside."""
    return respond(FranklyError(""), request_id)


def install(app: FastAPI, addresses: Addresses) -> None:
    """Let every error of the application become a problem.

    Args:
        app: the application.
        addresses: say which methods an address takes.
    """
    app.state.addresses = addresses
    app.add_exception_handler(FranklyError, _on_frankly_error)
    app.add_exception_handler(RequestValidationError, _on_parameter)
    app.add_exception_handler(HTTPException, _on_http_error)


def request_id_of(request: Request) -> str | None:
    """The id that the log gave this request."""
    return getattr(request.state, "request_id", None)


def _told(request: Request, error: FranklyError) -> Response:
    request.state.problem = error.code
    request.state.error = error
    return respond(error, request_id_of(request))


async def _on_frankly_error(request: Request, error: Exception) -> Response:
    return _told(request, error if isinstance(error, FranklyError) else FranklyError(""))


async def _on_parameter(request: Request, error: Exception) -> Response:
    raw = error.errors() if isinstance(error, RequestValidationError) else ()
    found = [fault(one, None).model_copy(update={"pointer": None, "parameter": str(one["loc"][-1])}) for one in raw]
    return _told(request, _invalid(found))


async def _on_http_error(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    code, title = HTTP_CODES.get(status, ("http_error", HTTPStatus(status).phrase))
    detail = str(getattr(error, "detail", ""))
    if status == 404:
        detail = f"No {request.method} is served here; /docs lists every address."
    headers = dict(getattr(error, "headers", None) or {})
    if status == 405:
        # Starlette names the methods of one route only; several share an address.
        headers["Allow"] = ", ".join(request.app.state.addresses.methods(request.url.path))
        detail = f"{request.method} is not taken here; allowed: {headers['Allow']}."
    request.state.problem = code
    return render(
        Problem(
            type=problem_type(code),
            title=title,
            status=status,
            code=code,
            detail=detail,
            request_id=request_id_of(request),
        ),
        headers,
    )
