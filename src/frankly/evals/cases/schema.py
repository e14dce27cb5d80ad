"""JSON Schemas of the files that people edit, so that an editor completes and marks them while they are written."""

from collections.abc import Mapping
from typing import Any, Final

import orjson
from pydantic import TypeAdapter

from frankly.evals.cases.case import Case
from frankly.evals.cases.suite import CaseSuite
from frankly.evals.checks.check import Check
from frankly.evals.suites import Suite

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
CASES: Final = "case.schema.json"
SUITES: Final = "suite.schema.json"


def schemas(checks: Mapping[str, Check]) -> dict[str, str]:
    """Name of each file → its text.

    Args:
        checks: that cases may ask for, by name.
    """
    cases = TypeAdapter(list[Case]).json_schema()
    suites = TypeAdapter(CaseSuite | Suite).json_schema()
    return {
        CASES: _text("Cases of a suite", cases, checks),
        SUITES: _text("A suite: of cases, or of figures with bars", suites, checks),
    }


def _text(title: str, schema: dict[str, Any], checks: Mapping[str, Check]) -> str:
    named: dict[str, Any] = schema["$defs"]
    for name, check in checks.items():
        options = check.options.model_json_schema()
        named |= options.pop("$defs", {})
        named[f"{name}_options"] = options
    named["CheckUse"] = _use_of(checks)
    whole = {"$schema": DIALECT, "title": title, **{name: value for name, value in schema.items() if name != "title"}}
    return orjson.dumps(whole, option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE).decode()


def _use_of(checks: Mapping[str, Check]) -> dict[str, Any]:
    """A check as files ask for it: its name, its name with options, its name with the one thing that matters."""
    told = {name: _told(name, check) for name, check in checks.items()}
    return {
        "description": "A check: its name alone, or its name with what it is told.",
        "anyOf": [
            {"enum": list(checks)},
            {
                "type": "object",
                "properties": told,
                "minProperties": 1,
                "maxProperties": 1,
                "additionalProperties": False,
            },
            {
                "type": "object",
                "properties": {"name": {"enum": list(checks)}, "options": {"type": "object"}},
                "required": ["name"],
                "additionalProperties": False,
            },
        ],
    }


def _told(name: str, check: Check) -> dict[str, Any]:
    ways: list[dict[str, Any]] = [{"$ref": f"#/$defs/{name}_options"}, {"type": "null"}]
    if check.options.main:
        ways.append({"type": ["string", "number", "boolean", "array"]})
    return {"description": check.says, "anyOf": ways}
