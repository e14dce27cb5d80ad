"""The base of the frozen models at the edges: unknown fields are refused, because a misspelt field is a silent loss."""

from typing import Any, Self

from pydantic import BaseModel, ConfigDict, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from frankly.domain.documented import described


class Frozen(BaseModel):
    """A value: immutable, strict about field names, documented under each field.

    Checks are built when a class is first used, and its documentation is read when its schema is asked for: a start
    loads some two hundred such classes, and its first answer needs a few.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    @classmethod
    def __get_pydantic_json_schema__(cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """The schema, with what is said below each field."""
        schema = handler(core_schema)
        told = handler.resolve_ref_schema(schema).get("properties", {})
        for name, text in described(cls).items():
            field = cls.model_fields[name]
            for shown in {name, field.alias, field.validation_alias, field.serialization_alias}:
                # What a class says of itself already need not stand beside the reference to it.
                if shown in told and handler.resolve_ref_schema(told[shown]).get("description") != text:
                    told[shown]["description"] = text
        return schema

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
