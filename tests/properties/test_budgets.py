"""Invariant: spent never passes the cap, in whichever order calls are set aside, settled and given back."""

import asyncio

from hypothesis import given
from hypothesis import strategies as st

from frankly.domain.model.budget import BudgetKind, BudgetUse, Spent, UsageLine
from frankly.domain.model.reply import ModelUsage
from frankly.domain.time import EpochMs
from frankly.errors import BudgetSpent
from frankly.ports.asking.budget import ReservationId
from frankly.testing.memory.budgets import MemoryBudgets

DAY = BudgetUse(kind=BudgetKind.DAY, name="2026-01-01", tokens=1_000, cost_nano=10_000)
CAMPAIGN = BudgetUse(kind=BudgetKind.CAMPAIGN, name="c", tokens=700)
LINE = UsageLine(day=DAY.name, model="m", prompt="p/v1")

STEPS = st.lists(
    st.tuples(
        st.sampled_from(["reserve", "settle", "release"]), st.integers(0, 400), st.integers(0, 4_000), st.booleans()
    ),
    max_size=60,
)


@given(STEPS)
def test_spent_never_passes_the_cap(steps: list[tuple[str, int, int, bool]]) -> None:
    asyncio.run(_walk(steps))


async def _walk(steps: list[tuple[str, int, int, bool]]) -> None:
    store = MemoryBudgets()
    held: list[tuple[ReservationId, Spent]] = []
    for what, tokens, cost_nano, in_campaign in steps:
        if what == "reserve":
            most = Spent(tokens=tokens, cost_nano=cost_nano)
            try:
                number = await store.reserve([DAY, CAMPAIGN] if in_campaign else [DAY], most, LINE, EpochMs(0))
            except BudgetSpent:
                continue
            held.append((number, most))
        elif held:
            number, most = held.pop(tokens % len(held))
            took = ModelUsage(tokens_in=min(tokens, most.tokens), cost_nano=min(cost_nano, most.cost_nano))
            await (store.settle(number, took) if what == "settle" else store.release(number))
        day, campaign = await store.spent(DAY), await store.spent(CAMPAIGN)
        assert sum(most.tokens for _, most in held) <= day.tokens <= 1_000
        assert sum(most.cost_nano for _, most in held) <= day.cost_nano <= 10_000
        assert 0 <= campaign.tokens <= min(700, day.tokens)
