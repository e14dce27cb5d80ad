"""Results of campaigns in memory; mirrors `adapters/sql/campaigns/results.py`."""

from collections.abc import AsyncIterator, Mapping, Sequence, Set

from frankly.domain.campaign.result import CampaignResult, ResultKind


class MemoryResults:
    """Port `CampaignResults` over a dictionary."""

    def __init__(self) -> None:
        """Begin empty."""
        self._kept: dict[str, CampaignResult] = {}

    async def add(self, results: Sequence[CampaignResult]) -> Sequence[bool]:
        """Store results; whether each was new."""
        found = []
        for one in results:
            found.append(one.event not in self._kept)
            self._kept.setdefault(one.event, one)
        return found

    async def known(self, events: Sequence[str]) -> Set[str]:
        """Those of some events that are stored already."""
        return self._kept.keys() & set(events)

    async def of(self, edition: int, batch: int = 5_000) -> AsyncIterator[Sequence[CampaignResult]]:
        """All results of an edition, in order of recipient and moment."""
        mine = [one for one in self._kept.values() if one.edition == edition]
        mine.sort(key=lambda one: (one.recipient, one.at, one.event))
        for start in range(0, len(mine), batch):
            yield mine[start : start + batch]

    async def counts(self, edition: int) -> Mapping[ResultKind, int]:
        """Kind → how many recipients have such a result."""
        seen = {(one.kind, one.recipient) for one in self._kept.values() if one.edition == edition}
        return {kind: count for kind in ResultKind if (count := sum(one == kind for one, _ in seen))}

    async def value(self, edition: int) -> int:
        """What all conversions of an edition came to."""
        sold = [one for one in self._kept.values() if one.kind is ResultKind.CONVERTED]
        return sum(one.value for one in sold if one.edition == edition)
