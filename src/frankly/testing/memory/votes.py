"""Tallies of votes in memory; mirrors `adapters/sql/model/votes.py`."""

from collections.abc import Callable, Sequence

from frankly.domain.deciding.vote import VoteKey, VoteRecord, VoteTallies
from frankly.domain.time import EpochMs
from frankly.errors import StoreUnavailable


class MemoryVotes:
    """Port `VoteStore` over a dictionary; of one process."""

    def __init__(self) -> None:
        """Start with nothing counted."""
        self._records: dict[tuple[str, str, str], VoteRecord] = {}
        self.is_failing = False
        """Whether reading and writing fail; set it to let the store fail."""

    async def get(self, key: VoteKey) -> VoteTallies:
        """The tallies; empty ones where nothing was counted."""
        self._fail()
        found = self._records.get(_place(key))
        return found.tallies if found else VoteTallies()

    async def change(self, key: VoteKey, by: Callable[[VoteTallies], VoteTallies], now: EpochMs) -> VoteTallies:
        """Change tallies."""
        tallies = by(await self.get(key))
        self._records[_place(key)] = VoteRecord(key=key, tallies=tallies, at=now)
        return tallies

    async def all(self) -> Sequence[VoteRecord]:
        """All tallies, in order of surface, model and prompt."""
        self._fail()
        return [self._records[place] for place in sorted(self._records)]

    async def reset(self, surface: str | None = None) -> int:
        """Forget the tallies of a surface, or all."""
        self._fail()
        gone = [place for place in self._records if surface in (None, place[0])]
        for place in gone:
            del self._records[place]
        return len(gone)

    def _fail(self) -> None:
        if self.is_failing:
            raise StoreUnavailable("The store of votes was made to fail.")


def _place(key: VoteKey) -> tuple[str, str, str]:
    return key.surface, key.model, key.prompt
