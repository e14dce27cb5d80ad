"""Any provider's models through litellm: one attempt, inside the deadline, with their differences evened out.

More attempts, budgets and caches are around it, each in its own module of this package.
"""

import asyncio
import re
from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from functools import lru_cache
from typing import Any, Final

from frankly.adapters.litellm_package import LiteLLMPackage
from frankly.adapters.model.around import Countdown
from frankly.adapters.model.litellm_errors import as_ours, is_about_shape
from frankly.adapters.model.litellm_shapes import OutputMode, messages, output_mode, shaped
from frankly.adapters.model.prices import Price, price_known
from frankly.domain.model.call import ModelCall
from frankly.domain.model.reply import FinishReason, ModelPiece, ModelReply, ModelUsage
from frankly.errors import ModelMisbehaved, ModelTimeout

_FINISHES: Final = {
    "stop": FinishReason.STOP,
    "tool_calls": FinishReason.STOP,
    "function_call": FinishReason.STOP,
    "length": FinishReason.LENGTH,
    "content_filter": FinishReason.FILTERED,
}
_ROUTES: Final = re.compile(r"^(ollama)/")
"""litellm's plain route to Ollama writes rules and data into one text, where data could pass for rules."""

_NEVER_S: Final = 900
"""Given to litellm in place of the time that is left, which we hold to ourselves: it keeps a client with its open
connections for each timeout that it is given, so another one for each call is a new connection for each call."""

_CHARACTERS_PER_TOKEN: Final = 16
_SPARE_CHARACTERS: Final = 2_000

_TEXTS_COUNTED: Final = 64
"""Texts whose tokens are remembered: the stable parts of prompts come again with every call."""


