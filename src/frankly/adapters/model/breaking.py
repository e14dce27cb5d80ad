"""A circuit breaker: a model that failed several times in a row is left alone for a while, then tried once."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing, asynccontextmanager
from typing import Literal

from frankly.adapters.model.around import AroundModel
from frankly.domain.model.call import ModelCall
from frankly.domain.model.reply import ModelPiece, ModelReply
from frankly.errors import (
    CircuitOpen,
    ModelFailed,
    ModelMisbehaved,
    ModelRateLimited,
    ModelTimeout,
    ModelUnavailable,
    ModelWarming,
)
from frankly.ports.asking.changes import ModelChange, Told, tell_nobody
from frankly.ports.asking.model import LanguageModel

FAILURES = 5
REST_S = 30.0
TOLD_AGAIN_S = 600.0
"""A model whose every other call fails would be told of with each of them."""

CircuitState = Literal["closed", "open", "half_open"]

_COUNTED = (ModelTimeout, ModelUnavailable, ModelRateLimited)


class BreakingModel(AroundModel):
    """Refuses at once while the model rests, so that requests lose no time and a sick provider gets no load."""

    def __init__(self, model: LanguageModel, *, failures: int = FAILURES, rest_s: float = REST_S) -> None:
        """Wrap a model.

        Args:
            model: the one to ask.
            failures: how many in a row open the circuit.
            rest_s: for how long; then one call is let through, and its outcome decides.
        """
        super().__init__(model)
        self._most, self._rest_s = failures, rest_s
        self._failed = 0
        self._until: float | None = None
        self._is_trying = False
        self._told_at: float | None = None
        self.on_change: Told = tell_nobody
        """Who is told when the model begins to fail, is left alone, and replies again; not once a call."""

    @property
    def state(self) -> CircuitState:
        """Whether calls go through."""
        if self._until is None:
            return "closed"
        return "half_open" if self._is_trying or asyncio.get_running_loop().time() >= self._until else "open"

    async def complete(self, call: ModelCall) -> ModelReply:
        """Reply at once, unless the circuit is open."""
        async with self._counted():
            return await self._model.complete(call)

    async def stream(self, call: ModelCall) -> AsyncGenerator[ModelPiece, None]:
        """Reply bit by bit, unless the circuit is open."""
        async with self._counted(), aclosing(self._model.stream(call)) as pieces:
            async for piece in pieces:
                yield piece

    @asynccontextmanager
    async def _counted(self) -> AsyncIterator[None]:
        is_trial = self._admit()
        try:
            yield
        except ModelWarming:
            raise
        except (ModelFailed, ModelMisbehaved) as error:
            if isinstance(error, _COUNTED):
                self._fail(error)
            self._tell_failing(error)
            raise
        else:
            self._recover()
        finally:
            # Also after a cancelled trial: the next call is the trial then.
            if is_trial:
                self._is_trying = False

    def _admit(self) -> bool:
        """Let a call through, or not; returns whether it is the trial after a rest."""
        if self._until is None:
            return False
        left_s = self._until - asyncio.get_running_loop().time()
        if left_s > 0 or self._is_trying:
            raise CircuitOpen(
                f"The model {self.name} failed {self._failed} times in a row and is left alone "
                f"for {max(left_s, 0):.0f} s more. 'frankly doctor --model' says what is wrong with it."
            )
        self._is_trying = True
        return True

    def _fail(self, error: ModelFailed) -> None:
        self._failed += 1
        if self._failed >= self._most:
            is_new = self._until is None
            now = asyncio.get_running_loop().time()
            self._until = now + max(self._rest_s, error.retry_after_s or 0.0)
            if is_new:
                self._told_at = now
                self.on_change(ModelChange(self.name, "resting", self._failed, error))

    def _tell_failing(self, error: Exception) -> None:
        now = asyncio.get_running_loop().time()
        if self._until is None and (self._told_at is None or now - self._told_at >= TOLD_AGAIN_S):
            self._told_at = now
            self.on_change(ModelChange(self.name, "failing", self._failed, error))

    def _recover(self) -> None:
        has_rested = self._until is not None
        self._failed, self._until = 0, None
        if has_rested:
            self.on_change(ModelChange(self.name, "replying", 0))
