"""The cache of replies: what a model said to exactly the same call before."""

from typing import Protocol

from frankly.domain.model.reply import ModelReply
from frankly.domain.time import EpochMs


class ReplyCache(Protocol):
    """Replies by the key of their call."""

    async def get(self, key: str, since: EpochMs) -> ModelReply | None:
        """The reply to a call, unless it was kept before `since`."""
        ...

    async def put(self, key: str, reply: ModelReply, now: EpochMs) -> None:
        """Keep a reply, in place of an older one."""
        ...

    async def drop_before(self, moment: EpochMs) -> int:
        """Drop replies that were kept before a moment; returns how many."""
        ...
