"""More attempts, inside the one deadline, for what can succeed a moment later."""

from collections.abc import AsyncGenerator
from contextlib import aclosing

from tenacity import (
    AsyncRetrying,
    RetryCallState,
    retry_if_exception,
    stop_after_attempt,
    stop_any,
    stop_before_delay,
    wait_exponential,
)

from frankly.adapters.model.around import AroundModel, Countdown
from frankly.domain.model.call import ModelCall
from frankly.domain.model.reply import ModelPiece, ModelReply
from frankly.errors import ModelFailed
from frankly.ports.asking.model import LanguageModel

ATTEMPTS = 3
FIRST_WAIT_S = 0.2


class RetryingModel(AroundModel):
    """Tries again after timeouts of the provider, 429, its own failures and broken connections; after nothing else."""

    def __init__(self, model: LanguageModel, *, attempts: int = ATTEMPTS, first_wait_s: float = FIRST_WAIT_S) -> None:
        """Wrap a model.

        Args:
            model: the one to ask.
            attempts: how often at most.
            first_wait_s: before the second attempt, doubled before each further one; Retry-After makes it longer.
        """
        super().__init__(model)
        self._attempts, self._first_wait_s = attempts, first_wait_s

    async def complete(self, call: ModelCall) -> ModelReply:
        """Reply at once, after as many attempts as it takes and time allows."""
        left = Countdown(call.deadline_ms)
        async for attempt in self._attempting(call):
            with attempt:
                reply = await self._model.complete(call.within(left.left_ms))
                return reply.model_copy(update={"attempts": attempt.retry_state.attempt_number})
        raise AssertionError("tenacity raises the last error itself")

    async def stream(self, call: ModelCall) -> AsyncGenerator[ModelPiece, None]:
        """Reply bit by bit; tried again only while nothing has come."""
        left = Countdown(call.deadline_ms)
        async for attempt in self._attempting(call):
            pieces = self._model.stream(call.within(left.left_ms))
            first = None
            with attempt:
                first = await anext(pieces)
            if first is not None:
                async with aclosing(pieces):
                    yield first
                    async for piece in pieces:
                        yield piece
                return

    def _attempting(self, call: ModelCall) -> AsyncRetrying:
        # An attempt that could begin only after the deadline is not waited for: what comes next has the time instead.
        return AsyncRetrying(
            stop=stop_any(stop_after_attempt(self._attempts), stop_before_delay(call.deadline_ms / 1000)),
            wait=self._wait_s,
            retry=retry_if_exception(_may_pass),
            reraise=True,
        )

    def _wait_s(self, state: RetryCallState) -> float:
        """The provider's Retry-After where it gives one, else growing waits."""
        error = state.outcome.exception() if state.outcome is not None else None
        asked = error.retry_after_s if isinstance(error, ModelFailed) else None
        return max(wait_exponential(multiplier=self._first_wait_s)(state), asked or 0.0)


def _may_pass(error: BaseException) -> bool:
    return isinstance(error, ModelFailed) and error.may_pass
