"""A cache of replies, by everything that decides them: prompt version, model, parameters, content and sample."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing, suppress

from frankly.adapters.model.around import AroundModel
from frankly.domain.model.call import ModelCall
from frankly.domain.model.fault import ReplyFault
from frankly.domain.model.reply import FinishReason, ModelPiece, ModelReply
from frankly.domain.time import DAY_MS, EpochMs
from frankly.errors import DependencyError
from frankly.ports.asking.model import LanguageModel
from frankly.ports.asking.replies import ReplyCache
from frankly.ports.clock import Clock
from frankly.stages.replies.reading import read_object


class CachingModel(AroundModel):
    """Asks once for what is asked again and again; a cache that fails is as good as an empty one."""

    def __init__(self, model: LanguageModel, cache: ReplyCache, clock: Clock, *, days: int) -> None:
        """Wrap a model.

        Args:
            model: the one to ask.
            cache: where replies are kept.
            clock: tells how old they are.
            days: for which a reply is used again.
        """
        super().__init__(model)
        self._cache, self._clock, self._days = cache, clock, days
        self._keeping: dict[str, tuple[ModelReply, asyncio.Task[None]]] = {}

    async def complete(self, call: ModelCall) -> ModelReply:
        """Reply at once, from the cache where it is there."""
        known = await self._known(call)
        if known is not None:
            return known
        reply = await self._model.complete(call)
        self._keep(call, reply)
        return reply

    async def stream(self, call: ModelCall) -> AsyncGenerator[ModelPiece, None]:
        """Reply bit by bit; from the cache in one piece."""
        known = await self._known(call)
        if known is not None:
            yield ModelPiece(text=known.text, reply=known)
            return
        async with aclosing(self._model.stream(call)) as pieces:
            async for piece in pieces:
                if piece.reply is not None:
                    self._keep(call, piece.reply)
                yield piece

    async def settled(self) -> None:
        """Wait until every reply is written down that shall be."""
        while self._keeping:
            await asyncio.gather(*(task for _, task in self._keeping.values()), return_exceptions=True)

    async def _known(self, call: ModelCall) -> ModelReply | None:
        key, since = call.key(self.name), EpochMs(self._clock.now() - self._days * DAY_MS)
        if key in self._keeping:
            return self._keeping[key][0].model_copy(update={"is_cached": True})
        with suppress(DependencyError):
            reply = await self._cache.get(key, since)
            return reply and reply.model_copy(update={"is_cached": True})
        return None

    def _keep(self, call: ModelCall, reply: ModelReply) -> None:
        """Have a reply written down; whoever asks meanwhile gets it from memory, and nobody waits for the disk."""
        if is_worth_keeping(call, reply):
            key = call.key(self.name)
            self._keeping[key] = reply, asyncio.create_task(self._kept(key, reply))

    async def _kept(self, key: str, reply: ModelReply) -> None:
        try:
            with suppress(DependencyError):
                await self._cache.put(key, reply, self._clock.now())
        finally:
            if key in self._keeping and self._keeping[key][0] is reply:
                del self._keeping[key]


def is_worth_keeping(call: ModelCall, reply: ModelReply) -> bool:
    """Whether a reply is whole: a broken one would be given for days, where asking again may mend it."""
    if reply.finish != FinishReason.STOP:
        return False
    if call.shape is None:
        return True
    found = read_object(reply.text)
    return found.value is not None and ReplyFault.TRUNCATED not in found.faults
