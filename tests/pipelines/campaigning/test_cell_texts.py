"""Texts that a model writes once for many: asked for once, held to the gate for each, bounded, and had again."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from typing import Any

import pytest

from frankly.adapters.files.prompts import load_prompts
from frankly.adapters.files.words.wordings import load_text
from frankly.domain.campaign.edition import EditionState
from frankly.domain.campaign.recipient import RecipientState
from frankly.domain.evidence import EvidenceKind
from frankly.domain.model.call import ModelCall
from frankly.domain.model.reply import ModelReply, ModelUsage
from frankly.errors import BudgetSpent, CircuitOpen, ModelFailed, ModelMisbehaved, ModelTimeout
from frankly.measure.campaigns.prediction import Predicted, predicted_sum
from frankly.pipelines.campaigning import running
from frankly.pipelines.campaigning.planning.forecasting import forecast, lasting
from frankly.pipelines.campaigning.world import CampaignWorld
from frankly.pipelines.campaigning.writing.cell_texts import LEASE_MS, CellTexts
from frankly.pipelines.campaigning.writing.cells import LEAST, Cell, CellWords, parsed_cell, widening
from frankly.pipelines.campaigning.writing.messages import messages_of
from frankly.pipelines.parts import Assistant
from frankly.settings import data_folder
from frankly.testing.fixed_clock import FixedClock
from frankly.testing.rule_following.writer import RuleFollowingWriter
from frankly.testing.scripted_model import Line, ScriptedModel
from tests.pipelines.campaigning.shop import Shop, campaign, passed


@cache
def _files() -> tuple[Any, Any]:
    return load_prompts(data_folder("prompts")), load_text(data_folder("policies"), data_folder("brand"))


def asking(model: Any) -> Assistant:
    prompts, text = _files()
    return Assistant(model, prompts, lambda: True, lexicons=text.lexicons, brand=text.brand)


@pytest.fixture
async def shop() -> Shop:
    shop = await Shop().open()
    # Their ids have the same sum, so they like the same books.
    for person in ("ad", "da", "bc", "cb"):
        await shop.reader(person)
    return shop


async def planned(shop: Shop) -> CampaignWorld:
    return await shop.planned(campaign(mode="cell", budget="5 USD"))


async def written(shop: Shop, model: Any) -> CampaignWorld:
    return await running.write(await planned(shop), "one", passed, asking(model))


@pytest.mark.parametrize("item", ["emma", "a/b", "!~=<", "///", "ü/!"])
def test_a_cell_is_read_back_from_its_key_whatever_its_item_is_called(item: str) -> None:
    cell = Cell("de-AT", "warm", item, EvidenceKind.VIEWED, "item", "=<")
    assert parsed_cell(cell.key) == cell


def _cell(item: str, kind: str = "viewed") -> str:
    return Cell("en", "warm", item, EvidenceKind(kind), "item").key


def test_cells_that_few_share_become_one_across_items() -> None:
    wide = "en/warm/viewed/item/"
    assert _cell("") == wide
    assert parsed_cell(_cell("emma")).wide == parsed_cell(wide)
    counts = {_cell("emma"): LEAST, _cell("persuasion"): LEAST - 1, _cell("dubliners"): 1, _cell("emma", "saved"): 1}
    assert widening(counts) == {_cell("persuasion"): wide, _cell("dubliners"): wide}


def test_a_cell_that_would_be_alone_across_items_stays_about_its_item() -> None:
    assert widening({_cell("emma"): 1}) == {}
    assert widening({_cell("emma"): 1, _cell(""): 1}) == {_cell("emma"): _cell("")}


async def test_a_text_across_items_is_asked_for_without_a_title_and_told_of_each(shop: Shop) -> None:
    model = RuleFollowingWriter()
    for person in ("p1", "p2", "p3", "q7", "r9", "zz"):
        await shop.reader(person)
    world = await written(shop, model)
    rows = [row for row in await shop.rows(world) if row.cell and not parsed_cell(row.cell).item]
    messages = [await messages_of(world).of(row) for row in rows]
    leads = {str(message.composed.answer.items[0].id) for message in messages}
    assert len(rows) > 1
    assert len(leads) > 1
    assert all(message.composed.is_model_written for message in messages)
    assert len({row.cell for row in await shop.rows(world)}) == len(model.calls)


async def test_a_model_is_asked_once_for_all_who_share_a_text(shop: Shop) -> None:
    model = RuleFollowingWriter()
    world = await written(shop, model)
    rows = await shop.rows(world)
    assert {row.state for row in rows} == {RecipientState.WRITTEN}
    cells = {row.cell for row in rows}
    assert len(model.calls) == len(cells) < len(rows)
    message = await messages_of(world).of(rows[0])
    assert message.composed.is_model_written


async def test_a_message_is_the_same_where_no_model_is_configured(shop: Shop) -> None:
    world = await written(shop, RuleFollowingWriter())
    for row in await shop.rows(world):
        assert (await messages_of(world).of(row)).content == row.content


async def test_a_model_that_is_down_is_told_of_and_its_cells_are_counted(shop: Shop) -> None:
    world, model = await planned(shop), ScriptedModel(CircuitOpen("left alone"))
    cells = len(await shop.ledger.cells(world.edition.no))
    told = await forecast(world, CellTexts(world, asking(model), keeps_faults=False))
    assert (told.faults, told.written, told.calls) == ({"model_circuit_open": cells}, 0, cells)
    # Whoever looks at the plan later, and asks nobody, is told it too.
    later = await forecast(world, CellTexts(world, asking(model)), is_asking=False)
    assert later.faults == told.faults
    world = await running.write(world, "one", passed, asking(model))
    assert await shop.ledger.cell_outcomes(world.edition.no) == {"model_circuit_open": cells}


def test_writing_lasts_as_long_as_its_calls_beside_each_other_their_waits_and_composing() -> None:
    assert lasting([], 0, 600) == Predicted(3.0, 2.0, 10.0)
    assert lasting([2.0], 40, 600) is None
    # 40 calls of two seconds, eight at a time; three runs of recipients wait for their last.
    told, asked = lasting([2.0, 2.0], 40, 600), predicted_sum([2.0, 2.0], 40)
    assert told == Predicted(10.0 + 3.0 + 3.0, asked.low / 8 + 2.0, 10.0 + 6.0 + 10.0)


async def test_calls_of_a_sample_say_how_long_writing_takes(shop: Shop) -> None:
    world = await planned(shop)
    unknown = await forecast(world, CellTexts(world, asking(Slow())), is_asking=False)
    assert (unknown.calls > 0, unknown.seconds) == (True, None)
    texts = CellTexts(world, asking(Slow()), keeps_faults=False)
    told = await forecast(world, texts)
    assert told.seconds is not None
    assert all(0.01 < took < 10 for took in texts.took_s)
    # Whoever looks later, or plans again and finds the texts, is told by the same calls.
    later = await forecast(world, CellTexts(world, asking(Slow())), is_asking=False)
    again = CellTexts(world, asking(Slow()), keeps_faults=False)
    assert (later.seconds, (await forecast(world, again)).seconds, again.took_s) == (told.seconds, told.seconds, [])


async def test_a_sample_that_no_budget_pays_is_told_of(shop: Shop) -> None:
    world = await planned(shop)
    told = await forecast(world, CellTexts(world, asking(ScriptedModel(BudgetSpent("no more"))), keeps_faults=False))
    assert (told.is_unpaid, told.faults, told.written) == (True, {}, 0)


async def test_nothing_is_paid_for_twice_when_a_run_goes_on(shop: Shop) -> None:
    model = RuleFollowingWriter()
    world = await planned(shop)
    await forecast(world, CellTexts(world, asking(model), keeps_faults=False))
    before = len(model.calls)
    await running.write(world, "two", passed, asking(model))
    assert len(model.calls) == before


class Slow(RuleFollowingWriter):
    """Replies when everybody else has had a turn; at its first calls it fails in a given way."""

    def __init__(self, *faults: Exception) -> None:
        super().__init__()
        self.faults = list(faults)

    async def complete(self, call: ModelCall) -> ModelReply:
        await asyncio.sleep(0.02)
        if self.faults:
            raise self.faults.pop()
        return await super().complete(call)


async def test_two_processes_never_ask_for_one_cell(shop: Shop) -> None:
    model, world = Slow(), await planned(shop)
    cells = sorted({row.cell for row in await shop.rows(world)})
    one, two = (CellTexts(world, asking(model)) for _ in range(2))
    found = await asyncio.gather(*(texts.of(key) for key in cells for texts in (one, two)))
    assert len(model.calls) == len(cells)
    assert all(words.lines for words in found)
    for ours, theirs in zip(found[::2], found[1::2], strict=True):
        assert {role: line.text for role, line in ours.lines.items()} == {
            role: line.text for role, line in theirs.lines.items()
        }


async def test_a_cell_that_one_process_could_not_pay_is_free_for_others_at_once(shop: Shop) -> None:
    world = await planned(shop)
    key = (await shop.rows(world))[0].cell
    poor, rich = CellTexts(world, asking(Slow(BudgetSpent("no more")))), CellTexts(world, asking(Slow()))
    spent, words = await asyncio.gather(poor.of(key), rich.of(key), return_exceptions=True)
    assert isinstance(spent, BudgetSpent)
    assert isinstance(words, CellWords)
    assert words.lines


class Stopped(RuleFollowingWriter):
    """Replies once it is let go on."""

    def __init__(self) -> None:
        super().__init__()
        self.is_asked, self.goes_on = asyncio.Event(), asyncio.Event()

    async def complete(self, call: ModelCall) -> ModelReply:
        self.is_asked.set()
        await self.goes_on.wait()
        return await super().complete(call)


async def test_who_was_stopped_for_longer_than_a_cell_may_be_in_hand_changes_nothing_that_was_written(
    shop: Shop,
) -> None:
    world, late = await planned(shop), Stopped()
    key = (await shop.rows(world))[0].cell
    stopped = asyncio.create_task(CellTexts(world, asking(late)).of(key))
    await late.is_asked.wait()
    later = replace(world, parts=replace(world.parts, clock=FixedClock(world.parts.clock.now() + LEASE_MS)))
    assert not (await CellTexts(later, asking(ScriptedModel(ModelTimeout("late")))).of(key)).lines
    late.goes_on.set()
    assert not (await stopped).lines
    assert not (await CellTexts(world, None).of(key)).lines


async def test_a_sample_that_got_no_text_leaves_the_cell_to_the_run(shop: Shop) -> None:
    model, world = Slow(ModelTimeout("late")), await planned(shop)
    key = (await shop.rows(world))[0].cell
    assert not (await CellTexts(world, asking(model), keeps_faults=False).of(key)).lines
    assert (await CellTexts(world, asking(model)).of(key)).lines


@pytest.mark.parametrize(
    "line",
    [ModelTimeout("late"), "{}", "not json", '{"items": 3}', '{"items": [{"id": "zz"}], "subject": "You won 100 EUR"}'],
)
async def test_a_model_that_is_down_or_lies_leaves_the_wordings(shop: Shop, line: Line) -> None:
    world = await written(shop, ScriptedModel(line))
    rows = await shop.rows(world)
    assert {row.state for row in rows} == {RecipientState.WRITTEN}
    for row in rows:
        message = await messages_of(world).of(row)
        assert not message.composed.is_model_written
        assert message.content == row.content


async def test_a_cell_of_which_no_text_came_is_none(shop: Shop) -> None:
    world = await written(shop, ScriptedModel(ModelTimeout("late")))
    assert {row.cell for row in await shop.rows(world)} == {""}


async def test_a_budget_that_is_spent_stops_and_keeps_what_is_written(shop: Shop) -> None:
    world = await planned(shop)
    with pytest.raises(BudgetSpent):
        await running.write(world, "one", passed, asking(ScriptedModel(BudgetSpent("no more"))))
    assert (await running.again(world)).edition.state is EditionState.WRITING
    assert {row.state for row in await shop.rows(world)} == {RecipientState.PLANNED}
    model = RuleFollowingWriter()
    ended = await running.write(await running.again(world), "two", passed, asking(model))
    assert ended.edition.state is EditionState.WRITTEN
    assert model.calls


async def test_each_call_names_the_campaign_and_what_its_file_allows(shop: Shop) -> None:
    model = RuleFollowingWriter()
    await written(shop, model)
    assert {(call.payer.campaign, call.payer.campaign_budget) for call in model.calls} == {("weekly", "5 USD")}


async def test_nothing_about_anybody_is_shown_to_a_model(shop: Shop) -> None:
    model = RuleFollowingWriter()
    world = await written(shop, model)
    persons = {row.person for row in await shop.rows(world)}
    shown = "\n".join(part.text for call in model.calls for part in call.parts)
    assert shown
    assert not any(f'"{person}"' in shown for person in persons)


async def test_a_forecast_learns_from_texts_that_are_kept(shop: Shop) -> None:
    world = await planned(shop)
    model = RuleFollowingWriter()
    told = await forecast(world, CellTexts(world, asking(model), keeps_faults=False), 1)
    assert (told.written, told.cells - told.written) == (1, told.calls)
    all_of_it = await forecast(world, CellTexts(world, asking(model), keeps_faults=False), 50)
    assert (all_of_it.calls, all_of_it.tokens.high) == (0, 0)
    assert all_of_it.sentences > 0
    assert all_of_it.looked == all_of_it.cells
    # The house of this shop names no postal address, so that every message fails a check.
    assert all_of_it.failing == all_of_it.looked


@pytest.mark.parametrize("line", [BudgetSpent("no more"), ModelTimeout("late"), ModelFailed("down"), "{}"])
async def test_a_forecast_that_may_not_ask_reckons_and_keeps_no_fault(shop: Shop, line: Line) -> None:
    world = await planned(shop)
    model = ScriptedModel(line, price_nano=1)
    told = await forecast(world, CellTexts(world, asking(model), keeps_faults=False))
    assert told.cells > 0
    if isinstance(line, BudgetSpent | ModelTimeout | ModelFailed):
        assert (told.calls, told.written) == (told.cells, 0)
        assert told.cost_nano is not None
        assert 0 < told.cost_nano.low <= told.cost_nano.middle <= told.cost_nano.high < float("inf")
        model = RuleFollowingWriter()  # type: ignore[assignment]
        await running.write(world, "one", passed, asking(model))
        assert model.calls


@pytest.mark.parametrize("keeps_faults", [False, True])
async def test_a_forecast_reckons_with_texts_that_do_not_come(
    shop: Shop, monkeypatch: pytest.MonkeyPatch, *, keeps_faults: bool
) -> None:
    # Each item has a text of its own, so that there are enough of them.
    monkeypatch.setattr("frankly.pipelines.campaigning.writing.cells.LEAST", 1)
    for number in range(6):
        await shop.reader(f"reader-{number}")
    world = await planned(shop)
    model = ScriptedModel(ModelTimeout("late"), "{}", usage=lambda call: ModelUsage(tokens_in=90, tokens_out=10))
    told = await forecast(world, CellTexts(world, asking(model), keeps_faults=keeps_faults), 5)
    assert told.cells > 6
    assert (told.written, len(model.calls)) == (4, 5)
    # What failed for good is not asked for again.
    assert told.calls == told.cells - (5 if keeps_faults else 4)
    assert told.tokens.middle == pytest.approx(0.8 * 100 * told.calls)
    assert told.tokens.low < told.tokens.middle < told.tokens.high <= 100 * told.calls


async def test_looking_at_a_forecast_asks_nothing(shop: Shop) -> None:
    world = await planned(shop)
    model = RuleFollowingWriter()
    told = await forecast(world, CellTexts(world, asking(model)), is_asking=False)
    assert (told.calls, model.calls) == (told.cells, [])


async def test_a_model_that_misbehaves_is_remembered_for_its_cell(shop: Shop) -> None:
    model = ScriptedModel(ModelMisbehaved("no JSON"))
    world = await written(shop, model)
    keys = {row.cell for row in await shop.rows(world)}
    assert keys == {""}
    assert len(model.calls) >= 1


async def test_small_cells_share_a_text_though_a_kill_and_a_pause_came_before_they_did(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    undisturbed = await shop.ledger.cells((await planned(shop)).edition.no)

    async def killed(edition: int, into: Mapping[str, str]) -> int:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(shop.ledger, "join_cells", killed)
        with pytest.raises(KeyboardInterrupt):
            await shop.planned(campaign(mode="cell", budget="5 USD", title="Again"))
    await running.pause(shop.ledger, "weekly", "a look")
    edition = await running.resume(shop.ledger, "weekly")
    assert edition.state is EditionState.PLANNED
    cells = await shop.ledger.cells(edition.no)
    assert cells == undisturbed
    assert widening(cells) == {}
