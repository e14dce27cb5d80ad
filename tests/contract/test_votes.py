from collections.abc import Iterator
from pathlib import Path

import pytest

from frankly.adapters.sql.engine.database import SqlDatabase
from frankly.adapters.sql.model.votes import SqlVotes
from frankly.domain.deciding.vote import VoteKey, VoteTallies
from frankly.domain.time import EpochMs
from frankly.ports.asking.votes import VoteStore
from frankly.stages.vote.gate import noted
from frankly.testing.memory.votes import MemoryVotes

HOME = VoteKey(surface="home", model="m", prompt="rank/v1")
EMAIL = HOME.model_copy(update={"surface": "email"})


@pytest.fixture(params=["memory", "sql"])
def votes(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[VoteStore]:
    if request.param == "memory":
        yield MemoryVotes()
        return
    with SqlDatabase(tmp_path) as database:
        yield SqlVotes(database)


def echoed(tallies: VoteTallies) -> VoteTallies:
    return noted(tallies, "echo", [900_000])


async def test_nothing_is_known_of_a_vote_that_was_never_counted(votes: VoteStore) -> None:
    assert await votes.get(HOME) == VoteTallies()
    assert list(await votes.all()) == []


async def test_a_change_works_on_what_is_there_and_is_read_back_whole(votes: VoteStore) -> None:
    first = await votes.change(HOME, echoed, EpochMs(1))
    second = await votes.change(HOME, echoed, EpochMs(2))
    assert (first.echo.number, second.echo.number) == (1, 2)
    assert await votes.get(HOME) == second
    assert [(record.key, record.tallies, record.at) for record in await votes.all()] == [(HOME, second, 2)]


async def test_surfaces_models_and_prompts_are_counted_apart(votes: VoteStore) -> None:
    others = [EMAIL, HOME.model_copy(update={"model": "n"}), HOME.model_copy(update={"prompt": "rank/v2"})]
    for key in (HOME, *others):
        await votes.change(key, echoed, EpochMs(1))
    await votes.change(HOME, echoed, EpochMs(1))
    assert [(await votes.get(key)).echo.number for key in (HOME, *others)] == [2, 1, 1, 1]
    assert [record.key for record in await votes.all()] == [EMAIL, HOME, others[2], others[1]]


async def test_resetting_forgets_one_surface_or_all(votes: VoteStore) -> None:
    for key in (HOME, EMAIL):
        await votes.change(key, echoed, EpochMs(1))
    assert await votes.reset("home") == 1
    assert await votes.get(HOME) == VoteTallies()
    assert (await votes.get(EMAIL)).echo.number == 1
    assert await votes.reset() == 1
    assert list(await votes.all()) == []
