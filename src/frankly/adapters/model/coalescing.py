"""Equal calls that are under way at the same time become one."""

import asyncio
from dataclasses import dataclass

from frankly.adapters.model.around import AroundModel, Countdown
from frankly.domain.model.call import ModelCall
from frankly.domain.model.reply import ModelReply
from frankly.errors import BudgetSpent, ModelFailed, ModelTimeout
from frankly.ports.asking.model import LanguageModel


@dataclass(slots=True, eq=False)
class _Flight:
    task: "asyncio.Task[ModelReply]"
    waiting: int = 0
    is_given_up: bool = False


class CoalescingModel(AroundModel):
    """Whoever asks for what is being asked already waits for that reply, each until their own deadline.

    The first pays. A call that nobody waits for any more is cancelled. Streams are not shared.
    """

    def __init__(self, model: LanguageModel) -> None:
        """Wrap a model."""
        super().__init__(model)
        self._flights: dict[str, _Flight] = {}

    async def complete(self, call: ModelCall) -> ModelReply:
        """Reply at once, with a reply that is on its way already where there is one."""
        left, key = Countdown(call.deadline_ms), call.key(self.name)
        flight = self._flights.get(key)
        if flight is None or flight.is_given_up:
            return await self._wait(self._begin(key, call), left)
        try:
            reply = await self._wait(flight, left)
        except (ModelTimeout, BudgetSpent):
            # The other's time or budget was at its end, not this one's.
            if not left.left_ms:
                raise
            return await self._model.complete(call.within(left.left_ms))
        return reply.model_copy(update={"is_cached": True})

    def _begin(self, key: str, call: ModelCall) -> _Flight:
        task = asyncio.create_task(self._model.complete(call))
        flight = self._flights[key] = _Flight(task)
        task.add_done_callback(lambda _: self._land(key, flight))
        return flight

    def _land(self, key: str, flight: _Flight) -> None:
        # One that was given up may have a successor by now.
        if self._flights.get(key) is flight:
            del self._flights[key]

    async def _wait(self, flight: _Flight, left: Countdown) -> ModelReply:
        flight.waiting += 1
        try:
            done, _ = await asyncio.wait({flight.task}, timeout=left.left_s)
        finally:
            flight.waiting -= 1
            if not flight.waiting and not flight.task.done():
                flight.is_given_up = True
                flight.task.cancel()
        if not done:
            raise ModelTimeout(f"The model {self.name} did not reply in time.")
        if flight.task.cancelled():
            raise ModelFailed(f"The call of {self.name} was given up.", may_pass=True)
        return flight.task.result()
