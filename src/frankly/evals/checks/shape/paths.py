"""Paths into JSON: `items.0.id`, `items[*].sentences[*].text`, `$.scope.evidence`."""

import re
from collections.abc import Sequence
from typing import Any, Final

MOST_VALUES: Final = 10_000
"""Values that a path may lead to; more are not looked at."""

_PART: Final = re.compile(r"\.?(?:\[(?P<place>\d{1,6}|\*)\]|(?P<name>[^.\[\]]{1,200}))")


def read_path(path: str) -> tuple[str, ...]:
    """Take a path apart.

    Args:
        path: names and places, counted from 0, with dots between them; `*` is any; `$` at the beginning is the whole.

    Raises:
        ValueError: when it is none; says where.
    """
    rest = path.strip()
    rest = rest[1:] if rest.startswith("$") else rest
    parts: list[str] = []
    at = 0
    while at < len(rest):
        found = _PART.match(rest, at)
        if found is None or (parts and found[0][0] not in ".["):
            raise ValueError(f"'{path}' is no path at {shown_at(rest, at)}; write it as items.0.id or items[*].id")
        parts.append(found["place"] or found["name"])
        at = found.end()
    return tuple(parts)


def shown_at(rest: str, at: int) -> str:
    """Where a path goes wrong, in words."""
    return f"'{rest[at : at + 20]}'"


def values_at(value: Any, parts: Sequence[str]) -> list[Any]:
    """Everything that a path leads to, in order; at most `MOST_VALUES`."""
    found = [value]
    for one in parts:
        found = [inner for outer in found for inner in _step(outer, one)][:MOST_VALUES]
    return found


def _step(value: Any, name: str) -> list[Any]:
    if isinstance(value, dict):
        return list(value.values()) if name == "*" else [value[name]] if name in value else []
    if isinstance(value, list | tuple):
        if name == "*":
            return list(value)
        return [value[int(name)]] if name.isascii() and name.isdigit() and int(name) < len(value) else []
    return []
