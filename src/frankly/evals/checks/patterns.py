"""Patterns that people write in case files, matched in time that grows with the text alone.

Python's own engine tries every way to match and can take years over forty letters. Pydantic brings another one, written
in Rust, that never goes back; it knows no lookaround and no back references, and refuses them.
"""

from functools import lru_cache
from typing import Annotated, Any, Final

from pydantic import Field, TypeAdapter, ValidationError
from pydantic_core import SchemaError

LONGEST: Final = 2_000
"""Characters of a pattern."""


def read_pattern(pattern: str) -> str:
    """Make sure that a pattern can be used.

    Raises:
        ValueError: when it is none, or none that can be matched in linear time.
    """
    if len(pattern) > LONGEST:
        raise ValueError(f"a pattern has at most {LONGEST} characters, not {len(pattern)}")
    try:
        _engine(pattern)
    except SchemaError as error:
        told = " ".join(str(error).split())
        raise ValueError(
            f"'{pattern}' is no pattern that can be matched in linear time ({told[-160:]}); lookaround and back "
            "references are not known"
        ) from None
    return pattern


def matches(pattern: str, text: str) -> bool:
    """Whether a pattern matches anywhere in a text."""
    try:
        _engine(pattern).validate_python(text)
    except ValidationError:
        return False
    return True


@lru_cache(maxsize=256)
def _engine(pattern: str) -> TypeAdapter[Any]:
    return TypeAdapter(Annotated[str, Field(pattern=pattern)], config={"regex_engine": "rust-regex"})
