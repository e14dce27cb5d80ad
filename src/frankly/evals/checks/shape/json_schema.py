"""JSON Schema for values from anywhere: no reference leaves the schema, and no pattern takes longer than its text."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from frankly.evals.checks.found import MOST_TOLD, shown
from frankly.evals.checks.patterns import matches, read_pattern

_DEEPEST: Final = 40


def read_schema(schema: Mapping[str, Any]) -> None:
    """Make sure that a schema can be used.

    Raises:
        ValueError: when it is no JSON Schema, refers to anything outside itself, or holds a pattern that cannot be
            matched in linear time.
    """
    from jsonschema import SchemaError

    try:
        _validator().check_schema(dict(schema))
    except SchemaError as error:
        path = ".".join(map(str, error.absolute_path)) or "the schema"
        raise ValueError(f"no JSON Schema: {path}: {error.message}") from None
    for name, value in _told(schema, 0):
        if name in {"$ref", "$dynamicRef"} and not str(value).startswith("#"):
            raise ValueError(f"'{value}' refers to something outside; write it into the schema under $defs")
        if name == "patternProperties" and isinstance(value, Mapping) and value:
            raise ValueError("patternProperties is not known here; use propertyNames with a pattern")
        if name == "pattern" and isinstance(value, str):
            read_pattern(value)


def faults_of(value: Any, schema: Mapping[str, Any]) -> list[str]:
    """Where a value is not as a schema says, in words; none where it is."""
    found = []
    try:
        for error in _validator()(dict(schema)).iter_errors(value):
            path = ".".join(map(str, error.absolute_path)) or "the object"
            found.append(f"{path}: {_cut(error.message)}")
            if len(found) > MOST_TOLD:
                break
    except RecursionError:
        return ["it is nested too deeply to be looked at"]
    return found


def _cut(message: str) -> str:
    return message if len(message) <= 200 else shown(message)


def _told(value: Any, depth: int) -> Iterator[tuple[str, Any]]:
    if depth > _DEEPEST:
        raise ValueError(f"a schema is nested at most {_DEEPEST} deep")
    if isinstance(value, Mapping):
        for name, inner in value.items():
            yield str(name), inner
            yield from _told(inner, depth + 1)
    elif isinstance(value, list):
        for inner in value:
            yield from _told(inner, depth + 1)


def _validator() -> Any:
    """The library's validator with our own engine for patterns; loaded when it is needed, since that takes long."""
    if not _KEPT:
        from jsonschema import Draft202012Validator, ValidationError
        from jsonschema.validators import extend

        def pattern(_: Any, told: str, value: Any, __: Any) -> Iterator[Any]:
            if isinstance(value, str) and not matches(told, value):
                yield ValidationError(f"{shown(value)} does not match '{told}'")

        _KEPT.append(extend(Draft202012Validator, {"pattern": pattern}))  # type: ignore[no-untyped-call]
    return _KEPT[0]


_KEPT: Final[list[Any]] = []
