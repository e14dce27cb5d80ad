"""What a model tells of its state while it serves: that it fails, that it is left alone, that it replies again."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, TypeAlias


@dataclass(frozen=True, slots=True)
class ModelChange:
    """A change of state of one model.

    Attributes:
        model: its name.
        state: `failing` after a call without a reply, `resting` when it is left alone for a while, `replying` when the
            call after that rest had a reply.
        failures: calls in a row that failed.
        error: what failed last; None when it replies. Its message may quote what was sent: tell its type alone.
    """

    model: str
    state: Literal["failing", "resting", "replying"]
    failures: int
    error: Exception | None = None


Told: TypeAlias = Callable[[ModelChange], None]
"""Who is told."""


def tell_nobody(_change: ModelChange) -> None:
    """Where nobody watches."""
