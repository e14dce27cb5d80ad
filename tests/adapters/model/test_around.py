"""Each module around the port, with a scripted model inside."""

import asyncio
from contextlib import aclosing

import pytest

from frankly.adapters.model.breaking import BreakingModel
from frankly.adapters.model.caching import CachingModel
from frankly.adapters.model.coalescing import CoalescingModel
from frankly.adapters.model.fallback import FallbackModel
from frankly.adapters.model.limiting import LimitingModel
from frankly.adapters.model.retrying import RetryingModel
from frankly.domain.model.call import ModelCall
from frankly.domain.model.reply import FinishReason, ModelReply
from frankly.domain.time import DAY_MS, EpochMs
from frankly.errors import (
    BudgetSpent,
    CircuitOpen,
    ModelFailed,
    ModelMisbehaved,
    ModelRateLimited,
    ModelTimeout,
    ModelUnavailable,
    ModelWarming,
    StoreUnavailable,
)
from frankly.ports.asking.changes import ModelChange
from frankly.ports.asking.model import LanguageModel
from frankly.testing.fixed_clock import FixedClock
from frankly.testing.memory.replies import MemoryReplies
from frankly.testing.scripted_model import ScriptedModel
from tests.adapters.model.calls import SHAPE, a_call

DOWN = ModelUnavailable("down", may_pass=True)
REFUSED = ModelUnavailable("no such key")
LATE = ModelTimeout("late")


async def streamed(model: LanguageModel, call: ModelCall) -> ModelReply:
    async with aclosing(model.stream(call)) as pieces:
        return [piece.reply async for piece in pieces][-1]  # type: ignore[return-value]


# More attempts


def retrying(*script: object, **options: float) -> tuple[RetryingModel, ScriptedModel]:
    inner = ScriptedModel(*script)  # type: ignore[arg-type]
    return RetryingModel(inner, first_wait_s=0.001, **options), inner  # type: ignore[arg-type]


@pytest.mark.parametrize("error", [DOWN, ModelRateLimited("wait", may_pass=True), ModelTimeout("504", may_pass=True)])
async def test_what_may_pass_is_tried_again(error: ModelFailed) -> None:
    model, inner = retrying(error, error, "{}")
    reply = await model.complete(a_call())
    assert (reply.text, reply.attempts, len(inner.calls)) == ("{}", 3, 3)
    model, _ = retrying(error, "{}")
    assert (await streamed(model, a_call())).text == "{}"


@pytest.mark.parametrize("error", [REFUSED, LATE, BudgetSpent("no"), CircuitOpen("no"), ModelWarming("no")])
async def test_what_cannot_pass_is_not_tried_again(error: ModelFailed) -> None:
    model, inner = retrying(error, "{}")
    with pytest.raises(type(error)):
        await model.complete(a_call())
    with pytest.raises(type(error)):
        await streamed(RetryingModel(ScriptedModel(error)), a_call())
    assert len(inner.calls) == 1


async def test_attempts_have_an_end() -> None:
    model, inner = retrying(DOWN)
    with pytest.raises(ModelUnavailable):
        await model.complete(a_call())
    assert len(inner.calls) == 3


async def test_retry_after_is_waited_for_inside_the_deadline_only() -> None:
    wait = ModelRateLimited("wait", may_pass=True, retry_after_s=0.05)
    model, inner = retrying(wait, "{}")
    begun = asyncio.get_running_loop().time()
    await model.complete(a_call())
    assert asyncio.get_running_loop().time() - begun >= 0.05
    # With less time than the provider asks for, there is no point in waiting at all.
    model, inner = retrying(ModelRateLimited("wait", may_pass=True, retry_after_s=30), "{}")
    begun = asyncio.get_running_loop().time()
    with pytest.raises(ModelRateLimited):
        await model.complete(a_call(deadline_ms=2_000))
    assert asyncio.get_running_loop().time() - begun < 1
    assert len(inner.calls) == 1


