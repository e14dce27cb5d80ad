"""A call that nobody waits for any more may go on for a while, so that its reply is there for the next equal call."""

import asyncio

from frankly.adapters.model.around import AroundModel
from frankly.domain.model.call import ModelCall
from frankly.domain.model.reply import ModelReply
from frankly.errors import ModelTimeout
from frankly.ports.asking.model import LanguageModel


class LingeringModel(AroundModel):
    """Keeps late calls alive for `call.background_ms`; budgets, circuits and the cache below see one longer call."""

    def __init__(self, model: LanguageModel) -> None:
        """Wrap a model."""
        super().__init__(model)
        self._late: set[asyncio.Task[ModelReply]] = set()

    @property
    def late(self) -> int:
        """Calls under way that nobody waits for any more."""
        return len(self._late)

    async def complete(self, call: ModelCall) -> ModelReply:
        """Reply at once, or let go of the call and raise.

        Raises:
            ModelTimeout: when there is no reply within `call.deadline_ms`; the call goes on.
        """
        if not call.background_ms:
            return await self._model.complete(call)
        task = asyncio.create_task(self._model.complete(call.within(call.deadline_ms + call.background_ms)))
        try:
            done, _ = await asyncio.wait({task}, timeout=call.deadline_ms / 1000)
        except asyncio.CancelledError:
            self._let_go(task)
            raise
        if not done:
            self._let_go(task)
            raise ModelTimeout(f"The model {self.name} did not reply in time; its reply is kept for the next answer.")
        return task.result()

    async def close(self) -> None:
        """Give up what is still under way."""
        late = list(self._late)
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)

    def _let_go(self, task: "asyncio.Task[ModelReply]") -> None:
        self._late.add(task)
        task.add_done_callback(self._gone)

    def _gone(self, task: "asyncio.Task[ModelReply]") -> None:
        self._late.discard(task)
        # Looked at, so that nobody complains of a failure that concerns nobody.
        if not task.cancelled():
            task.exception()
