"""The reference of the API, for people: one page from the OpenAPI description, as HTML and as Markdown.

Self-contained: no script, no remote style, so that `/docs` works offline and under the strictest policy of contents.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

import orjson
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from frankly.api.describing.openapi import operations
from frankly.api.problems import HTTP_CODES
from frankly.api.streaming.accepting import JSON, STREAM
from frankly.domain.untrusted.admitting import admitted

STYLE: Final = """\
body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1b1f24;background:#fff}
h2{margin-top:3rem;border-bottom:1px solid #d0d7de}h3{margin-top:2.5rem}code,pre{font:14px/1.45 ui-monospace,monospace}
pre{background:#f6f8fa;padding:.8rem;overflow:auto;border-radius:6px}table{border-collapse:collapse;width:100%}
th,td{border:1px solid #d0d7de;padding:.3rem .6rem;text-align:left;vertical-align:top}a{color:#0550ae}
@media(prefers-color-scheme:dark){body{background:#0d1117;color:#e6edf3}pre{background:#161b22}a{color:#79c0ff}}
"""

CONTENT_POLICY: Final = "default-src 'none'; base-uri 'none'; frame-ancestors 'none'; style-src " + admitted(STYLE)
"""Admits the page's own style and nothing else."""


_ADDRESS: Final = re.compile(r"https?://[A-Za-z0-9.\-]+(:\d+)?|https?://\[[0-9A-Fa-f:.]+\](:\d+)?")
"""What may stand in a command that people copy: the name of a host comes with the request, so anybody can write it."""

_USUAL_ADDRESS: Final = "http://127.0.0.1:8080"


@dataclass(frozen=True, slots=True)
class Row:
    """One field, parameter or status: its name, what it takes, what it means."""

    name: str
    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation as the page shows it."""

    id: str
    tag: str
    method: str
    path: str
    summary: str
    text: str
    access: str
    parameters: tuple[Row, ...]
    bodies: tuple[tuple[str, str], ...]
    body_kinds: str
    is_body_required: bool
    answer_kinds: str
    answer: str
    stream: str
    events: tuple[Row, ...]
    statuses: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Model:
    """One type of the bodies."""

    name: str
    text: str
    fields: tuple[Row, ...]
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reference:
    """The whole page."""

    title: str
    version: str
    text: str
    tags: tuple[Row, ...]
    operations: tuple[Operation, ...]
    problems: tuple[Row, ...]
    models: tuple[Model, ...]


def as_html(described: Mapping[str, Any]) -> str:
    """The page for `/docs`."""
    return _render("reference.html.j2", described)


def as_markdown(described: Mapping[str, Any]) -> str:
    """The page for the documentation folder."""
    return _render("reference.md.j2", described)


def home(described: Mapping[str, Any], address: str) -> str:
    """The page for `/`: what runs here.

    Args:
        described: the OpenAPI description.
        address: where the reader reached the service, for a command to copy.
    """
    return _render("home.html.j2", described, address=address if _ADDRESS.fullmatch(address) else _USUAL_ADDRESS)


def _code(text: str) -> Markup:
    """Text with what stands between backticks shown as code; everything in it is escaped."""
    return Markup(re.sub(r"`([^`]*)`", r"<code>\1</code>", str(escape(text))))  # noqa: S704  escaped just before


def _render(name: str, described: Mapping[str, Any], **more: str) -> str:
    # Chosen by hand: `select_autoescape` leaves names such as `x.html.j2` unescaped.
    environment = Environment(
        loader=PackageLoader("frankly.api"),
        autoescape=".html" in name,  # noqa: S701  the other page is Markdown made of our own docstrings
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["code"] = _code
    environment.filters["cell"] = lambda text: re.sub(r"\s+", " ", text).replace("|", r"\|").strip()
    return environment.get_template(name).render(page=read(described), style=STYLE, **more)


def read(described: Mapping[str, Any]) -> Reference:
    """Read an OpenAPI description."""
    info = described["info"]
    return Reference(
        title=info["title"],
        version=info["version"],
        text=info["description"],
        tags=tuple(Row(tag["name"], "", tag["description"]) for tag in described["tags"]),
        operations=tuple(
            _operation(path, method, operation)
            for path, methods in described["paths"].items()
            for method, operation in methods.items()
        ),
        problems=tuple(sorted({*_problems(described), *_edge_problems()}, key=lambda row: (row.kind, row.name))),
        models=tuple(_model(name, schema) for name, schema in described["components"]["schemas"].items()),
    )


def _operation(path: str, method: str, operation: Mapping[str, Any]) -> Operation:
    content = operation.get("requestBody", {}).get("content", {}).get(JSON, {})
    forms = operation["responses"].get("200", {}).get("content", {})
    good, stream = forms.get(JSON, {}), forms.get(STREAM, {})
    return Operation(
        id=operation["operationId"],
        tag=operation["tags"][0],
        method=method.upper(),
        path=path,
        summary=operation["summary"],
        text=operation["description"],
        access=_access(operation),
        parameters=tuple(
            Row(parameter["name"], parameter["in"], parameter.get("description", ""))
            for parameter in operation.get("parameters", ())
        ),
        bodies=tuple((name, _json(example["value"])) for name, example in content.get("examples", {}).items()),
        body_kinds=kind_of(content["schema"]) if content else "",
        is_body_required=operation.get("requestBody", {}).get("required", False),
        answer_kinds=kind_of(good["schema"]) if good else "",
        answer=_json(good["example"]) if "example" in good else "",
        stream=stream.get("example", ""),
        events=tuple(Row(name, kind_of(kind), "") for name, kind in stream.get("x-events", {}).items()),
        statuses=tuple(
            Row(str(status), "", response["description"]) for status, response in operation["responses"].items()
        ),
    )


def _access(operation: Mapping[str, Any]) -> str:
    names = [name for way in operation.get("security", ()) for name in way]
    if not names:
        return "open"
    ways = {"person_token": "key or person token", "segment_signature": "key or signature"}
    return next((ways[name] for name in names if name in ways), "key")


def _problems(described: Mapping[str, Any]) -> Iterator[Row]:
    for operation in operations(described):
        for response in operation["responses"].values():
            for name, example in response["content"].get("application/problem+json", {}).get("examples", {}).items():
                yield Row(name, str(example["value"]["status"]), example["value"]["title"])


def _edge_problems() -> Iterator[Row]:
    """Problems of addresses that no operation stands at."""
    for status, (code, title) in HTTP_CODES.items():
        yield Row(code, str(status), title)


def _model(name: str, schema: Mapping[str, Any]) -> Model:
    required = set(schema.get("required", ()))
    return Model(
        name=name,
        text=schema.get("description", ""),
        fields=tuple(
            Row(field, kind_of(part) + (", required" if field in required else ""), part.get("description", ""))
            for field, part in schema.get("properties", {}).items()
        ),
        values=tuple(str(value) for value in schema.get("enum", ())),
    )


def kind_of(schema: Mapping[str, Any]) -> str:
    """What a schema admits, in a few words."""
    if "$ref" in schema:
        return str(schema["$ref"].rpartition("/")[2])
    if "anyOf" in schema:
        return " or ".join(dict.fromkeys(kind_of(part) for part in schema["anyOf"]))
    if "enum" in schema or "const" in schema:
        return " or ".join(f'"{value}"' for value in schema.get("enum", [schema.get("const")]))
    if schema.get("type") == "array":
        return f"list of {kind_of(schema.get('items', {}))}"
    return str(schema.get("title") if schema.get("title") == "VerifiedText" else schema.get("type", "anything"))


def _json(value: object) -> str:
    return orjson.dumps(value, option=orjson.OPT_INDENT_2).decode()
