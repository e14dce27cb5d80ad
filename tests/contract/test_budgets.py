from collections.abc import Iterator
from pathlib import Path

import pytest

from frankly.adapters.sql.engine.database import SqlDatabase
from frankly.adapters.sql.model.budgets import SqlBudgets
from frankly.adapters.sql.model.replies import SqlReplies
from frankly.domain.model.budget import BudgetKind, BudgetUse, Spent, UsageLine
from frankly.domain.model.reply import ModelReply, ModelUsage
from frankly.domain.time import DAY_MS, EpochMs
from frankly.errors import BudgetSpent
from frankly.ports.asking.budget import BudgetStore
from frankly.ports.asking.replies import ReplyCache
from frankly.testing.memory.budgets import MemoryBudgets
from frankly.testing.memory.replies import MemoryReplies

NOW = EpochMs(100 * DAY_MS)
DAY = BudgetUse(kind=BudgetKind.DAY, name="1970-04-11", tokens=100, cost_nano=1_000)
CAMPAIGN = BudgetUse(kind=BudgetKind.CAMPAIGN, name="spring")
LINE = UsageLine(day=DAY.name, model="m", prompt="write/v1", campaign="spring")
MOST = Spent(tokens=40, cost_nano=400)
TOOK = ModelUsage(tokens_in=10, tokens_cached=4, tokens_out=5, cost_nano=150)


@pytest.fixture(params=["memory", "sql"])
def stores(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[BudgetStore, ReplyCache]]:
    if request.param == "memory":
        yield MemoryBudgets(), MemoryReplies()
        return
    with SqlDatabase(tmp_path) as database:
        yield SqlBudgets(database), SqlReplies(database)


@pytest.fixture
def budgets(stores: tuple[BudgetStore, ReplyCache]) -> BudgetStore:
    return stores[0]


@pytest.fixture
def replies(stores: tuple[BudgetStore, ReplyCache]) -> ReplyCache:
    return stores[1]


async def test_what_is_set_aside_counts_until_it_is_settled(budgets: BudgetStore) -> None:
    first = await budgets.reserve([DAY, CAMPAIGN], MOST, LINE, NOW)
    assert await budgets.spent(DAY) == await budgets.spent(CAMPAIGN) == MOST
    await budgets.settle(first, TOOK)
    assert await budgets.spent(DAY) == Spent(tokens=15, cost_nano=150)


async def test_settling_twice_counts_once(budgets: BudgetStore) -> None:
    first = await budgets.reserve([DAY], MOST, LINE, NOW)
    for _ in range(2):
        await budgets.settle(first, TOOK)
        await budgets.release(first)
    assert await budgets.spent(DAY) == Spent(tokens=15, cost_nano=150)
    assert [line.calls for line in await budgets.usage("", "9")] == [1]


async def test_what_took_nothing_is_given_back_and_is_no_call(budgets: BudgetStore) -> None:
    await budgets.release(await budgets.reserve([DAY], MOST, LINE, NOW))
    assert await budgets.spent(DAY) == Spent()
    assert await budgets.usage("", "9") == []


async def test_a_limit_that_is_passed_sets_nothing_aside_anywhere(budgets: BudgetStore) -> None:
    await budgets.reserve([DAY, CAMPAIGN], MOST, LINE, NOW)
    await budgets.reserve([DAY, CAMPAIGN], MOST, LINE, NOW)
    with pytest.raises(BudgetSpent, match="80 of 100 tokens") as refused:
        await budgets.reserve([CAMPAIGN, DAY], MOST, LINE, NOW)
    assert refused.value.details == {"budget": "day"}
    assert (await budgets.spent(CAMPAIGN)).tokens == 80


async def test_exactly_the_limit_may_be_spent(budgets: BudgetStore) -> None:
    await budgets.reserve([DAY], Spent(tokens=100, cost_nano=1_000), LINE, NOW)
    with pytest.raises(BudgetSpent):
        await budgets.reserve([DAY], Spent(tokens=1), LINE, NOW)


async def test_a_use_without_a_name_has_a_limit_and_no_sum(budgets: BudgetStore) -> None:
    alone = BudgetUse(kind=BudgetKind.REQUEST, name="", tokens=50)
    for _ in range(3):
        await budgets.reserve([alone], MOST, LINE, NOW)
    with pytest.raises(BudgetSpent):
        await budgets.reserve([alone], Spent(tokens=51), LINE, NOW)


async def test_usage_is_told_by_day_model_and_prompt(budgets: BudgetStore) -> None:
    free = BudgetUse(kind=BudgetKind.DAY, name="x")
    for prompt, day in (("write/v1", "2026-01-02"), ("write/v1", "2026-01-02"), ("rank/v1", "2026-01-03")):
        line = UsageLine(day=day, model="m", prompt=prompt)
        await budgets.settle(await budgets.reserve([free], MOST, line, NOW), TOOK)
    await budgets.reserve([free], MOST, UsageLine(day="2026-01-03", model="m", prompt="rank/v1"), NOW)
    await budgets.reserve([free], MOST, UsageLine(day="2026-01-04", model="m", prompt="rank/v1"), NOW)
    first, second = await budgets.usage("2026-01-02", "2026-01-03")
    assert (first.calls, first.tokens_in, first.tokens_cached, first.tokens_out, first.cost_nano) == (2, 20, 8, 10, 300)
    assert (second.calls, second.unsettled, second.cost_nano) == (1, 1, 550)


async def test_calls_without_a_known_price_are_told_apart_from_those_that_cost_nothing(budgets: BudgetStore) -> None:
    free = BudgetUse(kind=BudgetKind.DAY, name="x")
    costless = ModelUsage(tokens_in=10, tokens_out=5)
    line = UsageLine(day="2026-01-02", model="own", prompt="write/v1")
    unknown = UsageLine(day="2026-01-02", model="new", prompt="write/v1", unpriced=1)
    for one in (line, unknown, unknown):
        await budgets.settle(await budgets.reserve([free], Spent(tokens=20), one, NOW), costless)
    await budgets.reserve([free], Spent(tokens=20), unknown, NOW)
    new, own = await budgets.usage("2026-01-02", "2026-01-02")
    assert (new.calls, new.unsettled, new.unpriced, new.cost_nano_known) == (2, 1, 3, None)
    assert (own.calls, own.unpriced, own.cost_nano_known) == (1, 0, 0)


async def test_sums_of_requests_go_after_a_day(budgets: BudgetStore) -> None:
    request = BudgetUse(kind=BudgetKind.REQUEST, name="one", tokens=60)
    await budgets.reserve([request], MOST, LINE, NOW)
    with pytest.raises(BudgetSpent):
        await budgets.reserve([request], MOST, LINE, NOW)
    if isinstance(budgets, SqlBudgets):
        other = BudgetUse(kind=BudgetKind.REQUEST, name="two", tokens=60)
        await budgets.reserve([other], MOST, LINE, EpochMs(NOW + DAY_MS + 1))
        assert await budgets.spent(request) == Spent()


async def test_replies_are_kept_by_key_and_age(replies: ReplyCache) -> None:
    reply = ModelReply(text="{}", model="m", usage=TOOK)
    await replies.put("k", reply, NOW)
    assert await replies.get("k", NOW) == reply
    assert await replies.get("k", EpochMs(NOW + 1)) is None
    assert await replies.get("other", NOW) is None
    await replies.put("k", reply, EpochMs(NOW + 5))
    assert await replies.drop_before(EpochMs(NOW + 5)) == 0
    assert await replies.drop_before(EpochMs(NOW + 6)) == 1
