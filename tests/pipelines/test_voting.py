"""A model's vote in a small shop: asked, fused, counted, suspended, replayed; the answer stands whatever it says."""

from collections.abc import AsyncIterator, Collection, Sequence
from dataclasses import replace
from typing import Any

import pytest
import pytest_asyncio

from frankly.adapters.files.prompts import load_prompts
from frankly.domain.answering.answer import Answer
from frankly.domain.answering.degradation import DegradationCode
from frankly.domain.answering.request import RecommendationRequest
from frankly.domain.deciding.vote import VoteKey
from frankly.domain.item import Item
from frankly.domain.model.call import ModelCall, PartRole
from frankly.domain.person.consent import Consent, Purpose
from frankly.errors import BudgetSpent, ModelMisbehaved, ModelUnavailable
from frankly.pipelines.assisting.vote.keeping import VoteKeeper
from frankly.pipelines.parts import Assistant, Parts
from frankly.pipelines.recommend import recommend
from frankly.pipelines.replaying.replay import replayed
from frankly.ports.asking.model import LanguageModel
from frankly.settings import data_folder
from frankly.stages.vote.gate import noted
from frankly.testing.memory.votes import MemoryVotes
from frankly.testing.scripted_model import ScriptedModel
from frankly.testing.voters import ShownLine, Voter, by_score, lines_of
from tests.api.world import NOW, SUBJECTS, book
from tests.pipelines.bookshop import BOOKS, event, open_bookshop

pytestmark = pytest.mark.asyncio(loop_scope="module")
READERS = 40
ADA = "reader-3"
PROMPTS = load_prompts(data_folder("prompts"))
ALLOWED = {Purpose.PROFILE: True, Purpose.EXPLAIN: True, Purpose.MODEL: True, Purpose.MEASURE: True}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def shop() -> AsyncIterator[Parts]:
    """A bookshop with forty readers, who all let a model help."""
    parts = await open_bookshop()
    titled = [book(number, title=f"{SUBJECTS[number % 6].title()}, part {number // 6 + 1}") for number in range(BOOKS)]
    await parts.catalogue.upsert([Item.model_validate(one) for one in titled], NOW)
    for reader in range(READERS):
        acts = [event(f"reader-{reader}", 100 + act, 3 * reader + 7 * act, "view") for act in range(3 + reader % 4)]
        await parts.events.append(acts, NOW)
        await parts.people.put_consent(f"reader-{reader}", Consent(purposes=ALLOWED, at=NOW, origin="person"))
    await parts.live.reindex(NOW)  # type: ignore[attr-defined]  # the real LiveIndex
    yield parts
    await parts.live.close()  # type: ignore[attr-defined]


def helped(shop: Parts, model: LanguageModel, store: MemoryVotes | None = None, **policy: Any) -> Parts:
    """The shop with a model, under another model policy of the start page; it votes and does not write."""
    keeper = VoteKeeper(store or MemoryVotes(), shop.clock)
    home = shop.policies.surfaces["home"]
    changed = home.model.model_copy(update={"write": False, "deadline_ms": 60_000} | policy)
    surfaces = {**shop.policies.surfaces, "home": home.model_copy(update={"model": changed})}
    return replace(
        shop,
        policies=replace(shop.policies, surfaces=surfaces),
        assistant=Assistant(model, PROMPTS, lambda: True, votes=keeper),
    )


async def ask(parts: Parts, person: str = ADA, **more: Any) -> Answer:
    return await recommend(parts, RecommendationRequest(surface="home", person=person, **more), NOW)


def ids(answer: Answer) -> list[str]:
    return [str(item.id) for item in answer.items]


def codes(answer: Answer) -> list[DegradationCode]:
    return [degradation.code for degradation in answer.degradations if degradation.part == "order"]


def keeper_of(parts: Parts) -> VoteKeeper:
    assert parts.assistant is not None
    assert isinstance(parts.assistant.votes, VoteKeeper)
    return parts.assistant.votes


async def settled(parts: Parts) -> None:
    assert parts.assistant is not None
    await parts.assistant.behind.settled()


def key_of(model: LanguageModel) -> VoteKey:
    return VoteKey(surface="home", model=model.name, prompt="rank/v1")


async def test_a_voter_that_agrees_with_the_base_order_changes_nothing(shop: Parts) -> None:
    """The base order is spread, so it is not that of the scores alone."""
    before = await ask(shop, fields=("title",))
    titles = [item.display.title for item in before.items]

    def agreeing(lines: Sequence[ShownLine], call: ModelCall, wanted: Collection[str]) -> list[ShownLine]:
        return sorted(by_score(lines), key=lambda line: titles.index(line.title) if line.title in titles else 99)

    after = await ask(helped(shop, Voter("base", agreeing), vote="on"))
    assert ids(after) == ids(before)
    assert codes(after) == []


async def test_an_unproven_vote_moves_items_one_place_and_a_vote_that_is_on_three(shop: Parts) -> None:
    before = ids(await ask(shop))
    for vote, most in (("auto", 1), ("on", 3)):
        after = ids(await ask(helped(shop, Voter("reverse"), vote=vote)))
        moved = [abs(after.index(item) - before.index(item)) for item in before if item in after]
        assert max(moved) == most


async def test_an_item_that_the_vote_brought_in_says_so_and_its_reasons_contribute_at_most(shop: Parts) -> None:
    found = []
    for number in range(1, 9):
        answer = await ask(helped(shop, Voter("reverse"), vote="on"), f"reader-{number}")
        found += [item for item in answer.items if item.origin == "vote"]
    assert found
    assert all(set(item.causes.values()) <= {"contributing", "none"} for item in found)