async def test_each_attempt_gets_the_time_that_is_left() -> None:
    model, inner = retrying(ModelRateLimited("wait", may_pass=True, retry_after_s=0.05), "{}")
    await model.complete(a_call(deadline_ms=1_000))
    first, second = (call.deadline_ms for call in inner.calls)
    assert first > second + 40


# The circuit


async def test_a_model_that_keeps_failing_is_left_alone_and_then_tried_once() -> None:
    inner = ScriptedModel(DOWN, DOWN, DOWN, "{}", delay_s=0.01)
    model = BreakingModel(inner, failures=2, rest_s=0.05)
    for _ in range(2):
        with pytest.raises(ModelUnavailable):
            await model.complete(a_call())
    assert model.state == "open"
    with pytest.raises(CircuitOpen, match="doctor --model"):
        await model.complete(a_call())
    with pytest.raises(CircuitOpen):
        await streamed(model, a_call())
    await asyncio.sleep(0.06)
    assert model.state == "half_open"
    # Two come at once: one is the trial, and it fails.
    results = await asyncio.gather(*[model.complete(a_call()) for _ in range(2)], return_exceptions=True)
    assert sorted(type(result).__name__ for result in results) == ["CircuitOpen", "ModelUnavailable"]
    await asyncio.sleep(0.06)
    await model.complete(a_call())
    assert model.state == "closed"
    assert len(inner.calls) == 4


async def test_a_success_between_failures_and_misbehaviour_do_not_open_the_circuit() -> None:
    inner = ScriptedModel(DOWN, "{}", DOWN, ModelMisbehaved("x"), BudgetSpent("x"), "{}")
    model = BreakingModel(inner, failures=2)
    for _ in range(6):
        await asyncio.gather(model.complete(a_call()), return_exceptions=True)
    assert model.state == "closed"


async def test_who_watches_is_told_of_changes_of_state_and_not_of_calls() -> None:
    told: list[ModelChange] = []
    inner = ScriptedModel(ModelWarming("x"), *[DOWN] * 4, "{}", BudgetSpent("x"), "{}", delay_s=0.01)
    model = BreakingModel(inner, failures=3, rest_s=0.02)
    model.on_change = told.append
    for _ in range(4):
        await asyncio.gather(model.complete(a_call()), return_exceptions=True)
    assert [(one.state, one.failures, type(one.error)) for one in told] == [
        ("failing", 1, ModelUnavailable),
        ("resting", 3, ModelUnavailable),
    ]
    for _ in range(3):
        await asyncio.sleep(0.03)
        # A trial that fails leaves it as it was; after one that does not, a single failure is no news so soon.
        await asyncio.gather(model.complete(a_call()), return_exceptions=True)
    assert [(one.state, one.error) for one in told[2:]] == [("replying", None)]
    assert {one.model for one in told} == {model.name}


async def test_a_model_whose_every_other_call_fails_is_told_of_once() -> None:
    told: list[ModelChange] = []
    model = BreakingModel(ScriptedModel(*[BudgetSpent("x"), "{}"] * 5))
    model.on_change = told.append
    for _ in range(10):
        await asyncio.gather(model.complete(a_call()), return_exceptions=True)
    assert [(one.state, type(one.error)) for one in told] == [("failing", BudgetSpent)]


async def test_a_trial_that_is_cancelled_leaves_the_next_one_its_turn() -> None:
    inner = ScriptedModel(DOWN, "{}", delay_s=0.02)
    model = BreakingModel(inner, failures=1, rest_s=0.01)
    await asyncio.gather(model.complete(a_call()), return_exceptions=True)
    await asyncio.sleep(0.02)
    trial = asyncio.create_task(model.complete(a_call()))
    await asyncio.sleep(0.005)
    trial.cancel()
    await asyncio.gather(trial, return_exceptions=True)
    assert (await model.complete(a_call())).text == "{}"


