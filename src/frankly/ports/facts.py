"""The store of facts: sentences about items, made ahead of time. Never trusted: the verifier sees each again.

It finds itself whether a stamp holds.

Facts hang on an item and the hash of its text. A changed text has other facts at once; those of the past text stay,
so that refusals are remembered and a text that comes back finds its own. Recorded decisions need nothing of the store:
they keep what they were told. So when an item is deleted its facts go at once, all but those that a person refused: it
may come back, and must not be described like that again.
"""

from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Protocol

from frankly.domain.saying.fact import Fact, FactId, FactSheet, ItemFacts, MadeUpTo


class FactStore(Protocol):
    """Facts by item and source."""

    async def of(self, sources: Mapping[str, str], locale: str) -> dict[str, FactSheet]:
        """Facts that may be shown of some items.

        Args:
            sources: id of an item → hash of its text as it is now, or as it was; facts of other texts are retired.
            locale: language that is wanted; `de` serves `de-AT`.

        Returns:
            Id of the item → its facts without refused and waiting ones; items without any are left out.

        Raises:
            StoreUnavailable: when the store cannot be read.
        """
        ...

    async def texts_of(self, item: str) -> Sequence[ItemFacts]:
        """All facts of an item, by each of its texts that is known, refused and waiting ones included."""
        ...

    async def put(self, facts: Sequence[Fact]) -> int:
        """Store facts durably; one that is there already stays as it is. Returns how many were new."""
        ...

    async def settle(self, facts: Sequence[Fact]) -> int:
        """Store what a judge said of facts that wait for it, in their place; all others stay. Returns how many."""
        ...

    async def review(
        self, item: str, fact: FactId, *, reviewer: str, approves: bool, at: int, because: str = ""
    ) -> Fact:
        """Sign a fact or refuse it for good; a `rewritten` one that is signed becomes `approved`.

        Args:
            item: the item that it is about.
            fact: which one, of any of the item's texts.
            reviewer: who signs.
            approves: whether it may be shown.
            at: when, in milliseconds.
            because: why not, in the reviewer's words.

        Returns:
            The fact as it is now.

        Raises:
            NotFound: when there is no such fact.
            Conflict: when a check or a judge refused what is approved, or it was refused before.
        """
        ...

    async def keep_made(
        self, made: Sequence[ItemFacts], *, gone: Sequence[str] = (), upto: MadeUpTo | None = None
    ) -> None:
        """Store what code made of texts, in place of what code made of the same texts before.

        What a person wrote, approved or refused stays. A sentence that a person refused of any text of the item is
        stored as refused.

        Args:
            made: facts with the version that they were made with, also of texts that gave none.
            gone: items that were deleted.
            upto: how far facts are made then; it never goes back but to begin anew with another version.
        """
        ...

    async def made_upto(self) -> MadeUpTo:
        """How far facts were made, and with which version."""
        ...

    async def made_with(self, sources: Mapping[str, str]) -> dict[str, str]:
        """Version that facts of some texts were made with; what was not made is left out."""
        ...

    def stream(self, batch: int = 1000) -> AsyncIterator[Sequence[ItemFacts]]:
        """All facts in order of item and source, past texts included, in bounded memory."""
        ...
