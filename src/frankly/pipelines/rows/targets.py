"""What an import can fill: the fields of items, events and profiles, and how a cell of each is read."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, Literal, TypeAlias

from pydantic import BaseModel, ValidationError

from frankly.domain.faults import fault
from frankly.ports.rows import Reason

Target = Literal["items", "events", "profiles"]
Shape: TypeAlias = Callable[[Mapping[str, object]], dict[str, Any]]
"""Makes the fields of one target from a row; raises `RowRefused`."""

Kind = Literal["id", "text", "texts", "whole", "truth", "moment", "money", "json"]

_ITEM: dict[str, Kind] = {
    "id": "id",
    "title": "text",
    "description": "text",
    "language": "id",
    "categories": "texts",
    "tags": "texts",
    "creators": "texts",
    "price": "money",
    "stock": "whole",
    "available": "truth",
    "available_from": "moment",
    "available_until": "moment",
    "first_available": "moment",
    "age_rating": "whole",
    "markets": "texts",
    "sensitive": "texts",
    "url": "id",
    "image_url": "id",
    "attributes": "json",
}
_EVENT: dict[str, Kind] = {
    "id": "id",
    "person": "id",
    "session": "id",
    "kind": "id",
    "item": "id",
    "at": "moment",
    "query": "text",
    "rating": "whole",
    "progress_percent": "whole",
    "duration_s": "whole",
    "quantity": "whole",
    "order": "id",
    "region": "id",
    "feedback": "json",
}
_PROFILE: dict[str, Kind] = {
    "person": "id",
    "session": "id",
    "facts": "json",
    "consent": "json",
    "corrections": "json",
    "interests": "texts",
    "tags": "texts",
    "creators": "texts",
    "aversions": "texts",
    "role": "texts",
    "intent": "texts",
    "region": "id",
    "market": "id",
    "birth_year": "id",
    "locale": "id",
}
FIELDS: Final[dict[Target, dict[str, Kind]]] = {"items": _ITEM, "events": _EVENT, "profiles": _PROFILE}
"""What can be filled, and how its cells are read."""

REQUIRED: Final[dict[Target, tuple[str, ...]]] = {"items": ("id", "title"), "events": ("kind", "at"), "profiles": ()}
"""Fields without which no row can be right, so that a file without their columns is refused at once."""

CURRENCY: Final = "currency"
"""Column that holds the currency of `price`, where no mapping says otherwise."""


class RowRefused(Exception):
    """A row that cannot be used.

    Attributes:
        reasons: why, at least one.
    """

    def __init__(self, reasons: Sequence[Reason]) -> None:
        """Keep the reasons.

        Args:
            reasons: why, at least one.
        """
        super().__init__(reasons[0].message)
        self.reasons = tuple(reasons)


def reasons_of(error: ValidationError, model: type[BaseModel]) -> tuple[Reason, ...]:
    """Every reason that a model gave, with the value that it found."""
    reasons = []
    for detail in error.errors(include_url=False)[:10]:
        told = fault(detail, model)
        found = "" if detail["type"] in {"missing", "value_error"} else _found(detail["input"])
        field = ".".join(str(step) for step in detail["loc"])
        reasons.append(Reason(field, f"{told.detail}{found}" + (f". {told.hint}" if told.hint else "")))
    return tuple(reasons)


def _found(value: object) -> str:
    """What was found, where it is short: writing out a deep object or a huge number could take all time and stack."""
    if isinstance(value, str):
        return f", found {value[:60]!r}"
    return f", found '{value}'" if isinstance(value, int) and abs(value) < 10**30 else ""
