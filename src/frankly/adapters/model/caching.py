"""A cache of replies, by everything that decides them: prompt version, model, parameters, content and sample."""

from collections.abc import AsyncGenerator
from contextlib import aclosing, suppress

from frankly.adapters.model.around import AroundModel
from frankly.domain.model.call import ModelCall
from frankly.domain.model.fault import ReplyFault
from frankly.domain.model.reply import FinishReason, ModelPiece, ModelReply
from frankly.domain.time import DAY_MS, EpochMs
from frankly.errors import DependencyError
from frankly.ports.clock import Clock
from frankly.ports.model import LanguageModel
from frankly.ports.replies import ReplyCache
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

    async def complete(self, call: ModelCall) -> ModelReply:
        """Reply at once, from the cache where it is there."""
        known = await self._known(call)
        if known is not None:
            return known
        reply = await self._model.complete(call)
        await self._keep(call, reply)
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
                    await self._keep(call, piece.reply)
                yield piece

    async def _known(self, call: ModelCall) -> ModelReply | None:
        since = EpochMs(self._clock.now() - self._days * DAY_MS)
        with suppress(DependencyError):
            reply = await self._cache.get(call.key(self.name), since)
            return reply and reply.model_copy(update={"is_cached": True})
        return None

    async def _keep(self, call: ModelCall, reply: ModelReply) -> None:
        if is_worth_keeping(call, reply):
            with suppress(DependencyError):
                await self._cache.put(call.key(self.name), reply, self._clock.now())


def is_worth_keeping(call: ModelCall, reply: ModelReply) -> bool:
    """Whether a reply is whole: a broken one would be given for days, where asking again may mend it."""
    if reply.finish != FinishReason.STOP:
        return False
    if call.shape is None:
        return True
    found = read_object(reply.text)
    return found.value is not None and ReplyFault.TRUNCATED not in found.faults
