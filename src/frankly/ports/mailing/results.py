"""Results of campaigns as they come back from senders: each stored once, by its event."""

from collections.abc import AsyncIterator, Mapping, Sequence, Set
from typing import Protocol

from frankly.domain.campaign.result import CampaignResult, ResultKind


class CampaignResults(Protocol):
    """What became of messages."""

    async def add(self, results: Sequence[CampaignResult]) -> Sequence[bool]:
        """Store results durably.

        Returns:
            For each, in order: whether it was new; False where its event was known, and then nothing changed.

        Raises:
            StoreUnavailable: when nothing was stored.
        """
        ...

    async def known(self, events: Sequence[str]) -> Set[str]:
        """Those of some events that are stored already."""
        ...

    def of(self, edition: int, batch: int = 5_000) -> AsyncIterator[Sequence[CampaignResult]]:
        """All results of an edition, in order of recipient and moment."""
        ...

    async def counts(self, edition: int) -> Mapping[ResultKind, int]:
        """Kind → how many recipients of an edition have such a result; one who clicks twice counts once."""
        ...

    async def value(self, edition: int) -> int:
        """What all conversions of an edition came to, in the smallest unit of the shop's currency."""
        ...
