"""The service's own description: OpenAPI 3.1, its schemas made from the very models that bodies are checked against.

A route names its bodies by `body`, `answers` and `problems`; `build` fills in the schemas once all routes are known.
"""

import importlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final, Literal, cast

from fastapi import APIRouter
from fastapi.openapi.utils import get_openapi
from pydantic import TypeAdapter

from frankly import __version__
from frankly.api.bodies import NotJson
from frankly.api.problems import MEDIA_TYPE, Problem, problem_type
from frankly.api.streaming.accepting import JSON, STREAM
from frankly.errors import Forbidden, FranklyError, Invalid, StoreUnavailable, TooLarge, Unauthorised

Way = Literal["validation", "serialization"]
"""Bodies that come in, and bodies that go out: a time may come as text and goes as a number."""

NOTHING: Final[Mapping[str, Any]] = {}

TEMPLATE: Final = "#/components/schemas/{model}"

DESCRIPTION: Final = """\
Recommendations that tell people why, and can prove it.

Every call is JSON in UTF-8. Where `FRANKLY_API_KEY` is set, send it as `Authorization: Bearer <key>`; a browser sends a
short-lived person token instead. Times come as ISO 8601 or as milliseconds since 1970 and go as milliseconds; money is
in whole minor units, scores are in billionths. Every failure is an RFC 9457 problem with a stable `code`.
"""

CALLING: Final = (Unauthorised, Forbidden, StoreUnavailable)
"""What every guarded route may refuse with."""

READING: Final = (Invalid, TooLarge, NotJson)
"""What every route that reads a body may refuse with besides."""

TAGS: Final = {
    "recommendations": "Ask what a person should see on a surface now, and why; look an answer up again.",
    "messages": "Have an e-mail written for one person; whoever sends it hands it over.",
    "campaigns": "E-mail to many: fetch messages that were approved, bring back what became of them.",
    "items": "The catalogue while it runs: price, stock and delisting are seen by the next request.",
    "events": "What people do and what they were shown; durable before it is acknowledged.",
    "people": "What is known of a person is theirs: see, correct, allow, forget, delete.",
    "access": "Short-lived tokens, with which a browser may speak for one person.",
    "operation": "Whether it runs, and how.",
}


def schema(way: Way, *kinds: type) -> dict[str, Any]:
    """Name the schema of a type, or of one of several; `build` puts the schema itself in its place."""
    named = [{"$ref": f"{way} {kind.__module__} {kind.__qualname__}"} for kind in kinds]
    return named[0] if len(named) == 1 else {"anyOf": named}


def body(*kinds: type, is_required: bool = True, **examples: object) -> dict[str, Any]:
    """Describe the body that a route reads (FastAPI's `openapi_extra`).

    Args:
        kinds: what it is checked against, one of them.
        is_required: whether it may not be left out.
        examples: name → example.
    """
    told = {name: {"value": value} for name, value in examples.items()}
    content = {JSON: {"schema": schema("validation", *kinds), "examples": told}}
    return {"requestBody": {"required": is_required, "content": content}}


def answers(
    kind: type, example: object, description: str, status: int = 200, also: Mapping[str, Any] = NOTHING
) -> dict[int | str, dict[str, Any]]:
    """Describe what a route answers with (part of FastAPI's `responses`).

    Args:
        kind: what it answers with as JSON.
        example: of that.
        description: what it is.
        status: with which status.
        also: media type → description of the other forms that the answer comes in.
    """
    content = {JSON: {"schema": schema("serialization", kind), "example": example}, **also}
    return {status: {"description": description, "content": content}}


def events(description: str, example: str, **kinds: type) -> dict[str, Any]:
    """Describe an answer that comes as a stream of events, each with JSON for its data (for `answers`, as `also`).

    OpenAPI 3.1 has no word for the events of a stream; they stand under `x-events`, by name.
    """
    named = {name: schema("serialization", kind) for name, kind in kinds.items()}
    whole = {"type": "string", "description": description}
    return {STREAM: {"schema": whole, "example": example, "x-events": named}}


def problems(*errors: type[FranklyError]) -> dict[int | str, dict[str, Any]]:
    """Describe how a route may fail: one example for each error, by status.

    Args:
        errors: what the route may raise.
    """
    by_status: dict[int | str, dict[str, Any]] = {}
    for error in errors:
        entry = by_status.setdefault(error.status, {"description": error.title, "content": {MEDIA_TYPE: _problem()}})
        entry["content"][MEDIA_TYPE]["examples"][error.code] = {"value": _example(error)}
    return by_status


