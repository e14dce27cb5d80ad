"""The base of the frozen models at the edges: unknown fields are refused, because a misspelt field is a silent loss."""

from typing import Any, Self

from pydantic import BaseModel, ConfigDict


class Frozen(BaseModel):
    """A value: immutable, strict about field names, documented under each field."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)

    @classmethod
    def trusted(cls, **values: Any) -> Self:
        """Make one without a check, of what our own code has just made: never of anything that comes from outside.

        A request makes hundreds; a check costs more than all that was done to know the values.

        Args:
            values: every field, in the order of the class, each of the very type that a check would leave.
        """
        made = object.__new__(cls)
        object.__setattr__(made, "__dict__", values)
        object.__setattr__(made, "__pydantic_fields_set__", set(values))
        object.__setattr__(made, "__pydantic_extra__", None)
        object.__setattr__(made, "__pydantic_private__", None)
        return made
