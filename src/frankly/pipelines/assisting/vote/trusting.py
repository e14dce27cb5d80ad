"""Notes how far a model's vote was trusted during one request, and says the same again for a replay."""

from collections.abc import Mapping, Sequence
from typing import Any

from frankly.domain.deciding.vote import UNPROVEN, Standing, VoteKey, VoteRecord
from frankly.pipelines.parts import CastVote, Votes


class HeardVotes:
    """Passes everything on, and notes how far the vote was trusted: a replay must know it."""

    def __init__(self, inner: Votes, note: dict[str, str]) -> None:
        """Wrap what knows votes; what it says is written into the note."""
        self._inner, self._note = inner, note

    async def standing(self, key: VoteKey) -> Standing:
        """How far a vote is trusted by now."""
        found = await self._inner.standing(key)
        self._note.update(found.model_dump(mode="json", exclude_none=True))
        return found

    async def records(self) -> Sequence[VoteRecord]:
        """What was counted."""
        return await self._inner.records()

    async def follow(self, vote: CastVote, deadline_ms: int) -> None:
        """Count a vote."""
        await self._inner.follow(vote, deadline_ms)


class RecordedVotes:
    """Says how far a vote was trusted when a decision was made, and counts nothing."""

    def __init__(self, note: Mapping[str, Any]) -> None:
        """Take what was noted; nothing where nobody asked."""
        self._standing = Standing.model_validate(note) if note else UNPROVEN

    async def standing(self, key: VoteKey) -> Standing:
        """How far it was trusted."""
        return self._standing

    async def records(self) -> Sequence[VoteRecord]:
        """Nothing: a record tells one answer."""
        return ()

    async def follow(self, vote: CastVote, deadline_ms: int) -> None:
        """It was counted then."""