class LiteLLMModel:
    """Port `LanguageModel` over `litellm.acompletion`."""

    def __init__(
        self,
        model: str,
        package: LiteLLMPackage,
        url: str | None = None,
        *,
        mode: OutputMode | None = None,
        price: Price | None = None,
    ) -> None:
        """Prepare; nothing is imported yet.

        Args:
            model: as litellm names it, for example `openai/gpt-4o-mini`.
            package: loads litellm.
            url: base address of a self-hosted or proxied provider.
            mode: how a shape is asked for; None takes the strictest that the model is known to support.
            price: of its tokens; None takes litellm's own map.
        """
        self._name, self._package, self._url = model, package, url
        self._mode, self._price = mode, price
        self._counted = lru_cache(maxsize=_TEXTS_COUNTED)(self._encoded)

    @property
    def name(self) -> str:
        """The model as litellm names it."""
        return self._name

    async def complete(self, call: ModelCall) -> ModelReply:
        """Reply at once."""
        litellm = self._package.module()
        left = Countdown(call.deadline_ms)
        async with self._translated(left):
            reply = await self._ask(litellm, call)
        choice = reply.choices[0] if reply.choices else None
        text = _text(choice.message) if choice is not None else ""
        finish = _FINISHES.get(str(choice.finish_reason), FinishReason.OTHER) if choice is not None else None
        if len(text) > _most(call):
            raise self._endless(text)
        if not text.strip():
            raise self._nothing(finish, choice.message if choice is not None else None)
        usage = self._usage(getattr(reply, "usage", None), call, text)
        return ModelReply(text=text, model=self._name, finish=finish or FinishReason.OTHER, usage=usage)

    async def stream(self, call: ModelCall) -> AsyncGenerator[ModelPiece, None]:
        """Reply bit by bit."""
        litellm = self._package.module()
        left = Countdown(call.deadline_ms)
        async with self._translated(left):
            chunks = await self._ask(litellm, call, stream=True, stream_options={"include_usage": True})
        text, finish, told = "", FinishReason.OTHER, None
        try:
            while (chunk := await self._next(chunks, left)) is not None:
                told = getattr(chunk, "usage", None) or told
                choice = chunk.choices[0] if chunk.choices else None
                new = _text(choice.delta) if choice is not None else ""
                finish = _FINISHES.get(str(choice and choice.finish_reason), finish)
                text += new
                if len(text) > _most(call):
                    raise self._endless(text)
                if new:
                    yield ModelPiece(text=new)
        finally:
            with suppress(Exception):
                await chunks.aclose()
        if not text.strip():
            raise self._nothing(finish)
        reply = ModelReply(text=text, model=self._name, finish=finish, usage=self._usage(told, call, text))
        yield ModelPiece(reply=reply)

    def _endless(self, text: str) -> ModelMisbehaved:
        return ModelMisbehaved(
            f"The model {self._name} wrote {len(text)} characters and did not stop.", details={"model": self._name}
        )

    def count(self, text: str) -> int:
        """Tokens of a text by the tokenizer that litellm ships; before it is loaded, rather too many."""
        if self._package.state != "ready":
            return len(text.encode()) // 3 + 1
        return self._counted(text)

    def _encoded(self, text: str) -> int:
        try:
            return len(self._package.module().encode(model="", text=text))
        except ValueError:
            # A text that holds a mark of the tokenizer's own, such as <|endoftext|>.
            return len(text.encode()) // 3 + 1

    def price(self, usage: ModelUsage) -> int | None:
        """Price in billionths of a US dollar; None where neither the settings nor litellm's map know it."""
        price = self._price or price_known(self._known())
        return None if price is None else price.of(usage)

    @property
    def mode(self) -> OutputMode:
        """How a shape is asked for."""
        return self._mode or output_mode(self._known(), self._provider())

    async def _ask(self, litellm: Any, call: ModelCall, **extra: Any) -> Any:
        try:
            return await litellm.acompletion(**self._arguments(call), **extra)
        except Exception as error:
            if call.shape is None or self.mode == "prompt" or not is_about_shape(error):
                raise
            # Remembered for good: a server that knows no schemas learns none between two calls.
            self._mode = "prompt"
            return await litellm.acompletion(**self._arguments(call), **extra)

    def _arguments(self, call: ModelCall) -> dict[str, Any]:
        mode = self.mode
        arguments: dict[str, Any] = {
            "model": _ROUTES.sub(r"\1_chat/", self._name),
            "messages": messages(call, mode, self._provider()),
            "max_tokens": call.parameters.most_tokens,
            "temperature": call.parameters.temperature_milli / 1000,
            "timeout": _NEVER_S,
            "max_retries": 0,
            "num_retries": 0,
            # Any call with a tool would otherwise import the package `mcp`, which litellm does not install by itself.
            "_skip_mcp_handler": True,
        }
        arguments |= {"api_base": self._url} if self._url else {}
        return arguments | (shaped(call.shape, mode) if call.shape is not None else {})

    async def _next(self, chunks: Any, left: Countdown) -> Any:
        """The next chunk; None at the end."""
        async with self._translated(left):
            try:
                return await anext(chunks)
            except StopAsyncIteration:
                return None

    @asynccontextmanager
    async def _translated(self, left: Countdown) -> AsyncIterator[None]:
        """Hold to the deadline, and raise errors of ours."""
        try:
            async with asyncio.timeout(left.left_s):
                yield
        except TimeoutError as error:
            raise ModelTimeout(f"The model {self._name} did not reply in time.", may_pass=False) from error
        except Exception as error:
            raise as_ours(error, self._name) from error

    def _nothing(self, finish: FinishReason | None, message: Any = None) -> ModelMisbehaved:
        """What it means that there is no text: the model declined, or it said nothing at all."""
        told = getattr(message, "provider_specific_fields", None) or {}
        is_declined = finish is FinishReason.FILTERED or bool(told.get("refusal") or getattr(message, "refusal", None))
        what = "declined to reply" if is_declined else "replied with nothing"
        return ModelMisbehaved(f"The model {self._name} {what}.", details={"model": self._name})

    def _usage(self, told: Any, call: ModelCall, text: str) -> ModelUsage:
        tokens_in, tokens_out = _number(told, "prompt_tokens"), _number(told, "completion_tokens")
        is_counted_here = not (tokens_in or tokens_out)
        if is_counted_here:
            tokens_in, tokens_out = sum(self.count(part.text) for part in call.parts), self.count(text)
        cached = _number(getattr(told, "prompt_tokens_details", None), "cached_tokens")
        usage = ModelUsage(
            tokens_in=tokens_in, tokens_cached=cached, tokens_out=tokens_out, is_counted_here=is_counted_here
        )
        return usage.model_copy(update={"cost_nano": self.price(usage) or 0})

    def _known(self) -> Mapping[str, Any]:
        """The model's entry in litellm's map; looked up here, because litellm's own look-up asks some providers."""
        if self._package.state != "ready":
            return {}
        known: Mapping[str, Mapping[str, Any]] = self._package.module().model_cost
        return known.get(self._name) or known.get(self._name.partition("/")[2]) or {}

    def _provider(self) -> str:
        provider, slash, _ = self._name.partition("/")
        return provider if slash else str(self._known().get("litellm_provider", ""))


def _most(call: ModelCall) -> int:
    """Characters that a reply may have: whatever is longer is not counted, kept or recorded."""
    return call.parameters.most_tokens * _CHARACTERS_PER_TOKEN + _SPARE_CHARACTERS


def _text(message: Any) -> str:
    """What a message or a piece of one says: as text, or as arguments of the tool that had to be called."""
    tools = getattr(message, "tool_calls", None) or ()
    said = "".join(str(getattr(tool.function, "arguments", "") or "") for tool in tools if tool.function is not None)
    said = said or str(getattr(message, "content", None) or "")
    # Halves of surrogate pairs can be neither counted nor stored.
    return said.encode("utf-8", "replace").decode()


def _number(holder: Any, name: str) -> int:
    value = getattr(holder, name, 0)
    return value if isinstance(value, int) and value > 0 else 0
