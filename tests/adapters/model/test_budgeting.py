import asyncio
from contextlib import aclosing, suppress
from pathlib import Path

import pytest

from frankly.adapters.model.budgeting import BudgetingModel
from frankly.adapters.sql.engine.database import SqlDatabase
from frankly.adapters.sql.model.budgets import SqlBudgets
from frankly.domain.model.budget import BudgetKind, BudgetLimit, BudgetUse, Spent
from frankly.domain.model.call import ModelParameters, Payer
from frankly.domain.model.reply import ModelUsage
from frankly.domain.time import DAY_MS
from frankly.errors import BudgetSpent, ModelFailed, ModelRateLimited, ModelTimeout, ModelUnavailable
from frankly.ports.asking.budget import ReservationId
from frankly.testing.fixed_clock import FixedClock
from frankly.testing.memory.budgets import MemoryBudgets
from frankly.testing.scripted_model import ScriptedModel
from tests.adapters.model.calls import a_call

CLOCK = FixedClock(20_000 * DAY_MS)
DAY = BudgetUse(kind=BudgetKind.DAY, name="2024-10-04")


def day_limit(tokens: int | None = None, cost_nano: int | None = None) -> tuple[BudgetLimit, ...]:
    return (BudgetLimit(kind=BudgetKind.DAY, tokens=tokens, cost_nano=cost_nano),)


async def test_what_a_call_took_is_counted_in_place_of_what_it_might_have_taken() -> None:
    store = MemoryBudgets()
    inner = ScriptedModel("{}", price_nano=3)
    model = BudgetingModel(inner, store, CLOCK)
    reply = await model.complete(a_call(payer=Payer(key="shop", campaign="spring")))
    await model.settled()
    assert await store.spent(DAY) == Spent(tokens=reply.usage.tokens, cost_nano=reply.usage.tokens * 3)
    (line,) = await store.usage("", "9")
    assert (line.day, line.prompt, line.key, line.campaign, line.calls) == (DAY.name, "rank/v1", "shop", "spring", 1)


@pytest.mark.parametrize(("price", "told"), [(None, None), (0, 0)])
async def test_a_price_that_nobody_knows_is_told_apart_from_none_to_pay(price: int | None, told: int | None) -> None:
    store = MemoryBudgets()
    model = BudgetingModel(ScriptedModel("{}", price_nano=price), store, CLOCK)
    await model.complete(a_call())
    await model.settled()
    (line,) = await store.usage("", "9")
    assert line.cost_nano_known == told


async def test_a_call_that_could_pass_the_cap_is_never_sent() -> None:
    inner, store = ScriptedModel("{}"), MemoryBudgets()
    model = BudgetingModel(inner, store, CLOCK, day_limit(tokens=500))
    with pytest.raises(BudgetSpent, match=r"FRANKLY_BUDGET_DAY") as refused:
        await model.complete(a_call())
    assert "frankly usage" in refused.value.message
    assert not inner.calls
    assert await store.spent(DAY) == Spent()


async def test_a_request_is_counted_over_all_its_calls() -> None:
    limit = (BudgetLimit(kind=BudgetKind.REQUEST, tokens=900),)
    usage = ModelUsage(tokens_in=200, tokens_out=200)
    model = BudgetingModel(ScriptedModel(usage=lambda _: usage), MemoryBudgets(), CLOCK, limit)
    call = a_call(parameters=ModelParameters(most_tokens=200), payer=Payer(request="decision"))
    assert model.most(call).tokens <= 500
    await model.complete(call)
    await model.complete(call)
    with pytest.raises(BudgetSpent, match="request"):
        await model.complete(call)
    await model.complete(call.model_copy(update={"payer": Payer(request="another")}))


async def test_money_is_not_spent_where_no_price_is_known() -> None:
    inner = ScriptedModel(price_nano=None)
    with pytest.raises(BudgetSpent, match="FRANKLY_MODEL_PRICE"):
        await BudgetingModel(inner, MemoryBudgets(), CLOCK, day_limit(cost_nano=5)).complete(a_call())
    assert (await BudgetingModel(inner, MemoryBudgets(), CLOCK, day_limit(tokens=9_999)).complete(a_call())).text