# The limit


async def test_no_more_calls_are_under_way_than_allowed() -> None:
    class Counting(ScriptedModel):
        now = most = 0

        async def complete(self, call: ModelCall) -> ModelReply:
            self.now += 1
            self.most = max(self.most, self.now)
            try:
                return await super().complete(call)
            finally:
                self.now -= 1

    inner = Counting(delay_s=0.005)
    model = LimitingModel(inner, 3)
    await asyncio.gather(*[model.complete(a_call()) for _ in range(10)], *[streamed(model, a_call()) for _ in range(5)])
    assert inner.most == 3


async def test_waiting_for_a_turn_ends_with_the_deadline() -> None:
    model = LimitingModel(ScriptedModel(delay_s=0.2), 1)
    first = asyncio.create_task(model.complete(a_call()))
    await asyncio.sleep(0)
    with pytest.raises(ModelTimeout, match="FRANKLY_MODEL_CONCURRENCY"):
        await model.complete(a_call(deadline_ms=20))
    await first


# The list


async def test_the_next_model_is_asked_where_one_gives_no_reply() -> None:
    models = [ScriptedModel(REFUSED, name="a"), ScriptedModel(ModelMisbehaved("x"), name="b"), ScriptedModel(name="c")]
    model = FallbackModel(models)
    assert model.name == "a,b,c"
    assert (await model.complete(a_call())).model == "c"
    assert (await streamed(model, a_call())).model == "c"


async def test_a_model_that_hangs_leaves_the_next_one_time() -> None:
    model = FallbackModel([ScriptedModel(delay_s=60, name="a"), ScriptedModel(name="b")])
    assert (await model.complete(a_call(deadline_ms=100))).model == "b"


async def test_the_last_error_is_told_when_all_fail_and_warming_at_once() -> None:
    with pytest.raises(ModelTimeout):
        await FallbackModel([ScriptedModel(REFUSED), ScriptedModel(LATE)]).complete(a_call())
    with pytest.raises(ModelTimeout):
        await streamed(FallbackModel([ScriptedModel(REFUSED), ScriptedModel(LATE)]), a_call())
    second = ScriptedModel()
    with pytest.raises(ModelWarming):
        await FallbackModel([ScriptedModel(ModelWarming("soon")), second]).complete(a_call())
    assert not second.calls


# Equal calls


async def test_equal_calls_under_way_become_one() -> None:
    inner = ScriptedModel(delay_s=0.01)
    model = CoalescingModel(inner)
    replies = await asyncio.gather(*[model.complete(a_call()) for _ in range(20)], model.complete(a_call(sample=1)))
    assert len(inner.calls) == 2
    assert sum(not reply.is_cached for reply in replies) == 2
    await model.complete(a_call())
    assert len(inner.calls) == 3


async def test_who_goes_away_takes_the_call_along_only_when_nobody_else_waits() -> None:
    inner = ScriptedModel(delay_s=0.03)
    model = CoalescingModel(inner)
    tasks = [asyncio.create_task(model.complete(a_call())) for _ in range(2)]
    await asyncio.sleep(0.005)
    tasks[0].cancel()
    assert (await tasks[1]).text == "{}"
    alone = asyncio.create_task(model.complete(a_call(sample=2)))
    await asyncio.sleep(0.005)
    alone.cancel()
    await asyncio.gather(alone, return_exceptions=True)
    await asyncio.sleep(0)
    assert inner.given_up == 1


async def test_each_waits_until_their_own_deadline() -> None:
    model = CoalescingModel(ScriptedModel(delay_s=0.05))
    long = asyncio.create_task(model.complete(a_call(deadline_ms=2_000)))
    await asyncio.sleep(0)
    with pytest.raises(ModelTimeout):
        await model.complete(a_call(deadline_ms=10))
    assert (await long).text == "{}"
    # And who has more time than the first asks again by themselves.
    short = asyncio.create_task(model.complete(a_call(deadline_ms=10)))
    await asyncio.sleep(0)
    assert (await model.complete(a_call(deadline_ms=2_000))).text == "{}"
    with pytest.raises(ModelTimeout):
        await short


