"""The language model: asked for text or for JSON of a given shape, all at once or bit by bit."""

from collections.abc import AsyncGenerator
from typing import Protocol

from frankly.domain.model.call import ModelCall
from frankly.domain.model.reply import ModelPiece, ModelReply, ModelUsage


class LanguageModel(Protocol):
    """Replies to calls. What it replies is never trusted: parsers and the verifier look at every word."""

    @property
    def name(self) -> str:
        """The model, or the list of models in the order in which they are asked; part of every cache key."""
        ...

    async def complete(self, call: ModelCall) -> ModelReply:
        """Reply at once.

        Raises:
            ModelFailed: when there is no reply: too late, not reached, told to wait, out of budget.
            ModelMisbehaved: when the reply is empty or has no end.
        """
        ...

    def stream(self, call: ModelCall) -> AsyncGenerator[ModelPiece, None]:
        """Reply bit by bit; the last piece carries the whole reply. Close it to stop the model.

        Raises:
            ModelFailed: when there is no reply, or it breaks off.
            ModelMisbehaved: when the reply is empty or has no end.
        """
        ...

    def count(self, text: str) -> int:
        """Tokens of a text: exact where the model's tokenizer is known, else nearly."""
        ...

    def price(self, usage: ModelUsage) -> int | None:
        """Price in billionths of a US dollar; None where it is not known."""
        ...
