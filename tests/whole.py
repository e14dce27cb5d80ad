"""Tests whose whole takes minutes run a part of it, and the whole in a long proof (`make proof-repairs` and others)."""

import os
from typing import Final, TypeVar

T = TypeVar("T")

WHOLE: Final = "WHOLE_TESTS"
"""Set in the environment, nothing is left out."""


def is_whole() -> bool:
    """Whether tests shall leave nothing out."""
    return bool(os.environ.get(WHOLE))


def whole(everything: T, part: T) -> T:
    """What a test works on.

    Args:
        everything: in a long proof.
        part: otherwise.
    """
    return everything if is_whole() else part
