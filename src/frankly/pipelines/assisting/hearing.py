"""Notes what a language model replied during one request, and answers the same again for a replay."""

from collections.abc import AsyncGenerator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from frankly.domain.canonical import Plain, hash_bytes
from frankly.domain.model.call import ModelCall
from frankly.domain.model.reply import FinishReason, ModelPiece, ModelReply, ModelUsage
from frankly.errors import (
    BudgetSpent,
    CircuitOpen,
    ModelFailed,
    ModelMisbehaved,
    ModelRateLimited,
    ModelTimeout,
    ModelUnavailable,
    ModelWarming,
    NotRecorded,
)
from frankly.ports.asking.model import LanguageModel

_FAILURES: Final[Mapping[str, type[ModelFailed]]] = {
    one.code: one
    for one in (
        ModelTimeout,
        ModelRateLimited,
        ModelUnavailable,
        ModelWarming,
        CircuitOpen,
        NotRecorded,
        BudgetSpent,
        ModelFailed,
    )
}


@dataclass(frozen=True, slots=True)
class HeardCall:
    """One call of a model, and what came of it.

    Attributes:
        prompt: task and version, such as `write/v1`.
        reply: what it replied; None where it failed.
        failure: code and message of the failure; empty where it replied.
    """

    prompt: str
    reply: ModelReply | None = None
    failure: tuple[str, str] = ("", "")

    @property
    def text_hash(self) -> str:
        """Hash of the raw reply, which is kept beside the record."""
        return "" if self.reply is None else hash_bytes(self.reply.text.encode())

    def as_plain(self) -> dict[str, Plain]:
        """As canonical data, without the text."""
        if self.reply is None:
            return {"prompt": self.prompt, "failure": list(self.failure)}
        used = self.reply.usage
        return {
            "prompt": self.prompt,
            "model": self.reply.model,
            "reply": self.text_hash,
            "finish": self.reply.finish.value,
            "tokens": [used.tokens_in, used.tokens_cached, used.tokens_out],
            "cost_nano": used.cost_nano,
            "counted_here": used.is_counted_here,
            "attempts": self.reply.attempts,
            "cached": self.reply.is_cached,
        }


class HeardModel:
    """Port `LanguageModel` that passes everything on, lets late calls go on, and notes what came."""

    def __init__(self, inner: LanguageModel, calls: dict[str, HeardCall], background_ms: int) -> None:
        """Wrap a model.

        Args:
            inner: what is asked.
            calls: content of a call → what came of it; filled here.
            background_ms: how long calls may go on when nobody waits for them any more.
        """
        self._inner, self._calls, self._background_ms = inner, calls, background_ms

    @property
    def name(self) -> str:
        """Name of the wrapped model."""
        return self._inner.name

    async def complete(self, call: ModelCall) -> ModelReply:
        """Reply at once, as the wrapped model does."""
        prompt = f"{call.prompt}/v{call.version}"
        try:
            reply = await self._inner.complete(call.model_copy(update={"background_ms": self._background_ms}))
        except NotAskedThen:
            raise
        except (ModelFailed, ModelMisbehaved) as error:
            self._calls[call.content] = HeardCall(prompt, failure=(error.code, error.message))
            raise
        self._calls[call.content] = HeardCall(prompt, reply)
        return reply

    async def stream(self, call: ModelCall) -> AsyncGenerator[ModelPiece, None]:
        """Reply all at once: what is recorded is whole replies."""
        reply = await self.complete(call)
        yield ModelPiece(text=reply.text, reply=reply)

    def count(self, text: str) -> int:
        """Tokens of a text."""
        return self._inner.count(text)

    def price(self, usage: ModelUsage) -> int | None:
        """Price in billionths of a US dollar."""
        return self._inner.price(usage)


class NotAskedThen(ModelTimeout):
    """What a record does not know was not asked or given up: no part of what was heard then, nor of what is now."""


class RecordedModel:
    """Port `LanguageModel` that replies what a record says it replied; to what it was not asked, it fails."""

    def __init__(self, name: str, calls: Mapping[str, Any], texts: Mapping[str, str]) -> None:
        """Take a record.

        Args:
            name: of the model that was asked.
            calls: content of a call → what came of it, as recorded.
            texts: hash → raw reply.
        """
        self._name, self._calls, self._texts = name, calls, texts

    @property
    def name(self) -> str:
        """Name of the model that was asked."""
        return self._name

    async def complete(self, call: ModelCall) -> ModelReply:
        """The recorded reply.

        Raises:
            ModelFailed: as it failed then; or because it was not asked this then.
            ModelMisbehaved: as it misbehaved then.
        """
        told = self._calls.get(call.content)
        if told is None:
            raise NotAskedThen("The model was not asked this when the decision was made.")
        if "failure" in told:
            code, message = told["failure"]
            raise _FAILURES[code](message) if code in _FAILURES else ModelMisbehaved(message)
        tokens_in, cached, out = told["tokens"]
        usage = ModelUsage(
            tokens_in=tokens_in,
            tokens_cached=cached,
            tokens_out=out,
            cost_nano=told["cost_nano"],
            is_counted_here=told["counted_here"],
        )
        return ModelReply(
            text=self._texts[told["reply"]],
            model=told["model"],
            finish=FinishReason(told["finish"]),
            usage=usage,
            attempts=told["attempts"],
            is_cached=told["cached"],
        )

    async def stream(self, call: ModelCall) -> AsyncGenerator[ModelPiece, None]:
        """The recorded reply in one piece."""
        reply = await self.complete(call)
        yield ModelPiece(text=reply.text, reply=reply)

    def count(self, text: str) -> int:
        """Nearly the tokens of a text: nothing is decided by it."""
        return len(text) // 4 + 1

    def price(self, usage: ModelUsage) -> int | None:
        """What it cost then stands in the record."""
        return usage.cost_nano