async def test_an_error_is_everyones() -> None:
    model = CoalescingModel(ScriptedModel(REFUSED, delay_s=0.005))
    results = await asyncio.gather(*[model.complete(a_call()) for _ in range(3)], return_exceptions=True)
    assert {type(result) for result in results} == {ModelUnavailable}


# The cache


async def test_a_reply_is_used_again_for_exactly_the_same_call() -> None:
    inner, clock = ScriptedModel("{}"), FixedClock(100 * DAY_MS)
    model = CachingModel(inner, MemoryReplies(), clock, days=30)
    first, second = await model.complete(a_call()), await model.complete(a_call(deadline_ms=5))
    assert (first.is_cached, second.is_cached, second.text) == (False, True, first.text)
    assert (await streamed(model, a_call())).is_cached
    await model.complete(a_call(sample=1))
    assert len(inner.calls) == 2
    clock.move(31 * DAY_MS)
    assert not (await model.complete(a_call())).is_cached


@pytest.mark.parametrize(
    "broken",
    [
        "no JSON",
        '{"order": [',
        ModelReply(text="{}", model="m", finish=FinishReason.LENGTH),
    ],
)
async def test_a_broken_reply_is_not_kept(broken: str | ModelReply) -> None:
    inner = ScriptedModel(broken)
    model = CachingModel(inner, MemoryReplies(), FixedClock(0), days=30)
    for _ in range(2):
        assert not (await model.complete(a_call(shape=SHAPE))).is_cached


async def test_a_streamed_reply_is_kept_when_it_is_whole() -> None:
    inner = ScriptedModel("some words")
    model = CachingModel(inner, MemoryReplies(), FixedClock(0), days=30)
    async with aclosing(model.stream(a_call())) as pieces:
        await anext(pieces)
    assert not (await streamed(model, a_call())).is_cached
    assert (await model.complete(a_call())).is_cached


async def test_a_reply_that_is_being_written_down_is_used_already() -> None:
    class Slow(MemoryReplies):
        """Takes long to write."""

        def __init__(self) -> None:
            super().__init__()
            self.goes_on = asyncio.Event()

        async def put(self, key: str, reply: ModelReply, now: EpochMs) -> None:
            await self.goes_on.wait()
            await super().put(key, reply, now)

    inner, cache = ScriptedModel("{}"), Slow()
    model = CachingModel(inner, cache, FixedClock(0), days=30)
    first, second = await model.complete(a_call()), await model.complete(a_call())
    assert (first.is_cached, second.is_cached, len(inner.calls)) == (False, True, 1)
    cache.goes_on.set()
    await model.settled()
    again = CachingModel(inner, cache, FixedClock(0), days=30)
    assert (await again.complete(a_call())).is_cached


async def test_a_cache_that_fails_is_as_good_as_none() -> None:
    class Failing(MemoryReplies):
        async def get(self, *_: object) -> ModelReply | None:
            raise StoreUnavailable("full")

        async def put(self, *_: object) -> None:
            raise StoreUnavailable("full")

    model = CachingModel(ScriptedModel(), Failing(), FixedClock(0), days=30)
    assert (await model.complete(a_call())).text == "{}"


async def test_whoever_comes_when_a_call_is_given_up_has_one_of_their_own() -> None:
    inner = ScriptedModel("{}", delay_s=0.02)
    model = CoalescingModel(inner)
    for ticks in range(4):
        first = asyncio.create_task(model.complete(a_call()))
        await asyncio.sleep(0.005)
        first.cancel()
        for _ in range(ticks):
            await asyncio.sleep(0)
        assert (await model.complete(a_call())).text == "{}"
