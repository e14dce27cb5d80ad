"""Bodies in and out: strict JSON in, checked by the domain's own models; bytes out, written once."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Generic, TypeVar

import orjson
from fastapi import Request, Response
from pydantic import TypeAdapter, ValidationError

from frankly.api.problems import invalid
from frankly.errors import CallerError, Invalid, TooLarge

T = TypeVar("T")

MAX_ROWS: Final = 1000
"""Most rows in one call."""


class NotJson(CallerError):
    """The body does not say that it is JSON, or is compressed."""

    status = 415
    code = "not_json"
    title = "The body is not JSON"


class Shape(Generic[T]):
    """A type that bodies are checked against, strictly: no text for a number, no number for a truth value."""

    def __init__(self, kind: type[T]) -> None:
        """Prepare the check once."""
        self.kind = kind
        self._adapter: TypeAdapter[T] = TypeAdapter(kind)

    async def read(self, request: Request, *, absent: bytes = b"") -> T:
        """Read and check the whole body.

        Args:
            request: says that its body is JSON.
            absent: what no body stands for, where it may be left out; then nothing need be said of its type either.

        Raises:
            NotJson: when it says otherwise.
            Invalid: when it is no JSON or does not fit.
        """
        if absent and _is_bare(request) and not await request.body():
            return self.check(absent)
        return self.check(await read_bytes(request) or absent)

    def check(self, data: bytes, base: str = "#") -> T:
        """Check JSON text.

        Args:
            data: UTF-8.
            base: pointer of this part of the body, for messages.

        Raises:
            Invalid: when it is no JSON or does not fit.
        """
        try:
            return self._adapter.validate_json(data, strict=True)
        except ValidationError as error:
            raise invalid(error, self.kind, base) from None

    def check_value(self, value: object, base: str) -> T:
        """Check a part of a body that was read already, as strictly as the whole.

        Raises:
            Invalid: when it does not fit.
        """
        try:
            data = orjson.dumps(value)
        except orjson.JSONEncodeError:
            raise Invalid(f"{base}: nested too deeply.") from None
        return self.check(data, base)

    def write(self, value: T) -> bytes:
        """Write a value as JSON."""
        return self._adapter.dump_json(value)


@dataclass(frozen=True, slots=True)
class Row(Generic[T]):
    """One row of a batch: what it says, or why it cannot be read.

    Attributes:
        raw: as it came.
        value: the row, where it fits.
        error: why it does not.
    """

    raw: object
    value: T | None
    error: Invalid | None

    @property
    def id(self) -> str:
        """The row's id as far as it can be told, for its receipt."""
        given = self.raw.get("id") if isinstance(self.raw, dict) else None
        return given if isinstance(given, str) else ""


async def read_bytes(request: Request) -> bytes:
    """The body of a request that says it is JSON.

    Raises:
        NotJson: when it says otherwise. (A page of another origin can post anything but JSON unasked.)
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json" and not (kind.startswith("application/") and kind.endswith("+json")):
        raise NotJson("Send the body as JSON, with the header 'Content-Type: application/json'.")
    if request.headers.get("content-encoding", "identity").lower() != "identity":
        raise NotJson("Send the body uncompressed, without a 'Content-Encoding' header.")
    return await request.body()


def _is_bare(request: Request) -> bool:
    """Whether a request says nothing of a body, and is not sent by a page of another origin.

    Such a page may post without a body unasked, too. Browsers say where a request comes from; programs do not.
    """
    site = request.headers.get("sec-fetch-site", "none")
    return "content-type" not in request.headers and site in {"same-origin", "none"}


async def read_any(request: Request) -> Any:
    """Any JSON, for bodies whose parts are checked one by one.

    Raises:
        Invalid: when it is no JSON in UTF-8 (`NaN` is none), or nested too deeply.
    """
    return parsed(await read_bytes(request))


def parsed(data: bytes) -> Any:
    """JSON text as plain values.

    Raises:
        Invalid: when it is no JSON in UTF-8 (`NaN` is none), or nested too deeply.
    """
    try:
        return orjson.loads(data)
    except orjson.JSONDecodeError as error:
        raise Invalid(
            f"The body is no JSON in UTF-8: {error.msg} at line {error.lineno} column {error.colno}."
        ) from None


def rows_of(body: object, name: str, shape: Shape[T], most: int = MAX_ROWS) -> Sequence[Row[T]]:
    """The rows of `{"<name>": [...]}`, each checked on its own.

    Raises:
        Invalid: when there is no such list, it is empty, or something else stands beside it.
        TooLarge: when it has more than `most` rows.
    """
    rows = body.get(name) if isinstance(body, dict) and set(body) == {name} else None
    if not isinstance(rows, list) or not rows:
        raise Invalid(f'Send {{"{name}": [...]}} with 1 to {most} rows and nothing beside it.')
    if len(rows) > most:
        raise TooLarge(f"{len(rows)} rows in one call; send at most {most}.", details={"max_rows": most})
    return list(_checked(rows, name, shape))


def _checked(rows: Sequence[object], name: str, shape: Shape[T]) -> Iterator[Row[T]]:
    for number, raw in enumerate(rows):
        try:
            yield Row(raw, shape.check_value(raw, f"#/{name}/{number}"), None)
        except Invalid as error:
            yield Row(raw, None, error)


def reply(data: bytes, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """A JSON response of bytes that are written already: nothing is checked or copied again."""
    return Response(data, status, headers, media_type="application/json")
