"""Damages for `equals`: somewhere in an answer another value stands, or one is missing."""

import copy
from collections.abc import Iterator, Mapping
from typing import Any, Final

from frankly.evals.cards.damage import MutationSet, Pick
from frankly.evals.runs.output import Output


def _options(output: Output, pick: Pick) -> Mapping[str, Any] | None:
    return {"to": output.answer} if output.answer else None


def places(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Paths to every value that is no object and no list."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from places(inner, (*path, name))
    elif isinstance(value, list):
        for at, inner in enumerate(value):
            yield from places(inner, (*path, at))
    else:
        yield path


def holder(answer: Any, path: tuple[str | int, ...]) -> Any:
    """The object or list that holds the last name of a path."""
    for name in path[:-1]:
        answer = answer[name]
    return answer


def _other(output: Output, pick: Pick) -> Output | None:
    answer = copy.deepcopy(output.answer)
    path = pick.one(list(places(answer)), "path")
    inside = holder(answer, path)
    old = inside[path[-1]]
    inside[path[-1]] = (not old) if isinstance(old, bool) else f"{old}x" if isinstance(old, str) else (old or 0) + 1
    return output.model_copy(update={"answer": answer})


def _missing(output: Output, pick: Pick) -> Output | None:
    answer = copy.deepcopy(output.answer)
    path = pick.one(list(places(answer)), "path")
    del holder(answer, path)[path[-1]]
    return output.model_copy(update={"answer": answer})


def _reordered(output: Output, pick: Pick) -> Output | None:
    answer = copy.deepcopy(output.answer)
    items = (answer or {}).get("items", [])
    if len(items) < 2:
        return None
    at = pick.below(len(items) - 1, "at")
    items[at], items[at + 1] = items[at + 1], items[at]
    return output.model_copy(update={"answer": answer})


def _true_for_one(output: Output, pick: Pick) -> Output | None:
    answer = copy.deepcopy(output.answer)
    ones = [path for path in places(answer) if holder(answer, path)[path[-1]] in {0, 1}]
    if not ones:
        return None
    path = pick.one(ones, "path")
    old = holder(answer, path)[path[-1]]
    holder(answer, path)[path[-1]] = int(old) if isinstance(old, bool) else bool(old)
    return output.model_copy(update={"answer": answer})


SET: Final = MutationSet(
    check="equals",
    module=__name__,
    kind="plain",
    options=_options,
    damages={"other value": _other, "missing": _missing, "reordered": _reordered, "true for 1": _true_for_one},
)
