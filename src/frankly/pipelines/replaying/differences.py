"""What differs between two records, path by path, in a form that people can read."""

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Final

MOST: Final = 20
"""Differences that are told of one decision; there are seldom more than a few that matter."""

_LONGEST: Final = 80


def differences(then: object, now: object) -> list[str]:
    """Paths at which two plain values differ, with both values, at most `MOST`."""
    return list(islice(_differing(then, now, ""), MOST))


def _differing(then: object, now: object, path: str) -> Iterator[str]:
    if isinstance(then, Mapping) and isinstance(now, Mapping):
        for name in sorted(then.keys() | now.keys()):
            yield from _member(then, now, str(name), f"{path}.{name}".lstrip("."))
    elif isinstance(then, list) and isinstance(now, list):
        if len(then) != len(now):
            yield f"{path}: had {len(then)} entries, has {len(now)}"
        for place, (one, other) in enumerate(zip(then, now, strict=False)):
            yield from _differing(one, other, f"{path}[{place}]")
    elif then != now or type(then) is not type(now):
        yield f"{path}: was {_shown(then)}, is {_shown(now)}"


def _member(then: Mapping[str, object], now: Mapping[str, object], name: str, path: str) -> Iterator[str]:
    if name not in now:
        yield f"{path}: was {_shown(then[name])}, is gone"
    elif name not in then:
        yield f"{path}: was not there, is {_shown(now[name])}"
    else:
        yield from _differing(then[name], now[name], path)


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
