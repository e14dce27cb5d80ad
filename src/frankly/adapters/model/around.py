"""What wraps a model: keeps the port's shape, passes everything on, and lets a subclass change one thing."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing

from frankly.domain.model.call import ModelCall
from frankly.domain.model.reply import ModelPiece, ModelReply, ModelUsage
from frankly.ports.asking.model import LanguageModel


class AroundModel:
    """Port `LanguageModel` that passes everything on to another."""

    def __init__(self, model: LanguageModel) -> None:
        """Wrap a model."""
        self._model = model

    @property
    def name(self) -> str:
        """Name of the wrapped model."""
        return self._model.name

    async def complete(self, call: ModelCall) -> ModelReply:
        """Reply at once."""
        return await self._model.complete(call)

    async def stream(self, call: ModelCall) -> AsyncGenerator[ModelPiece, None]:
        """Reply bit by bit."""
        async with aclosing(self._model.stream(call)) as pieces:
            async for piece in pieces:
                yield piece

    def count(self, text: str) -> int:
        """Tokens of a text."""
        return self._model.count(text)

    def price(self, usage: ModelUsage) -> int | None:
        """Price in billionths of a US dollar."""
        return self._model.price(usage)


class Countdown:
    """The time that a call has left; begins when it is made."""

    def __init__(self, deadline_ms: int) -> None:
        """Begin."""
        self._end = asyncio.get_running_loop().time() + deadline_ms / 1000

    @property
    def left_s(self) -> float:
        """Seconds left; never negative."""
        return max(0.0, self._end - asyncio.get_running_loop().time())

    @property
    def left_ms(self) -> int:
        """Whole milliseconds left."""
        return int(self.left_s * 1000)