@pytest.mark.parametrize("error", [ModelRateLimited("429"), ModelUnavailable("refused")])
async def test_who_was_refused_pays_nothing(error: ModelFailed) -> None:
    store = MemoryBudgets()
    model = BudgetingModel(ScriptedModel(error), store, CLOCK)
    with suppress(ModelFailed):
        await model.complete(a_call())
    await model.settled()
    assert await store.spent(DAY) == Spent()


async def test_after_a_timeout_or_a_broken_stream_all_counts_that_may_have_been_taken() -> None:
    store = MemoryBudgets()
    model = BudgetingModel(ScriptedModel(ModelTimeout("late"), "many words"), store, CLOCK)
    most = model.most(a_call()).tokens
    with suppress(ModelFailed):
        await model.complete(a_call())
    await model.settled()
    assert (await store.spent(DAY)).tokens == most
    async with aclosing(model.stream(a_call())) as pieces:
        await anext(pieces)
    await model.settled()
    assert (await store.spent(DAY)).tokens == 2 * most


async def test_a_model_that_reads_more_tokens_than_foreseen_is_estimated_by_that_from_then_on() -> None:
    inner = ScriptedModel(usage=lambda _: ModelUsage(tokens_in=1_000))
    model = BudgetingModel(inner, MemoryBudgets(), CLOCK)
    assert model.most(a_call()).tokens_in < 1_000
    await model.complete(a_call())
    assert model.most(a_call()).tokens_in >= 900


async def test_nobody_waits_for_what_a_call_took_to_be_written_down() -> None:
    class Stuck(MemoryBudgets):
        """Takes long to write."""

        def __init__(self) -> None:
            super().__init__()
            self.goes_on = asyncio.Event()

        async def settle(self, reservation: ReservationId, usage: ModelUsage) -> None:
            await self.goes_on.wait()
            await super().settle(reservation, usage)

    store = Stuck()
    model = BudgetingModel(ScriptedModel("{}"), store, CLOCK, day_limit(tokens=9_999))
    reply = await model.complete(a_call())
    assert (await store.spent(DAY)).tokens == model.most(a_call()).tokens > reply.usage.tokens
    store.goes_on.set()
    await model.settled()
    assert (await store.spent(DAY)).tokens == reply.usage.tokens


async def test_who_is_cancelled_while_money_is_set_aside_leaves_nothing_reserved(tmp_path: Path) -> None:
    with SqlDatabase(tmp_path) as database:
        store = SqlBudgets(database)
        inner = ScriptedModel()
        model = BudgetingModel(inner, store, CLOCK)
        task = asyncio.create_task(model.complete(a_call()))
        await asyncio.sleep(0)  # until the store is asked, and no further
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await model.settled()
        assert not inner.calls
        assert await store.spent(DAY) == Spent()


async def test_sixty_four_calls_at_the_cap_stay_under_it(tmp_path: Path) -> None:
    """Invariant: spent never passes the cap."""
    with SqlDatabase(tmp_path) as database:
        store = SqlBudgets(database)
        usage = ModelUsage(tokens_in=200, tokens_out=200)
        inner = ScriptedModel(usage=lambda _: usage, delay_s=0.01)
        model = BudgetingModel(inner, store, CLOCK, day_limit(tokens=5_300))
        call = a_call(parameters=ModelParameters(most_tokens=200))
        results = await asyncio.gather(*[model.complete(call) for _ in range(64)], return_exceptions=True)
        sent = [result for result in results if not isinstance(result, BaseException)]
        await model.settled()
        assert {type(result) for result in results} - {type(sent[0])} == {BudgetSpent}
        assert (await store.spent(DAY)).tokens == 400 * len(sent) <= 5_300
        assert len(sent) == len(inner.calls) >= 5_300 // model.most(call).tokens
