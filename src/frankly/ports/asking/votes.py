"""What is known of a model's votes: running measures by surface, model and prompt version."""

from collections.abc import Callable, Sequence
from typing import Protocol

from frankly.domain.deciding.vote import VoteKey, VoteRecord, VoteTallies
from frankly.domain.time import EpochMs


class VoteStore(Protocol):
    """Tallies of votes. They hold sums alone, and nothing about anyone."""

    async def get(self, key: VoteKey) -> VoteTallies:
        """The tallies; empty ones where nothing was counted.

        Raises:
            StoreUnavailable: when the store cannot be read.
        """
        ...

    async def change(self, key: VoteKey, by: Callable[[VoteTallies], VoteTallies], now: EpochMs) -> VoteTallies:
        """Change tallies, in one transaction with reading them.

        Raises:
            StoreUnavailable: when the store cannot be written.
        """
        ...

    async def all(self) -> Sequence[VoteRecord]:
        """All tallies, in order of surface, model and prompt."""
        ...

    async def reset(self, surface: str | None = None) -> int:
        """Forget the tallies of a surface, or all; returns how many there were."""
        ...
