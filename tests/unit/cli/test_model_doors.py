"""`frankly usage` and `frankly doctor --model` as people call them; the model itself is played in tests/adapters."""

import asyncio
import json
from pathlib import Path

import pytest

from frankly.adapters.sql.engine.database import SqlDatabase
from frankly.adapters.sql.model.budgets import SqlBudgets
from frankly.adapters.system_clock import SystemClock
from frankly.cli.main import app
from frankly.domain.model.budget import BudgetKind, BudgetUse, Spent, UsageLine
from frankly.domain.model.reply import ModelUsage
from frankly.domain.time import to_iso


def ask(*args: str) -> int:
    """Run a command; its exit code."""
    with pytest.raises(SystemExit) as left:
        app(list(args))
    return int(left.value.code or 0)


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("shop")
    with SqlDatabase(folder) as database:
        asyncio.run(_spend(SqlBudgets(database)))
    return folder


async def _spend(budgets: SqlBudgets) -> None:
    now = SystemClock().now()
    day = to_iso(now)[:10]
    use = BudgetUse(kind=BudgetKind.DAY, name=day)
    line = UsageLine(day=day, model="openai/small", prompt="write/v1", campaign="spring")
    first = await budgets.reserve([use], Spent(tokens=9_000), line, now)
    await budgets.settle(first, ModelUsage(tokens_in=1_200, tokens_cached=700, tokens_out=34, cost_nano=200_000))
    await budgets.reserve([use], Spent(tokens=66), line, now)


def test_usage_is_a_table_of_what_was_taken(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert ask("usage", "--data", str(shop)) == 0
    said = " ".join(capsys.readouterr().out.split())
    for part in (
        "spring",
        "1,266",
        "700",
        "0.0002",
        "Today: 1,300 tokens",
        "FRANKLY_BUDGET_DAY",
        "A call is under way",
    ):
        assert part in said


def test_usage_for_programs(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert ask("usage", "--data", str(shop), "--days", "1", "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert told["today"] == {"tokens": 1_300, "cost_nano": 200_000, "unpriced": 0}
    assert (told["usage"][0]["calls"], told["usage"][0]["unsettled"]) == (1, 1)


def test_usage_says_where_no_price_is_known(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    async def spend(budgets: SqlBudgets) -> None:
        now = SystemClock().now()
        day = to_iso(now)[:10]
        use = BudgetUse(kind=BudgetKind.DAY, name=day)
        line = UsageLine(day=day, model="own/new", prompt="write/v1", unpriced=1)
        await budgets.settle(await budgets.reserve([use], Spent(tokens=90), line, now), ModelUsage(tokens_in=70))

    with SqlDatabase(tmp_path) as database:
        asyncio.run(spend(SqlBudgets(database)))
    assert ask("usage", "--data", str(tmp_path)) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert "not known" in said
    assert "0.00" not in said
    assert "Today: 70 tokens." in said
    assert "FRANKLY_MODEL_PRICE" in said
    assert ask("usage", "--data", str(tmp_path), "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert told["today"] == {"tokens": 70, "cost_nano": None, "unpriced": 1}
    assert (told["usage"][0]["cost_nano"], told["usage"][0]["unpriced"]) == (None, 1)


def test_usage_of_a_folder_that_is_not_there_makes_none(tmp_path: Path) -> None:
    assert ask("usage", "--data", str(tmp_path / "typo")) == 2
    assert not (tmp_path / "typo").exists()


def test_without_a_model_doctor_says_that_all_works_and_where_to_read_on(
    shop: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("FRANKLY_MODEL", raising=False)
    assert ask("doctor", "--model", "--data", str(shop)) == 0
    assert "docs/how-to/choose-a-model.md" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("FRANKLY_BUDGET_DAY", "5 EUR", "50000 tokens"),
        ("FRANKLY_MODEL_PRICE", "cheap", "0.15/0.60"),
        ("FRANKLY_MODEL", " , ", "openai/"),
        ("FRANKLY_MODEL_OUTPUT", "xml", "FRANKLY_MODEL_OUTPUT"),
    ],
)
def test_a_wrong_setting_says_how_it_is_written(
    shop: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, name: str, value: str, told: str
) -> None:
    monkeypatch.setenv("FRANKLY_MODEL", "openai/small")
    monkeypatch.setenv(name, value)
    assert ask("doctor", "--model", "--data", str(shop)) == 2
    assert told in " ".join(capsys.readouterr().err.split())
