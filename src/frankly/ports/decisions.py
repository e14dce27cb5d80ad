"""Decisions, what was served, and what was seen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final, Protocol

from frankly.domain.deciding.decision import Decision, Impression, Served
from frankly.domain.time import EpochMs
from frankly.errors import Invalid

MOST_FOUND: Final = 10_000
"""Most decisions of one `find`."""

WHY_GONE: Final = (
    "Records go with their person and with age, and an answer of the last moment before its process was killed may "
    "have none."
)
"""Why an answer that was given may have no record: for whoever asks for it."""


class Seen(StrEnum):
    """What became of an impression; the values of those that do not count are codes that senders are told."""

    COUNTED = "counted"
    KNOWN = "impression_known"
    DECISION_UNKNOWN = "decision_unknown"
    NOT_SERVED = "item_not_in_answer"
    OTHER_SLOT = "other_slot"


@dataclass(frozen=True, slots=True)
class DecisionHead:
    """A decision as the index knows it, without its record.

    Attributes:
        id: which one.
        person: key of the person or session it belongs to now; None for someone unknown.
        at: moment of the request, milliseconds.
        surface: name of the surface.
    """

    id: str
    person: str | None
    at: EpochMs
    surface: str


def require_limit(limit: int) -> None:
    """Hold the limit of a `find` to what one answer may bring.

    Raises:
        Invalid: when it is below 1 or above `MOST_FOUND`.
    """
    if not 1 <= limit <= MOST_FOUND:
        raise Invalid(f"limit is {limit}; ask for 1 to {MOST_FOUND} decisions at once, and page on with 'before'.")


class DecisionStore(Protocol):
    """The log of answers."""

    def record(self, decision: Decision, served: Sequence[Served], life: int | None = None) -> bool:
        """Hand a decision over to be written after the answer, grouped with others.

        What the decision names in `kept` is stored beside it, once for each day and person that need it.

        Args:
            decision: the record; neither it nor what it keeps may be changed afterwards.
            served: its items.
            life: of the person as they were read; when they were deleted meanwhile, nothing is written.

        Returns:
            False when the queue is full: the answer then says that it was not recorded.
        """
        ...

    @property
    def fault(self) -> str:
        """Why what was handed over is kept in memory and not written yet; empty while nothing fails."""
        ...

    async def flush(self) -> None:
        """Wait until everything handed over so far is durable."""
        ...

    async def get(self, decision_id: str) -> dict[str, object] | None:
        """Read a record as it was written (after flushing); None when it is unknown, erased or dropped by age."""
        ...

    async def in_part(self, decisions: Sequence[str]) -> Mapping[str, tuple[dict[str, Any], bytes]]:
        """Read of many records what they show and say, at one moment; unknown, erased or old ones are missing.

        Args:
            decisions: ids.

        Returns:
            Id → the record as `get` gives it, but None for `body.candidates` and `heard.neighbours`, which only a
            search is replayed with; and the bytes that it keeps as `profile`.
        """
        ...

    async def kept(self, kind: str, hash: str, decision_id: str) -> bytes | None:
        """Read what a decision names by its hash.

        Args:
            kind: `profile`, `policies` or `facts`.
            hash: the hash that the record names.
            decision_id: the decision; what belongs to another person is not found through it.

        Returns:
            The bytes as they were kept; None when there is no such decision, or it keeps no such thing.
        """
        ...

    async def find(
        self,
        *,
        person: str | None = None,
        surface: str | None = None,
        since: EpochMs | None = None,
        until: EpochMs | None = None,
        limit: int = 50,
        before: str | None = None,
    ) -> Sequence[DecisionHead]:
        """Find decisions, newest first; those of one moment, the last recorded first.

        Args:
            person: only of this person or session.
            surface: only of this surface.
            since: only from this moment on.
            until: only before this moment.
            limit: most to return, at most `MOST_FOUND`.
            before: id of the last decision of the page before; only what follows it.

        Raises:
            NotFound: when `before` is not known (any more).
            Invalid: for a limit below 1 or above `MOST_FOUND`.
        """
        ...

    async def add_impressions(self, impressions: Sequence[Impression]) -> Sequence[Seen]:
        """Store impressions of items that the decision served, durably.

        Returns:
            For each: whether it counts now, else why not: known already (same decision, item and slot), no such
            decision, or the decision did not serve that item at all, or not in that slot.
        """
        ...

    async def count(self) -> int:
        """Number of recorded decisions."""
        ...
