"""`frankly vote check`: votes on what people went on to choose, and what is kept of them."""

from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any

import pytest
import pytest_asyncio

from frankly.adapters.files.prompts import load_prompts
from frankly.domain.deciding.vote import VoteTallies
from frankly.domain.item import Item
from frankly.domain.model.call import Payer
from frankly.domain.model.prompt import PromptTask
from frankly.domain.person.consent import Consent, Purpose
from frankly.errors import BudgetSpent, Invalid, ModelUnavailable
from frankly.pipelines.parts import Parts
from frankly.pipelines.tuning.training import Stored
from frankly.pipelines.voting.check import Checked, advice_of, check, merged
from frankly.pipelines.voting.health import examine_votes
from frankly.pipelines.voting.trial import Trier
from frankly.ports.asking.model import LanguageModel
from frankly.settings import data_folder
from frankly.stages.vote.gate import noted
from frankly.testing.memory.votes import MemoryVotes
from frankly.testing.scripted_model import ScriptedModel
from frankly.testing.voters import Voter
from tests.api.world import NOW, SUBJECTS, book
from tests.pipelines.bookshop import BOOKS, event, open_bookshop

pytestmark = pytest.mark.asyncio(loop_scope="module")
PROMPT = load_prompts(data_folder("prompts")).current(PromptTask.RANK)
READERS = 130


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def shop() -> AsyncIterator[Parts]:
    """A shop whose readers follow one of six subjects for three months; all but ten let a model help."""
    parts = await open_bookshop()
    titled = [book(number, title=f"{SUBJECTS[number % 6].title()}, part {number // 6 + 1}") for number in range(BOOKS)]
    await parts.catalogue.upsert([Item.model_validate(one) for one in titled], NOW)
    for reader in range(READERS):
        key = f"follower-{reader}"
        acts = [event(key, 9 * act + reader % 9, reader % 6 + 6 * ((reader + act) % 8), "like") for act in range(8)]
        await parts.events.append(acts, NOW)
        said = {Purpose.PROFILE: True, Purpose.MODEL: reader >= 10}
        await parts.people.put_consent(key, Consent(purposes=said, at=NOW, origin="person"))
    await parts.live.reindex(NOW)  # type: ignore[attr-defined]  # the real LiveIndex
    yield parts
    await parts.live.close()  # type: ignore[attr-defined]


def trier(shop: Parts, model: LanguageModel) -> Trier:
    async def read(ids: Sequence[str]) -> Mapping[str, Item]:
        return await shop.catalogue.get_many(list(ids))

    return Trier(model, PROMPT, shop.rules, read, 1_000, Payer())


async def checked(shop: Parts, model: LanguageModel, store: MemoryVotes | None = None, **more: Any) -> Checked:
    stored = Stored(shop.events, shop.people, shop.live.snapshot, shop.policies.training, NOW)
    home = shop.policies.surfaces["home"]
    return await check(stored, home, trier(shop, model), store or MemoryVotes(), **({"votes": 60} | more))


async def test_a_check_compares_and_keeps_what_it_found(shop: Parts) -> None:
    store, voter = MemoryVotes(), Voter("reverse")
    found = await checked(shop, voter, store)
    assert found.asked == 60
    assert found.failed == 0
    assert 0 < found.tallies.loses.number <= 60
    assert [record.tallies for record in await store.all()] == [found.tallies]
    assert advice_of(found)


async def test_a_second_check_replaces_the_comparison_of_the_first(shop: Parts) -> None:
    store = MemoryVotes()
    first = await checked(shop, Voter("agree"), store)
    second = await checked(shop, Voter("agree"), store)
    kept = (await store.all())[0].tallies
    assert kept.loses == second.tallies.loses == first.tallies.loses


async def test_only_people_who_let_a_model_help_are_asked_about(shop: Parts) -> None:
    """Their acts are told apart by books that nobody else liked: none of those is shown as a reason."""
    voter = Voter("agree")
    found = await checked(shop, voter, votes=200)
    assert 0 < found.asked <= READERS - 10


async def test_a_spent_budget_ends_the_check_and_keeps_what_there_is(shop: Parts) -> None:
    script = ['{"order": []}'] * 3
    found = await checked(shop, ScriptedModel(*script, BudgetSpent("spent")))
    assert "budget" in found.stopped
    assert (found.asked, found.failed) == (4, 3)


async def test_a_model_that_never_replies_is_told(shop: Parts) -> None:
    with pytest.raises(ModelUnavailable):
        await checked(shop, ScriptedModel(ModelUnavailable("down")))


async def test_where_nobody_lets_a_model_help_nothing_is_asked() -> None:
    parts = await open_bookshop()
    voter = Voter("agree")
    with pytest.raises(Invalid, match="Nobody lets a language model help"):
        await checked(parts, voter)
    assert voter.calls == []
    await parts.live.close()  # type: ignore[attr-defined]


async def test_a_check_clears_no_echo_that_was_seen_before() -> None:
    before = noted(VoteTallies(), "echo", [1_000_000] * 30)
    found = noted(noted(VoteTallies(), "echo", [500_000] * 50), "loses", [400_000] * 50)
    after = merged(before, found)
    assert after.echo == before.echo
    assert after.loses == found.loses


async def test_doctor_says_of_each_surface_how_far_its_vote_is_trusted(shop: Parts) -> None:
    store, voter = MemoryVotes(), Voter("echo")
    key = trier(shop, voter).key("home")
    await store.change(key, lambda tallies: noted(tallies, "echo", [1_000_000] * 40), NOW)
    findings = await examine_votes(store, shop.policies.surfaces, voter.name, "rank/v1")
    by_code = {finding.code: finding for finding in findings}
    assert "'home'" in by_code["vote_suspended"].what
    assert "frankly vote check" in by_code["vote_unproven"].what_to_do
