"""What a sender is told of each result that it brought."""

from dataclasses import dataclass
from typing import Final, Literal

from frankly.domain.base import Frozen

ResultRefusal = Literal["invalid_result", "unknown_message", "in_future", "before_message"]
"""Why a result is refused: it is none; nothing was handed over under this key or to this person; it is dated ahead of
now; it is dated before the message was handed over."""

ITEM_UNKNOWN: Final = "item_unknown"
"""Code on the receipt of a result that was taken although its item is not in the catalogue."""


@dataclass(frozen=True, slots=True)
class Unusable:
    """A row that is no result, from a door that reads rows by rules of its own; it is refused by itself.

    Attributes:
        id: the sender's id of the event; empty where it cannot be told.
        message: what is wrong and what to do.
    """

    id: str
    message: str


class ResultReceipt(Frozen):
    """What became of one result that was sent."""

    id: str
    """The sender's id of the event."""

    outcome: Literal["stored", "duplicate", "rejected"]
    """Stored for the first time, known already (nothing changed), or refused."""

    code: ResultRefusal | Literal["item_unknown"] | None = None
    """Why it was refused; `item_unknown` where it was taken, and its item is not in the catalogue."""

    message: str | None = None
    """What was wrong and what to do."""


class ResultsReport(Frozen):
    """What became of a batch of results."""

    received: int
    """Results that were sent."""

    stored: int
    """Results that are new."""

    duplicate: int
    """Results that were known already."""

    rejected: int
    """Results that were refused; `results` says why."""

    suppressed: int
    """People who are not written to from now on, and were before; somebody counts once, however they are known."""

    results: tuple[ResultReceipt, ...]
    """What became of each, in order."""
