"""How a mapping is written: as YAML or as `field=column` pairs."""

from collections.abc import Sequence
from typing import Annotated, Literal

import yaml
from pydantic import Field, StringConstraints, ValidationError, model_validator

from frankly.domain.base import Frozen
from frankly.domain.faults import faults
from frankly.errors import Invalid
from frankly.pipelines.rows import cells


class FieldRule(Frozen):
    """Where one field comes from, and how its cell is read."""

    column: str | None = None
    """The column."""

    constant: str | int | bool | None = None
    """The same value for each row, instead of a column."""

    separator: Annotated[str, StringConstraints(min_length=1, max_length=3)] = "|"
    """What stands between the parts of a list."""

    format: str | None = None
    """Of a time: `unix_s`, `unix_ms`, `iso`, or a pattern such as `%d.%m.%Y %H:%M`."""

    timezone: str | None = None
    """Of a time that names none; UTC by default."""

    currency: str | None = None
    """Of an amount: ISO 4217 code."""

    currency_column: str | None = None
    """Of an amount: the column that holds the code."""

    decimal: Literal[".", ","] = "."
    """Of an amount: its decimal mark."""

    values: dict[str, str] = Field(default_factory=dict)
    """The file's value → ours, such as `{buy: purchase}`; a value that is not named is refused."""

    @model_validator(mode="before")
    @classmethod
    def _bare_column(cls, value: object) -> object:
        return {"column": value} if isinstance(value, str) else value

    @model_validator(mode="after")
    def _one_origin(self) -> "FieldRule":
        if (self.column is None) == (self.constant is None):
            raise ValueError("name either 'column' or 'constant'")
        if self.timezone is not None:
            cells.zone(self.timezone)
        if self.currency is not None:
            cells.currency_digits(self.currency)
        return self


class MappingSpec(Frozen):
    """A mapping as its YAML file says."""

    fields: Annotated[dict[str, FieldRule], Field(min_length=1)]
    """Our field → column, or a rule."""

    attributes: tuple[str, ...] | Literal["*"] = ()
    """Columns that become attributes of an item under their own name; `*` takes all that no field uses."""


def mapping_from_yaml(text: str, name: str) -> MappingSpec:
    """Read a mapping.

    Args:
        text: the file's content.
        name: the file's name, for messages.

    Raises:
        Invalid: when it is no mapping; names the place and the nearest valid name.
    """
    try:
        return MappingSpec.model_validate(yaml.safe_load(text))
    except ValidationError as error:
        first = faults(error.errors(), MappingSpec)[0]
        raise Invalid(f"{name}, {first.pointer}: {first.detail}. {first.hint or ''}".rstrip()) from error
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        raise Invalid(f"{name} is no YAML: {' '.join(str(error).split())}") from error


def mapping_from_pairs(pairs: Sequence[str]) -> MappingSpec:
    """Read `field=column` and `field:=constant` pairs from a command line.

    Raises:
        Invalid: when one is neither.
    """
    rules: dict[str, FieldRule] = {}
    for pair in pairs:
        field, sign, value = pair.partition("=")
        if not sign or not field.rstrip(":") or not value:
            raise Invalid(
                f"'{pair}' is no mapping; write field=column, or field:=value for the same value in each row."
            )
        rules[field.rstrip(":")] = FieldRule(constant=value) if field.endswith(":") else FieldRule(column=value)
    return MappingSpec(fields=rules)
