"""A limit on how many calls of one model are under way at the same time."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing, asynccontextmanager

from frankly.adapters.model.around import AroundModel, Countdown
from frankly.domain.model.call import ModelCall
from frankly.domain.model.reply import ModelPiece, ModelReply
from frankly.errors import ModelTimeout
from frankly.ports.asking.model import LanguageModel


class LimitingModel(AroundModel):
    """Lets others wait, within their deadlines, first come first served."""

    def __init__(self, model: LanguageModel, most: int) -> None:
        """Wrap a model that may have so many calls under way."""
        super().__init__(model)
        self._most, self._free = most, asyncio.Semaphore(most)

    async def complete(self, call: ModelCall) -> ModelReply:
        """Reply at once, when it is this call's turn."""
        left = Countdown(call.deadline_ms)
        async with self._turn(left):
            return await self._model.complete(call.within(left.left_ms))

    async def stream(self, call: ModelCall) -> AsyncGenerator[ModelPiece, None]:
        """Reply bit by bit, when it is this call's turn."""
        left = Countdown(call.deadline_ms)
        async with self._turn(left), aclosing(self._model.stream(call.within(left.left_ms))) as pieces:
            async for piece in pieces:
                yield piece

    @asynccontextmanager
    async def _turn(self, left: Countdown) -> AsyncIterator[None]:
        try:
            async with asyncio.timeout(left.left_s):
                await self._free.acquire()
        except TimeoutError as error:
            raise ModelTimeout(
                f"{self._most} calls of {self.name} were under way until the deadline. "
                "Raise FRANKLY_MODEL_CONCURRENCY where the provider allows more."
            ) from error
        try:
            yield
        finally:
            self._free.release()
