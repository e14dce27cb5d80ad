"""Replies in memory; mirrors `adapters/sql/model/replies.py`."""

from frankly.domain.model.reply import ModelReply
from frankly.domain.time import EpochMs


class MemoryReplies:
    """Port `ReplyCache` over a dictionary."""

    def __init__(self) -> None:
        """Start empty."""
        self._kept: dict[str, tuple[EpochMs, ModelReply]] = {}

    async def get(self, key: str, since: EpochMs) -> ModelReply | None:
        """The reply to a call, unless it was kept before `since`."""
        at, reply = self._kept.get(key, (EpochMs(-1), None))
        return reply if at >= since else None

    async def put(self, key: str, reply: ModelReply, now: EpochMs) -> None:
        """Keep a reply, in place of an older one."""
        self._kept[key] = (now, reply)

    async def drop_before(self, moment: EpochMs) -> int:
        """Drop replies that were kept before a moment; returns how many."""
        old = [key for key, (at, _) in self._kept.items() if at < moment]
        for key in old:
            del self._kept[key]
        return len(old)
