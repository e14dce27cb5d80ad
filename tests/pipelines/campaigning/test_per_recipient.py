"""A campaign that a model words for each recipient: asked once each, not again after a kill, within its budget."""

import math
from dataclasses import replace
from typing import Any

import pytest

from frankly.domain.campaign.recipient import RecipientState
from frankly.domain.model.call import ModelCall
from frankly.domain.model.reply import ModelReply
from frankly.domain.person.consent import Purpose
from frankly.domain.time import EpochMs
from frankly.errors import BudgetSpent, ModelTimeout, ModelUnavailable
from frankly.measure.campaigns.prediction import Predicted
from frankly.pipelines.campaigning import running
from frankly.pipelines.campaigning.notes import status_notes
from frankly.pipelines.campaigning.planning.before_writing import model_notes
from frankly.pipelines.campaigning.planning.deciding import Deciding
from frankly.pipelines.campaigning.planning.forecasting import forecast
from frankly.pipelines.campaigning.views import CellsAsked, forecast_view
from frankly.pipelines.campaigning.world import CampaignWorld
from frankly.pipelines.campaigning.writing.cell_texts import CellTexts
from frankly.pipelines.campaigning.writing.messages import messages_of
from frankly.pipelines.campaigning.writing.shards import Writing
from frankly.testing.rule_following.writer import RuleFollowingWriter
from frankly.testing.scripted_model import ScriptedModel
from tests.api.world import NOW
from tests.pipelines.campaigning.shop import Shop, campaign, passed
from tests.pipelines.campaigning.test_cell_texts import asking


class Cached(RuleFollowingWriter):
    """Replies as from a cache, once it is told to."""

    is_cached = False

    async def complete(self, call: ModelCall) -> ModelReply:
        return (await super().complete(call)).model_copy(update={"is_cached": self.is_cached})


@pytest.fixture
async def shop() -> Shop:
    shop = await Shop().open()
    await shop.reader("ada", set(Purpose))
    await shop.reader("bob", {Purpose.EMAIL})
    return shop


async def planned(shop: Shop, model: Any) -> CampaignWorld:
    world = await shop.planned(campaign(mode="per_recipient"))
    return replace(world, parts=replace(world.parts, assistant=asking(model)))


async def written(world: CampaignWorld) -> CampaignWorld:
    return await running.write(world, "one", passed, world.parts.assistant)


async def test_a_model_words_the_personal_message_alone(shop: Shop) -> None:
    model = RuleFollowingWriter()
    world = await written(await planned(shop, model))
    assert model.calls
    ada, bob = await shop.rows(world)
    assert (ada.state, bob.state) == (RecipientState.WRITTEN, RecipientState.WRITTEN)
    assert (await messages_of(world.without_model()).of(ada)).content == ada.content
    assert not (await messages_of(world.without_model()).of(bob)).composed.is_model_written


async def test_what_was_recorded_before_a_kill_is_not_asked_for_again(shop: Shop) -> None:
    model = RuleFollowingWriter()
    world = await planned(shop, model)
    chosen = await Deciding(world).personal("ada", "en", "", is_named=False)
    await world.parts.decisions.flush()
    before = len(model.calls)
    assert before
    await written(world)
    ada, _ = await shop.rows(world)
    assert (len(model.calls), ada.decision) == (before, chosen.decision)


async def test_a_model_that_is_down_leaves_the_wordings(shop: Shop) -> None:
    world = await written(await planned(shop, ScriptedModel(ModelTimeout("late"))))
    assert {row.state for row in await shop.rows(world)} == {RecipientState.WRITTEN}


class Dying(RuleFollowingWriter):
    """Replies a while, and then no more."""

    def __init__(self, replies: int) -> None:
        super().__init__()
        self.replies = replies

    async def complete(self, call: ModelCall) -> ModelReply:
        if len(self.calls) >= self.replies:
            raise ModelUnavailable("gone")
        return await super().complete(call)


async def test_of_a_model_that_dies_in_the_middle_it_is_told_how_many_messages_hold_its_words(shop: Shop) -> None:
    for number in range(9):
        await shop.reader(f"reader-{number}", set(Purpose))
    world = await written(await planned(shop, Dying(6)))
    made, rows = messages_of(world.without_model()), await shop.rows(world)
    worded = sum([(await made.of(row)).composed.is_model_written for row in rows])
    # Who agreed to no model, or is in the surface's holdout, has nobody expect its words.
    deciding = Deciding(world)
    meant = sum(row.person != "bob" and not deciding.is_in_holdout(row.person) for row in rows)
    outcomes = await shop.ledger.cell_outcomes(world.edition.no)
    assert outcomes == {"": worded, "model_unavailable": meant - worded}
    assert 0 < worded < meant < len(rows) - 1
    notes = status_notes(world.edition, CellsAsked.of(outcomes), is_changed=False)
    many = outcomes["model_unavailable"]
    head = f"No words came for {many} of {meant} messages that a model was asked to word (model_unavailable {many}): "
    assert notes[0].startswith(f"{head}wordings tell those. 'frankly doctor' looks at the model; then 'frankly camp")


async def test_a_reply_of_which_nothing_stands_counts_as_none(shop: Shop) -> None:
    world = await written(await planned(shop, ScriptedModel("no JSON at all")))
    assert await shop.ledger.cell_outcomes(world.edition.no) == {"reply_unusable": 1}


async def test_a_message_that_is_written_again_after_a_kill_counts_once(shop: Shop) -> None:
    world = await planned(shop, RuleFollowingWriter())
    rows = await shop.rows(world)
    for _ in range(2):
        await Writing(messages_of(world.without_model()), passed, Deciding(world)).shard(rows)
    assert await shop.ledger.cell_outcomes(world.edition.no) == {"": 1}


