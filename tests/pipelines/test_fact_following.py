import asyncio

import pytest

from frankly.domain.item import Item
from frankly.pipelines.facts.following import PATIENCE, QUIET, Watching, keep_making
from frankly.pipelines.facts.making import AT_ONCE, BATCH
from tests.api.world import NOW, book, make_parts

MANY = AT_ONCE + 1


def test_a_few_items_are_described_at_the_next_look() -> None:
    assert Watching().look(position=3, behind=3)
    assert Watching().look(position=AT_ONCE, behind=AT_ONCE)


def test_many_wait_until_no_more_come_in() -> None:
    watching = Watching()
    for position in range(MANY, MANY + 9):
        assert not watching.look(position, behind=position)
    looks = [watching.look(MANY + 8, behind=MANY + 8) for _ in range(QUIET)]
    assert looks == [False] * (QUIET - 1) + [True]


def test_what_goes_on_and_on_is_described_all_the_same() -> None:
    watching = Watching()
    looks = [watching.look(MANY + step, behind=MANY + step) for step in range(PATIENCE)]
    assert looks == [False] * (PATIENCE - 1) + [True]


def test_with_nothing_behind_nothing_is_due() -> None:
    watching = Watching()
    assert not any(watching.look(5, behind=0) for _ in range(QUIET + PATIENCE))


@pytest.mark.parametrize("count", [3, BATCH + 7])
async def test_the_service_describes_what_came_in(count: int) -> None:
    parts = make_parts()
    assert parts.making is not None
    following = asyncio.create_task(keep_making(parts.making, parts.clock, poll_s=0))
    await parts.catalogue.upsert([Item.model_validate(book(number)) for number in range(count)], NOW)
    async with asyncio.timeout(20):
        while await parts.making.behind():
            await asyncio.sleep(0)
    following.cancel()
    assert parts.facts is not None
    assert (await parts.facts.texts_of(f"book-{count - 1}"))[0].facts
