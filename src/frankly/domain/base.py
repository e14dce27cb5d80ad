"""The base of the frozen models at the edges: unknown fields are refused, because a misspelt field is a silent loss."""

from pydantic import BaseModel, ConfigDict


class Frozen(BaseModel):
    """A value: immutable, strict about field names, documented under each field."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)
