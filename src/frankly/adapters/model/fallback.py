"""A list of models: where one gives no reply, the next is asked."""

from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing

from frankly.adapters.model.around import Countdown
from frankly.domain.model.call import ModelCall
from frankly.domain.model.reply import ModelPiece, ModelReply, ModelUsage
from frankly.errors import FranklyError, ModelFailed, ModelMisbehaved, ModelWarming
from frankly.ports.asking.model import LanguageModel

SHARE_PERCENT = 60
"""Of the time left that a model gets while others wait behind it."""


class FallbackModel:
    """Port `LanguageModel` over several of them."""

    def __init__(self, models: Sequence[LanguageModel]) -> None:
        """Ask in this order; there is at least one."""
        self._models = tuple(models)

    @property
    def name(self) -> str:
        """The names in order, with commas."""
        return ",".join(model.name for model in self._models)

    async def complete(self, call: ModelCall) -> ModelReply:
        """The first reply that comes."""
        left = Countdown(call.deadline_ms)
        failed: list[FranklyError] = []
        for place, model in enumerate(self._models):
            try:
                return await model.complete(call.within(self._share_ms(place, left)))
            except (ModelFailed, ModelMisbehaved) as error:
                _go_on(error, failed)
        raise failed[-1]

    async def stream(self, call: ModelCall) -> AsyncGenerator[ModelPiece, None]:
        """The first reply that begins to come; where it breaks off later, it has broken off."""
        left = Countdown(call.deadline_ms)
        failed: list[FranklyError] = []
        for place, model in enumerate(self._models):
            async with aclosing(model.stream(call.within(self._share_ms(place, left)))) as pieces:
                try:
                    first = await anext(pieces)
                except (ModelFailed, ModelMisbehaved) as error:
                    _go_on(error, failed)
                    continue
                yield first
                async for piece in pieces:
                    yield piece
                return
        raise failed[-1]

    def count(self, text: str) -> int:
        """Tokens of a text for the first model."""
        return self._models[0].count(text)

    def price(self, usage: ModelUsage) -> int | None:
        """Price with the first model."""
        return self._models[0].price(usage)

    def _share_ms(self, place: int, left: Countdown) -> int:
        return left.left_ms if place == len(self._models) - 1 else left.left_ms * SHARE_PERCENT // 100


def _go_on(error: FranklyError, failed: list[FranklyError]) -> None:
    """Remember an error and go on, but for one that all models share."""
    if isinstance(error, ModelWarming):
        raise error
    failed.append(error)
