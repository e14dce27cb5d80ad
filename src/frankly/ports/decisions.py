"""Decisions, what was served, and what was seen."""

from collections.abc import Sequence
from typing import Protocol

from frankly.domain.decision import Decision, Impression, Served


class DecisionStore(Protocol):
    """The log of answers."""

    def record(self, decision: Decision, served: Sequence[Served], life: int | None = None) -> bool:
        """Hand a decision over to be written after the answer, grouped with others.

        Args:
            decision: the record.
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
        """Read a record as it was written (after flushing), or None."""
        ...

    async def add_impressions(self, impressions: Sequence[Impression]) -> Sequence[bool]:
        """Store impressions of items that the decision served, durably.

        Returns:
            For each: True when it counts now, False when it was known already (same decision, item and slot) or the
            decision did not serve that item.
        """
        ...

    async def count(self) -> int:
        """Number of recorded decisions."""
        ...
