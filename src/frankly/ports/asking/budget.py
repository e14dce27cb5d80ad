"""The store of budgets: counted across processes, before a call and after it."""

from collections.abc import Sequence
from typing import NewType, Protocol

from frankly.domain.model.budget import BudgetUse, Spent, UsageLine
from frankly.domain.model.reply import ModelUsage
from frankly.domain.time import EpochMs

ReservationId = NewType("ReservationId", int)


class BudgetStore(Protocol):
    """What was spent and reserved, by request, day, key and campaign."""

    async def reserve(self, uses: Sequence[BudgetUse], most: Spent, line: UsageLine, now: EpochMs) -> ReservationId:
        """Set aside what a call may take at most, under all its uses or under none.

        Args:
            uses: what it is counted under, with the limits.
            most: what it may take.
            line: day, model, prompt, key and campaign of the call; `unpriced` is 1 where its price is not known.
            now: the moment.

        Raises:
            BudgetSpent: when one of the limits does not allow it; nothing is set aside then.
            StoreUnavailable: when the store cannot be written.
        """
        ...

    async def settle(self, reservation: ReservationId, usage: ModelUsage) -> None:
        """Put what a call took in the place of what was set aside. A second call does nothing."""
        ...

    async def release(self, reservation: ReservationId) -> None:
        """Give back what was set aside for a call that took nothing. A second call does nothing."""
        ...

    async def spent(self, use: BudgetUse) -> Spent:
        """What is spent or reserved under one use."""
        ...

    async def usage(self, since: str, until: str) -> Sequence[UsageLine]:
        """What calls took from one day to another, both included, in order of day, model and prompt."""
        ...
