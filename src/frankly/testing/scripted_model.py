"""A language model that replies what it is told to, without any network; mirrors `adapters/model/litellm_model.py`."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Sequence

from frankly.domain.model.call import ModelCall
from frankly.domain.model.reply import ModelPiece, ModelReply, ModelUsage
from frankly.errors import FranklyError, ModelTimeout

Line = str | ModelReply | FranklyError
"""What it does for one call: replies a text, replies a whole reply, or fails."""


class ScriptedModel:
    """Port `LanguageModel` that follows a script; the last line holds for all further calls."""

    def __init__(
        self,
        *script: Line,
        name: str = "scripted",
        delay_s: float = 0.0,
        price_nano: int | None = 0,
        usage: Callable[[ModelCall], ModelUsage] | None = None,
    ) -> None:
        """Prepare.

        Args:
            script: lines in order; without any, every call gets `{}`.
            name: of the model.
            delay_s: before each line.
            price_nano: of a token in either direction, in billionths of a US dollar; None is a price not known.
            usage: what a call takes; without it one token a character.
        """
        self._script: Sequence[Line] = script or ("{}",)
        self._name, self._delay_s, self._price_nano, self._usage = name, delay_s, price_nano, usage
        self.calls: list[ModelCall] = []
        """All calls, in order."""
        self.given_up = 0
        """How many were cancelled."""

    @property
    def name(self) -> str:
        """Its name."""
        return self._name

    async def complete(self, call: ModelCall) -> ModelReply:
        """The next line."""
        line = self._script[min(len(self.calls), len(self._script) - 1)]
        self.calls.append(call)
        try:
            async with asyncio.timeout(call.deadline_ms / 1000):
                await asyncio.sleep(self._delay_s)
        except TimeoutError as error:
            raise ModelTimeout(f"The model {self._name} did not reply in time.") from error
        except asyncio.CancelledError:
            self.given_up += 1
            raise
        if isinstance(line, FranklyError):
            raise line
        return line if isinstance(line, ModelReply) else self._reply(call, line)

    async def stream(self, call: ModelCall) -> AsyncGenerator[ModelPiece, None]:
        """The next line, word by word."""
        reply = await self.complete(call)
        for word in reply.text.split(" "):
            yield ModelPiece(text=f"{word} ")
        yield ModelPiece(reply=reply)

    def count(self, text: str) -> int:
        """A token a character."""
        return len(text)

    def price(self, usage: ModelUsage) -> int | None:
        """The same for each token."""
        return None if self._price_nano is None else usage.tokens * self._price_nano

    def _reply(self, call: ModelCall, text: str) -> ModelReply:
        read = sum(len(part.text) for part in call.parts)
        usage = self._usage(call) if self._usage else ModelUsage(tokens_in=read, tokens_out=len(text))
        cost = self.price(usage) or 0
        return ModelReply(text=text, model=self._name, usage=usage.model_copy(update={"cost_nano": cost}))