def _problem() -> dict[str, Any]:
    return {"schema": schema("serialization", Problem), "examples": {}}


def _example(error: type[FranklyError]) -> dict[str, Any]:
    detail = (error.__doc__ or error.title).partition("\n")[0]
    return {
        "type": problem_type(error.code),
        "title": error.title,
        "status": error.status,
        "code": error.code,
        "detail": detail,
        "request_id": "9f2c4e1ab07d3358",
    }


def build(routers: Iterable[APIRouter]) -> dict[str, Any]:
    """Describe the whole service.

    Args:
        routers: all of its routes.
    """
    described = get_openapi(
        title="Frankly",
        version=__version__,
        summary="Recommendations that tell people why",
        description=DESCRIPTION,
        routes=[route for router in routers for route in router.routes],
        tags=[{"name": name, "description": text} for name, text in TAGS.items()],
        license_info={"name": "Apache-2.0", "identifier": "Apache-2.0"},
    )
    for operation in operations(described):
        # FastAPI declares its own validation error; ours is a problem with status 400.
        operation["responses"].pop("422", None)
    pointed = set(_references(described["paths"]))
    named, components = _schemas({reference for reference in pointed if " " in reference})
    described["paths"] = _filled(described["paths"], named)
    # Types of parameters, such as a closed list of names, are described by FastAPI.
    own = described.setdefault("components", {}).get("schemas", {})
    own = {name: one for name, one in own.items() if TEMPLATE.format(model=name) in pointed}
    described["components"]["schemas"] = own | components
    return _plainly_named(described)


def _plainly_named(described: dict[str, Any]) -> dict[str, Any]:
    """Call a type that comes in otherwise than it goes out `ItemInput` and `Item`, not `Item-Input` and `Item-Output`.

    Raises:
        ValueError: when a plain name belongs to another type already.
    """
    schemas = described["components"]["schemas"]
    plain = {name: name.replace("-Input", "Input").removesuffix("-Output") for name in schemas}
    taken = [name for name, count in Counter(plain.values()).items() if count > 1]
    if taken:
        raise ValueError(f"two schemas would be named {', '.join(taken)}; rename a model")
    described["components"]["schemas"] = {plain[name]: schemas[name] for name in sorted(schemas, key=plain.__getitem__)}
    references = {TEMPLATE.format(model=name): TEMPLATE.format(model=to) for name, to in plain.items()}
    return cast(dict[str, Any], _pointed(described, references))


def _pointed(part: Any, references: Mapping[str, str]) -> Any:
    """The same part with every reference named as `references` says."""
    if isinstance(part, Mapping):
        pointed = {key: _pointed(value, references) for key, value in part.items()}
        target = part.get("$ref")
        return pointed | {"$ref": references[target]} if isinstance(target, str) and target in references else pointed
    return [_pointed(value, references) for value in part] if isinstance(part, list) else part


def operations(described: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Every operation of a description."""
    for path in described["paths"].values():
        yield from path.values()


def _references(part: Any) -> Iterator[str]:
    """Everything that a part of the description points at: names that `schema` put there, and components."""
    if isinstance(part, Mapping):
        if isinstance(part.get("$ref"), str):
            yield part["$ref"]
        for value in part.values():
            yield from _references(value)
    elif isinstance(part, list):
        for value in part:
            yield from _references(value)


def _schemas(references: set[str]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The schema of each named type, and the components that they lean on."""
    inputs: list[tuple[str, Way, TypeAdapter[Any]]] = []
    for reference in sorted(references):
        way, module, name = reference.split(" ")
        kind = getattr(importlib.import_module(module), name)
        inputs.append((reference, "validation" if way == "validation" else "serialization", TypeAdapter(kind)))
    found, rest = TypeAdapter.json_schemas(inputs, ref_template=TEMPLATE)
    return {str(reference): one for (reference, _), one in found.items()}, rest.get("$defs", {})


def _filled(part: Any, named: Mapping[str, Any]) -> Any:
    """The same part with every name replaced by its schema."""
    if isinstance(part, Mapping):
        if part.get("$ref") in named:
            return named[part["$ref"]]
        return {key: _filled(value, named) for key, value in part.items()}
    return [_filled(value, named) for value in part] if isinstance(part, list) else part
