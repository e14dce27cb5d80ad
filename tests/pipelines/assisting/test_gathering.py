import asyncio
from collections.abc import Awaitable, Callable

from frankly.domain.answering.degradation import Degradation, DegradationCode
from frankly.domain.ids import ItemId
from frankly.pipelines.assisting.failing import LATE_REPAIR
from frankly.pipelines.assisting.gathering import Askers, Early, Help, gathered
from frankly.pipelines.assisting.vote.ordering import Ordered
from frankly.stages.writing.live.texts import NO_TEXTS, Texts

FIRST = Texts(items={ItemId("a"): NO_TEXTS}, is_final=False)
WHOLE = Texts(items={ItemId("a"): NO_TEXTS, ItemId("b"): NO_TEXTS})


def ordered(after_s: float) -> Callable[[], Awaitable[Ordered]]:
    async def ask() -> Ordered:
        await asyncio.sleep(after_s)
        return Ordered(order=(1, 2))

    return ask


def written(first_s: float, whole_s: float) -> Callable[[Early], Awaitable[Texts]]:
    async def ask(early: Early) -> Texts:
        await asyncio.sleep(first_s)
        early(FIRST)
        await asyncio.sleep(whole_s)
        return WHOLE

    return ask


async def all_of(askers: Askers, in_s: float | None, known_late: frozenset[str] | None = None) -> list[Help]:
    end_s = None if in_s is None else asyncio.get_running_loop().time() + in_s
    return [help async for help in gathered(askers, end_s, known_late)]


async def test_each_step_is_told_and_the_last_is_final() -> None:
    steps = await all_of(Askers(ordered(0.06), written(0.01, 0.15)), 20)
    assert [(step.texts, step.ordered is not None, step.is_final) for step in steps] == [
        (FIRST, False, False),
        (FIRST, True, False),
        (WHOLE, True, True),
    ]
    assert steps[-1].told() == []


async def test_texts_that_lack_their_repair_are_no_late_texts() -> None:
    (*_, last) = await all_of(Askers(texts=written(0.01, 30)), 0.15)
    assert last.texts is not None
    assert (last.texts.items, last.late) == (FIRST.items, frozenset())
    assert last.told() == [LATE_REPAIR]


async def test_what_is_late_is_named_and_given_up() -> None:
    gone = asyncio.Event()

    async def ask() -> Ordered:
        try:
            await asyncio.sleep(30)
        finally:
            gone.set()
        return Ordered()

    (last,) = await all_of(Askers(ask), 0.02)
    assert (last.late, [one.code for one in last.told()]) == (frozenset({"order"}), [DegradationCode.MODEL_LATE])
    await asyncio.wait_for(gone.wait(), 5)


async def test_a_replay_asks_for_nothing_that_was_late() -> None:
    (last,) = await all_of(Askers(ordered(0), written(0, 0)), None, frozenset({"order", "texts"}))
    assert (last.ordered, last.texts, last.late) == (None, None, frozenset({"order", "texts"}))


async def test_a_fault_costs_its_part_alone() -> None:
    async def broken() -> Ordered:
        raise ZeroDivisionError

    (*_, last) = await all_of(Askers(broken, written(0, 0)), 20)
    assert last.texts == WHOLE
    assert last.told() == [
        Degradation(
            code=DegradationCode.MODEL_FAILED, part="order", detail="ZeroDivisionError while working with its reply"
        )
    ]


async def test_whoever_stops_asking_stops_the_work() -> None:
    steps = gathered(Askers(ordered(30), written(0, 30)), None)
    assert (await anext(steps)).texts == FIRST
    await steps.aclose()
    await asyncio.sleep(0)
    assert [task for task in asyncio.all_tasks() if "_guarded" in repr(task) and not task.cancelling()] == []
