"""What is wrong with an input, for a person: where it stands, what was expected, and the nearest valid name."""

import difflib
import re
import typing
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, get_args

from pydantic import BaseModel
from pydantic_core import ErrorDetails

from frankly.domain.base import Frozen
from frankly.domain.ids import ID_RULES, NAME_PATTERN

MAX_FAULTS = 100
"""Most faults told at once; a body with more is wrong throughout."""


class Fault(Frozen):
    """One thing that is wrong in an input."""

    pointer: str | None = None
    """Where in the body, as a JSON pointer in a URI fragment: `#/context/item`."""

    parameter: str | None = None
    """Which path, query or header parameter, where it is not in the body."""

    detail: str
    """What was expected."""

    hint: str | None = None
    """The nearest valid name, or what to do."""


def nearest(name: str, valid: Iterable[str]) -> str | None:
    """The valid name that a wrong one was probably meant to be; None when none is near."""
    found = difflib.get_close_matches(name.casefold(), list(valid), n=1, cutoff=0.6)
    return found[0] if found else None


_PATTERNS: dict[object, str] = {
    ID_RULES.pattern: "An id neither begins nor ends with white space and holds no control characters",
    NAME_PATTERN: "A name is of small letters, digits, '_' and '-', and begins with a letter",
    r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$": "A language is written as a BCP 47 tag, such as en or de-AT",
}
"""Rules that are told in words."""


class Misfit(ValueError):
    """Fields that do not fit together, told at the one that people would change."""

    def __init__(self, place: Sequence[str], what: str) -> None:
        """Name the place.

        Args:
            place: of that field, below whatever is validated.
            what: what does not fit.
        """
        super().__init__(what)
        self.place = tuple(place)


_ARMS = {
    "str": ("string",),
    "int": ("int",),
    "constrained-int": ("int", "less_than", "greater_than"),
    "bool": ("bool",),
}
"""How pydantic names an alternative in a place → how the fault's type begins, to tell it from a key of that name."""


def faults(errors: Sequence[ErrorDetails], shape: object, base: str = "#") -> list[Fault]:
    """Tell pydantic's errors in our words, one for each place.

    Args:
        errors: of one validation.
        shape: the type that was validated against; its field names are what a wrong name is compared with.
        base: pointer of the part that was validated.
    """
    told: dict[str | None, Fault] = {}
    for error in causes(errors)[:MAX_FAULTS]:
        found = fault(error, shape, base)
        before = told.get(found.pointer)
        # A value that fits none of several types is one fault, told with all of them.
        told[found.pointer] = found if before is None else found.model_copy(update={"detail": _either(before, found)})
    return list(told.values())


def causes(errors: Sequence[ErrorDetails]) -> list[ErrorDetails]:
    """Errors without those that follow from others: a list is not too short where what stands in it is wrong."""
    places = [error["loc"] for error in errors]
    return [
        error
        for error, here in zip(errors, places, strict=True)
        if error["type"] != "too_short"
        or not any(len(place) > len(here) and place[: len(here)] == here for place in places)
    ]


def _either(before: Fault, after: Fault) -> str:
    return before.detail if after.detail in before.detail else f"{before.detail}; or: {after.detail}"


def fault(error: ErrorDetails, shape: object, base: str = "#") -> Fault:
    """Tell one of pydantic's errors in our words."""
    path = path_of(error)
    detail = error["msg"].removeprefix("Value error, ")
    hint = None
    if error["type"] == "string_pattern_mismatch":
        detail = _PATTERNS.get(error.get("ctx", {}).get("pattern", ""), detail)
    if error["type"] in {"too_short", "too_long"}:
        detail = _number(error.get("ctx", {}))
    if error["type"] == "extra_forbidden":
        valid = fields_at(shape, path[:-1])
        detail = "There is no such field"
        hint = suggestion(str(path[-1]), valid) or f"Fields here: {', '.join(valid)}"
    elif error["type"] in {"literal_error", "enum"} and isinstance(error["input"], str):
        hint = suggestion(error["input"], re.findall(r"'([^']+)'", str(error.get("ctx", {}).get("expected", ""))))
    return Fault(pointer=pointer(path, base), detail=detail, hint=hint)


def _number(context: Mapping[str, Any]) -> str:
    """How many entries of a list or an object are wanted; pydantic names its own types there."""
    side, wanted = ("least", context.get("min_length")) if "min_length" in context else ("most", context["max_length"])
    found = context.get("actual_length")
    told = f"At {side} {wanted} {'entry is' if wanted == 1 else 'entries are'} wanted"
    return told if found is None else f"{told}, found {found or 'none'}"


def path_of(error: ErrorDetails) -> list[int | str]:
    """The place of one of pydantic's errors, in what was validated."""
    steps = [step for step in error["loc"] if step != "[key]"]
    cause = error.get("ctx", {}).get("error")
    if isinstance(cause, Misfit):
        return [*steps, *cause.place]
    is_arm = bool(steps) and error["type"].startswith(_ARMS.get(str(steps[-1]), ()))
    return steps[:-1] if is_arm else steps


def suggestion(name: str, valid: Iterable[str]) -> str | None:
    """A hint with the nearest valid name; None when none is near."""
    near = nearest(name, valid)
    return f"Did you mean '{near}'?" if near else None


def pointer(path: Iterable[int | str], base: str = "#") -> str:
    """A JSON pointer (RFC 6901) below a base."""
    return base + "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in path)


def fields_at(shape: object, path: Iterable[int | str]) -> list[str]:
    """Names of the fields that are valid at a place of a type."""
    models = set(_models_in(shape))
    for step in path:
        deeper = [model.model_fields[step] for model in models if isinstance(step, str) and step in model.model_fields]
        models = {inner for field in deeper for inner in _models_in(field.annotation)} if deeper else models
    return sorted({name for model in models for name in model.model_fields})


def _models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    """Every model that stands in an annotation, whatever containers and alternatives are around it."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel) and typing.get_origin(annotation) is None:
        yield annotation
    for part in get_args(annotation):
        yield from _models_in(part)
