"""The store of facts: sentences about items, made ahead of time. Never trusted: the verifier sees each again."""

from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Protocol

from frankly.domain.fact import Fact, FactId
from frankly.domain.ids import ItemId


class FactStore(Protocol):
    """Facts by item and source."""

    async def of(self, sources: Mapping[str, str], locale: str) -> dict[str, tuple[Fact, ...]]:
        """Facts that may be shown of some items.

        Args:
            sources: id of an item → hash of its text as it is now, or as it was; facts of other texts are retired.
            locale: language that is wanted; `de` serves `de-AT`.

        Returns:
            Id of the item → its facts without refusals, in order of id; items without any are left out.

        Raises:
            StoreUnavailable: when the store cannot be read.
        """
        ...

    async def put(self, facts: Sequence[Fact]) -> int:
        """Store facts durably; equal ones change nothing. Returns how many were new."""
        ...

    async def review(self, fact: FactId, *, reviewer: str, approves: bool, at: int) -> Fact:
        """Sign a fact or refuse it; returns it as it is now.

        Raises:
            NotFound: when there is no such fact.
        """
        ...

    async def replace_made(self, items: Sequence[ItemId], facts: Sequence[Fact]) -> None:
        """Store what code made of some items now in place of what code made of their present texts before."""
        ...

    def stream(self, batch: int = 1000) -> AsyncIterator[Sequence[Fact]]:
        """All facts in order of item and id, retired ones included, in bounded memory."""
        ...
