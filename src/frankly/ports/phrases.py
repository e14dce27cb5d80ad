"""The store of phrases: patterns of reasons, how far building them is, and what people said of them."""

from collections.abc import AsyncIterator, Sequence
from typing import Protocol

from frankly.domain.saying.phrase import Phrase, PhraseReview, PhraseWork


class PhraseStore(Protocol):
    """Phrases by id, work by unit, and all reviews. Every write is durable before it returns.

    Each method raises StoreUnavailable when the store cannot be read or written.
    """

    async def put(self, phrases: Sequence[Phrase]) -> int:
        """Store phrases; one that is there already stays as it is. Returns how many were new."""
        ...

    async def replace(self, phrases: Sequence[Phrase]) -> None:
        """Store phrases in place of those with the same id."""
        ...

    async def all(self) -> Sequence[Phrase]:
        """All phrases, in order of id."""
        ...

    async def change(self) -> int:
        """A number that grows whenever phrases are written, so that whoever holds them knows that they are old."""
        ...

    async def work_of(self, units: Sequence[str]) -> dict[str, PhraseWork]:
        """How far some units are; those that were never begun are left out."""
        ...

    async def keep_work(self, work: PhraseWork) -> None:
        """Store how far a unit is, in place of what was known of it."""
        ...

    async def drop_work(self, units: Sequence[str]) -> int:
        """Forget units; returns how many there were."""
        ...

    def stream_work(self, batch: int = 1000) -> AsyncIterator[Sequence[PhraseWork]]:
        """All work in order of unit, in bounded memory."""
        ...

    async def keep_review(self, review: PhraseReview) -> None:
        """Note what a person said of a phrase or a fact."""
        ...

    async def reviews(self) -> Sequence[PhraseReview]:
        """All reviews, oldest first."""
        ...
