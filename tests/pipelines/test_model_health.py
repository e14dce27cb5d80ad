import pytest

from frankly.adapters.files.policies import load_policies
from frankly.domain.model.budget import BudgetKind, BudgetLimit, BudgetUse, Spent, UsageLine
from frankly.domain.model.reply import ModelReply
from frankly.domain.person.consent import Purpose
from frankly.domain.time import DAY_MS, EpochMs
from frankly.errors import BudgetSpent, FranklyError, ModelMisbehaved, ModelUnavailable
from frankly.pipelines.examining.model_health import examine_budgets, examine_consent, examine_model
from frankly.settings import data_folder
from frankly.testing.memory.budgets import MemoryBudgets
from frankly.testing.scripted_model import ScriptedModel

NOW = EpochMs(20_000 * DAY_MS)
DAY = BudgetKind.DAY


async def test_a_good_model_is_told_with_its_time_tokens_and_price() -> None:
    found = await examine_model(ScriptedModel('{"ready": true}', price_nano=150), "schema")
    assert {one.code: one.severity.value for one in found} == {"model": "ok", "model_shape": "ok", "model_price": "ok"}
    assert "by JSON schema" in found[1].what
    assert "0.15 USD to read" in found[2].what


@pytest.mark.parametrize(
    ("line", "code", "severity"),
    [
        ('```json\n{"ready": true}\n```', "model_shape_mended", "note"),
        ("Of course, I am ready!", "model_shape", "error"),
        ('{"ready": "yes"}', "model_shape", "error"),
    ],
)
async def test_a_reply_that_is_not_what_was_asked_for_says_what_to_try(line: str, code: str, severity: str) -> None:
    found = {one.code: one for one in await examine_model(ScriptedModel(line), "prompt")}
    assert found[code].severity.value == severity
    assert "FRANKLY_MODEL_OUTPUT" in found[code].what_to_do


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (ModelUnavailable("Check the key."), "model_unavailable"),
        (BudgetSpent("Spent."), "model_budget_spent"),
        (ModelMisbehaved("Nothing."), "model_misbehaves"),
    ],
)
async def test_no_reply_is_an_error_that_says_what_goes_on_without_it(error: FranklyError, code: str) -> None:
    (found,) = await examine_model(ScriptedModel(error), "schema")
    assert (found.code, found.severity.value, found.what) == (code, "error", error.message)
    assert found.what_to_do


async def test_a_price_that_is_not_known_is_a_note() -> None:
    found = await examine_model(ScriptedModel('{"ready": true}', price_nano=None), "schema")
    assert "FRANKLY_MODEL_PRICE" in found[-1].what_to_do


async def test_a_slow_reply_says_what_to_expect(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("frankly.pipelines.examining.model_health.SLOW_MS", -1)
    found = await examine_model(ScriptedModel(ModelReply(text='{"ready": true}', model="m")), "schema")
    assert found[0].code == "model_slow"


async def test_budgets_are_told_and_one_that_is_nearly_spent_warns() -> None:
    store, limits = MemoryBudgets(), (BudgetLimit(kind=DAY, tokens=100, cost_nano=1_000_000_000),)
    assert [one.severity.value for one in await examine_budgets(store, limits, NOW)] == ["ok", "ok"]
    use = BudgetUse(kind=DAY, name="2024-10-04")
    await store.reserve([use], Spent(tokens=95), UsageLine(day=use.name, model="m", prompt="p/v1"), NOW)
    found = await examine_budgets(store, limits, NOW)
    assert (found[0].what, found[1].severity.value) == ("Budgets: day: 100 tokens, 1.00 USD.", "warning")
    assert "95 %" in found[1].what
    tokens_alone = (BudgetLimit(kind=DAY, tokens=100),)
    assert "USD" not in (await examine_budgets(store, tokens_alone, NOW))[1].what


async def test_no_budget_is_a_warning() -> None:
    assert [one.code for one in await examine_budgets(MemoryBudgets(), (), NOW)] == ["budget_none"]


def test_where_a_model_is_asked_for_nobody_who_has_not_agreed_the_doctor_says_so() -> None:
    surfaces = load_policies(data_folder("surfaces"), data_folder("policies"), data_folder("brand")).surfaces
    found = examine_consent(surfaces)
    assert (found.severity.value, "home" in found.what) == ("note", True)
    assert "model: true" in found.what_to_do
    agreed = {
        name: one.model_copy(update={"consent": one.consent | {Purpose.MODEL: True}}) for name, one in surfaces.items()
    }
    assert examine_consent(agreed).severity.value == "ok"