async def test_what_a_cache_replies_counts_as_what_it_took_when_it_was_asked_for(shop: Shop) -> None:
    # Their ids have the same sum, so they like the same books, and each takes as much.
    for person in ("daa", "aad"):
        await shop.reader(person, set(Purpose))
    told = []
    model = Cached()
    for model.is_cached in (False, True):
        at = EpochMs(NOW + model.is_cached)
        world = await shop.plan(await running.begin(shop.parts, shop.ledger, campaign(mode="per_recipient"), at))
        world = replace(world, parts=replace(world.parts, assistant=asking(model)))
        told.append(await forecast(world.without_model(), CellTexts(world, world.parts.assistant), 2))
        await running.cancel(shop.ledger, "weekly", "")
    assert told[0].tokens.middle > 0
    assert replace(told[1], seconds=None) == replace(told[0], seconds=None)
    assert (told[0].seconds is None, told[1].seconds) == (False, None)


async def test_who_did_not_agree_to_a_model_is_drawn_and_takes_nothing(shop: Shop) -> None:
    for number in range(24):
        await shop.reader(f"reader-{number}", set(Purpose) if number % 3 == 0 else set(Purpose) - {Purpose.MODEL})
    world = await planned(shop, RuleFollowingWriter())
    told = await forecast(world.without_model(), CellTexts(world, world.parts.assistant), 12)
    assert (told.written, told.learned + told.unasked) == (12, 12)
    assert told.unasked > 4
    rest, each = 25 - 12, told.tokens.middle / told.calls
    assert told.calls == math.ceil(rest * told.learned / 12)
    assert 1_500 < each < 2_500
    assert told.tokens.high < 1.2 * rest * each
    # A larger sample begins with the same, so nothing of it is lost.
    more = await forecast(world.without_model(), CellTexts(world, world.parts.assistant), 25)
    assert (more.written, more.calls, more.tokens) == (25, 0, Predicted(0, 0, 0))
    notes = model_notes(world.campaign, told, ())
    assert f"For {told.unasked} of 12 sampled recipients no model is asked" in notes[0]


async def test_why_an_interval_is_wide_and_what_narrows_it_is_told(shop: Shop) -> None:
    for number in range(24):
        await shop.reader(f"reader-{number}", set(Purpose))
    world = await planned(shop, RuleFollowingWriter())
    told = await forecast(world.without_model(), CellTexts(world, world.parts.assistant), 1)
    notes = model_notes(world.campaign, replace(told, unasked=0), ())
    assert notes[-1].startswith("What this takes is learned from ")
    assert notes[-1].endswith("A larger sample narrows it: 'frankly campaign plan weekly --sample 50'.")
    enough = await forecast(world.without_model(), CellTexts(world, world.parts.assistant), 12)
    assert not any("learned from" in note for note in model_notes(world.campaign, enough, ()))


async def test_who_was_drawn_stays_in_the_sample_when_they_are_written(shop: Shop) -> None:
    for number in range(24):
        await shop.reader(f"reader-{number}", set(Purpose))
    world = await planned(shop, RuleFollowingWriter())
    told = await forecast(world.without_model(), CellTexts(world, world.parts.assistant), 8)
    world = await written(world)
    later = await forecast(world.without_model(), CellTexts(world, world.parts.assistant), 8, is_asking=False)
    assert (later.written, later.learned, later.calls) == (8, told.learned, 0)


async def test_it_is_told_why_a_model_said_nothing_for_a_sample(shop: Shop) -> None:
    world = await planned(shop, ScriptedModel(ModelTimeout("late")))
    told = await forecast(world.without_model(), CellTexts(world, world.parts.assistant), 3)
    assert told.faults == {"model_timeout": 1}
    world = await planned(shop, ScriptedModel(BudgetSpent("no more")))
    # The record of before is kept, so nobody is asked for the one message again.
    assert not (await forecast(world.without_model(), CellTexts(world, world.parts.assistant), 3)).is_unpaid


async def test_a_budget_that_is_spent_stops_the_run(shop: Shop) -> None:
    world = await planned(shop, ScriptedModel(BudgetSpent("no more")))
    with pytest.raises(BudgetSpent, match=r"What is written stays\. .* FRANKLY_MODEL= frankly campaign run weekly\.$"):
        await written(world)
    assert {row.state for row in await shop.rows(world)} == {RecipientState.PLANNED}


async def test_a_forecast_learns_from_a_few_that_are_kept(shop: Shop) -> None:
    await shop.reader("cleo", set(Purpose))
    await shop.reader("daa", set(Purpose))
    model = RuleFollowingWriter()
    world = await planned(shop, model)
    nothing = await forecast(world.without_model(), CellTexts(world, world.parts.assistant), is_asking=False)
    assert (nothing.calls, forecast_view(nothing).tokens.high, len(model.calls)) == (3, None, 0)
    told = await forecast(world.without_model(), CellTexts(world, world.parts.assistant), 2)
    assert (told.written, told.calls) == (2, 1)
    assert told.tokens.middle > 0
    asked = len(model.calls)
    # What is recorded from before says what it took then.
    for is_asking in (True, False):
        again = await forecast(world.without_model(), CellTexts(world, world.parts.assistant), 2, is_asking=is_asking)
        assert (again.tokens, again.calls, len(model.calls)) == (told.tokens, 1, asked)
    await written(world)
    assert len(model.calls) < 2 * asked