async def test_a_surface_that_wants_no_vote_asks_for_none(shop: Parts) -> None:
    voter = Voter("reverse")
    for policy in ({"vote": "off"}, {"max_displacement": 0}):
        assert ids(await ask(helped(shop, voter, **policy))) == ids(await ask(shop))
    assert voter.calls == []


async def test_without_consent_nothing_is_asked(shop: Parts) -> None:
    voter, person = Voter("reverse"), "reader-39"
    refused = Consent(purposes=ALLOWED | {Purpose.MODEL: False}, at=NOW, origin="person")
    await shop.people.put_consent(person, refused)
    await ask(helped(shop, voter), person)
    assert voter.calls == []


async def test_what_is_shown_names_no_one_and_no_item_by_its_id(shop: Parts) -> None:
    voter = Voter("agree")
    answer = await ask(helped(shop, voter))
    sent = "\n".join(part.text for part in voter.calls[0].parts)
    assert ADA not in sent
    assert str(answer.decision) not in sent
    data = "\n".join(part.text for part in voter.calls[0].parts if part.role is PartRole.USER)
    assert not [item for item in ids(answer) if f"| {item} |" in data]
    assert 3 <= len(lines_of(voter.calls[0])) <= 25


async def test_equal_requests_ask_equal_bytes(shop: Parts) -> None:
    voter = Voter("agree")
    for _ in range(2):
        await ask(helped(shop, voter))
    first, second = [call for call in voter.calls if call.sample == 0]
    assert first.content == second.content


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (ModelUnavailable("down"), DegradationCode.MODEL_FAILED),
        (BudgetSpent("spent"), DegradationCode.MODEL_OUT_OF_BUDGET),
        (ModelMisbehaved("empty"), DegradationCode.REPLY_UNUSABLE),
        ("I would put the first one first.", DegradationCode.REPLY_UNUSABLE),
        ('{"order": ["zz99"]}', DegradationCode.REPLY_UNUSABLE),
        ('{"order": 7}', DegradationCode.REPLY_UNUSABLE),
    ],
)
async def test_what_a_model_does_wrong_costs_the_vote_and_nothing_else(
    shop: Parts, line: Any, code: DegradationCode
) -> None:
    answer = await ask(helped(shop, ScriptedModel(line)))
    assert ids(answer) == ids(await ask(shop))
    assert codes(answer) == [code]


async def test_an_order_that_is_the_one_shown_is_no_opinion(shop: Parts) -> None:
    answer = await ask(helped(shop, Voter("echo"), vote="on"))
    assert ids(answer) == ids(await ask(shop))
    assert codes(answer) == [DegradationCode.REPLY_UNUSABLE]


async def test_an_echo_is_suspended_and_every_answer_says_so_without_a_call(shop: Parts) -> None:
    voter, store = Voter("echo"), MemoryVotes()
    parts = helped(shop, voter, store)
    for number in range(36):
        await ask(parts, f"reader-{number}", explain="none")
        await settled(parts)
    assert (await keeper_of(parts).standing(key_of(voter))).because == "echo"
    asked = len(voter.calls)
    answer = await ask(parts)
    assert codes(answer) == [DegradationCode.VOTE_SUSPENDED]
    assert len(voter.calls) == asked


async def test_a_vote_that_turns_the_scores_round_is_suspended_for_that(shop: Parts) -> None:
    voter, store = Voter("reverse"), MemoryVotes()
    parts = helped(shop, voter, store)
    for number in range(36):
        await ask(parts, f"reader-{number}", explain="none")
        await settled(parts)
    assert (await keeper_of(parts).standing(key_of(voter))).because == "contrary"


async def test_one_reply_is_counted_once_however_often_it_is_asked_for(shop: Parts) -> None:
    voter, store = Voter("agree"), MemoryVotes()
    parts = helped(shop, voter, store)
    for _ in range(3):
        await ask(parts)
    await settled(parts)
    assert (await store.get(key_of(voter))).echo.number == 1


async def test_a_part_of_the_votes_is_asked_again_in_another_shuffle_beside_the_answer(shop: Parts) -> None:
    voter, store = Voter("agree"), MemoryVotes()
    parts = helped(shop, voter, store)
    for number in range(1, 17):
        await ask(parts, f"reader-{number}", explain="none")
    await settled(parts)
    again = [call for call in voter.calls if call.sample == 1]
    assert 0 < len(again) < 16
    tallies = await store.get(key_of(voter))
    assert tallies.unstable.number == len(again)
    # The scores decide: in whatever order it is shown them, it says the same.
    assert tallies.unstable.sum_ppm == 0


async def test_a_store_that_fails_costs_nothing_but_the_counting(shop: Parts) -> None:
    store = MemoryVotes()
    store.is_failing = True
    parts = helped(shop, Voter("reverse"), store)
    answer = await ask(parts)
    await settled(parts)
    assert codes(answer) == []
    assert ids(answer) != ids(await ask(shop))


async def test_a_voted_decision_replays_byte_for_byte_even_after_the_vote_was_suspended(shop: Parts) -> None:
    voter, store = Voter("reverse"), MemoryVotes()
    parts = helped(shop, voter, store)
    # A record keeps the policy files, not what a test puts in their place: the shipped policy it is.
    parts = replace(parts, policies=shop.policies)
    answer = await ask(parts, explain="none")
    await settled(parts)
    await store.change(key_of(voter), lambda tallies: noted(tallies, "echo", [1_000_000] * 60), NOW)
    assert (await keeper_of(parts).standing(key_of(voter))).state == "suspended"
    await parts.decisions.flush()
    for level in ("r0", "r1"):
        told = await replayed(parts, str(answer.decision), level)  # type: ignore[arg-type]
        assert told.is_identical, told
