"""Writes the types of the JavaScript client from the service's own description, so that they cannot fall behind it."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

NOTICE: Final = "// Made by `make docs` from the service's own description; edit the docstrings there."
ASKED: Final = ("RecommendationRequest",)
ANSWERED: Final = ("Answer", "SlateArrived", "SentencesArrived", "OrderArrived", "AnswerDone", "Problem")

_PLAIN: Final = {"string": "string", "integer": "number", "number": "number", "boolean": "boolean", "null": "null"}
_INDENT: Final = "  "


def client_types(described: Mapping[str, Any]) -> str:
    """TypeScript declarations of what the client sends and gets.

    Args:
        described: the OpenAPI description.
    """
    schemas = dict(_titled(described["components"]["schemas"])) | described["components"]["schemas"]
    asked, answered = _reached(schemas, ASKED), _reached(schemas, ANSWERED)
    declared = (_declared(name, schemas[name], name in asked) for name in sorted(asked | answered))
    return "\n\n".join([NOTICE, *declared]) + "\n"


def _titled(part: object) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Types that stand where they are used, under their own titles."""
    if isinstance(part, Mapping):
        if _stands_alone(part):
            yield part["title"], part
        for value in part.values():
            yield from _titled(value)
    elif isinstance(part, list):
        for value in part:
            yield from _titled(value)


def _stands_alone(part: Mapping[str, Any]) -> bool:
    return part.get("type") == "object" and "properties" in part and isinstance(part.get("title"), str)


def _reached(schemas: Mapping[str, Any], roots: Iterable[str]) -> set[str]:
    reached: set[str] = set()
    waiting = list(roots)
    while waiting:
        name = waiting.pop()
        if name not in reached:
            reached.add(name)
            waiting += _names(schemas[name])
    return reached


def _names(part: object) -> Iterator[str]:
    if isinstance(part, Mapping):
        if isinstance(target := part.get("$ref"), str):
            yield target.rpartition("/")[2]
        elif _stands_alone(part):
            yield part["title"]
        for value in part.values():
            yield from _names(value)
    elif isinstance(part, list):
        for value in part:
            yield from _names(value)


def _declared(name: str, schema: Mapping[str, Any], is_asked: bool) -> str:
    said = _comment(schema.get("description", ""), "")
    if "properties" not in schema:
        return f"{said}export type {name} = {_type(schema)};"
    required = set(schema.get("required", ()))
    fields = "".join(
        _comment(part.get("description", ""), _INDENT)
        + f"{_INDENT}{field}{'' if field in required or _is_sent(part, is_asked) else '?'}: {_type(part)};\n"
        for field, part in schema["properties"].items()
    )
    return f"{said}export interface {name} {{\n{fields}}}"


def _is_sent(part: Mapping[str, Any], is_asked: bool) -> bool:
    """Whether a field that has a default is there all the same: answers leave out only what may be null."""
    return not is_asked and "default" in part and part["default"] is not None


def _comment(text: str, indent: str) -> str:
    words = re.sub(r"\s+", " ", text).replace("*/", "* /").strip()
    return f"{indent}/** {words} */\n" if words else ""


def _type(schema: Mapping[str, Any]) -> str:
    if _stands_alone(schema):
        return str(schema["title"])
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    if options := schema.get("anyOf") or schema.get("oneOf"):
        return " | ".join(dict.fromkeys(_type(option) for option in options))
    if "const" in schema:
        return f'"{schema["const"]}"' if isinstance(schema["const"], str) else str(schema["const"]).lower()
    if "enum" in schema:
        return " | ".join(f'"{value}"' for value in schema["enum"])
    return _plain(schema)


def _plain(schema: Mapping[str, Any]) -> str:
    kind = schema.get("type")
    if kind == "array":
        return _array(schema)
    if kind == "object":
        values = schema.get("additionalProperties")
        return f"Record<string, {_type(values) if isinstance(values, Mapping) and values else 'unknown'}>"
    return _PLAIN.get(str(kind), "unknown")


def _array(schema: Mapping[str, Any]) -> str:
    if parts := schema.get("prefixItems"):
        return f"[{', '.join(_type(part) for part in parts)}]"
    inner = _type(schema.get("items", {}))
    return f"({inner})[]" if " | " in inner else f"{inner}[]"
