"""`frankly phrasebook` as people call it; what stands in for the models writes by code."""

import asyncio
import io
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from frankly.bootstrap.stores import open_stores
from frankly.cli.main import app
from frankly.cli.phrasebook import build_run
from frankly.demo.catalogue import LANTERN_NOW_MS, books
from frankly.domain.time import EpochMs
from frankly.settings import Settings
from frankly.testing.phrase_writer import PhraseWriter


def ask(*args: str) -> int:
    """Run a command; its exit code."""
    with pytest.raises(SystemExit) as left:
        app(["phrasebook", *args])
    return int(left.value.code or 0)


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The option that names a shop of three books, with simulated models in place of FRANKLY_MODEL's."""

    @asynccontextmanager
    async def writers(settings: Settings) -> AsyncIterator[tuple[PhraseWriter, PhraseWriter]]:
        yield PhraseWriter(), PhraseWriter(name="simulated/judge")

    monkeypatch.setenv("FRANKLY_MODEL", "simulated/any")
    monkeypatch.setattr(build_run, "open_writers", writers)
    with open_stores(Settings(data=tmp_path)) as stores:
        asyncio.run(stores.catalogue.upsert(list(books())[:3], EpochMs(LANTERN_NOW_MS)))
    return ["--data", str(tmp_path)]


def test_a_forecast_stands_before_every_build_and_a_dry_run_ends_there(
    shop: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert ask("build", "--only", "facts", "--dry-run", "--json", *shop) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["items"], told["calls"]) == (3, 3)
    assert told["cost_nano"] > 0
    assert ask("build", "--only", "facts", "--dry-run", *shop) == 0
    assert "US dollars, at most" in capsys.readouterr().out


def test_a_forecast_tells_what_the_day_leaves_and_what_happens_where_that_will_not_do(
    shop: list[str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert ask("build", "--only", "facts", "--dry-run", "--json", *shop) == 0
    [day] = json.loads(capsys.readouterr().out)["budgets"]
    assert day == {
        "setting": "FRANKLY_BUDGET_DAY",
        "tokens_left": 2_000_000,
        "cost_nano_left": None,
        "is_short": False,
    }
    monkeypatch.setenv("FRANKLY_BUDGET_DAY", "5000 tokens, 1 USD")
    assert ask("build", "--only", "facts", "--dry-run", *shop) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert "FRANKLY_BUDGET_DAY leaves 5,000 tokens, 1.00 USD. That may be less than this takes" in said
    assert "after midnight UTC" in said
    monkeypatch.setenv("FRANKLY_BUDGET_DAY", "")
    monkeypatch.setenv("FRANKLY_BUDGET_CAMPAIGN", "0.0001 USD")
    assert ask("build", "--only", "facts", "--dry-run", *shop) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert "raise FRANKLY_BUDGET_CAMPAIGN (now 0.0001 USD); it goes on there" in said


def test_whoever_declines_pays_nothing(
    shop: list[str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("typer.confirm", lambda question: False)
    assert ask("build", "--only", "facts", *shop) == 1
    capsys.readouterr()
    assert ask("status", "--json", *shop) == 0
    assert json.loads(capsys.readouterr().out)["locales"]["en"]["built"] == 0


def test_build_review_export_and_import(shop: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert ask("build", "--only", "facts", "--json", "--yes", *shop) == 0
    built = json.loads(capsys.readouterr().out)
    assert built["units"] == 3
    assert built["facts"]["admitted"] > 3
    assert ask("build", "--only", "facts", "-y", *shop) == 0
    assert "made before" in capsys.readouterr().out
    assert ask("review", "--by", "ada", "--limit", "2", "--json", *shop) == 0
    assert len(json.loads(capsys.readouterr().out)["texts"]) == 2
    assert ask("review", "--by", "ada", "--limit", "2", "--list", *shop) == 0
    assert "1 of 2" in capsys.readouterr().out
    file = tmp_path / "book.jsonl"
    assert ask("export", str(file), *shop) == 0
    assert len(file.read_text().splitlines()) >= built["facts"]["admitted"]
    assert ask("import", str(file), "--json", *shop) == 0
    assert json.loads(capsys.readouterr().out)["known"] == len(file.read_text().splitlines())
    assert ask("prune", "--json", *shop) == 0
    assert json.loads(capsys.readouterr().out)["retired"] == 0
    assert ask("status", *shop) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert "built 3" in said
    assert "No surface shows facts of the level 'rewritten'" in said
    assert "Nobody has reviewed facts yet" in said


def test_a_spent_budget_ends_the_build_and_says_so(shop: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert ask("build", "--only", "facts", "-y", "--budget", "3000 tokens", *shop) == 1
    assert "Stopped: The budget of this build is spent" in " ".join(capsys.readouterr().out.split())


def test_a_review_at_the_terminal(
    shop: list[str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert ask("build", "--only", "facts", "-y", *shop) == 0
    answers = iter(["x", "e", "A wholly new praise of all books.", "a", "r", "dull", "s", "q"])
    monkeypatch.setattr("typer.prompt", lambda *_, **__: next(answers))
    assert ask("review", "--by", "ada", *shop) == 0
    assert "The verifier refuses this sentence" in " ".join(capsys.readouterr().out.split())
    assert ask("status", "--json", *shop) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["residual"]["facts"]["reviewed"] == 2
    assert told["residual"]["facts"]["wrong"] == 1
    assert told["locales"]["en"]["facts"]["approved"] == 1


@pytest.mark.parametrize("wrong", ["many", "2 EUR"])
def test_a_budget_that_is_none_is_refused(wrong: str, shop: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert ask("build", "--budget", wrong, *shop) == 2
    assert "--budget" in capsys.readouterr().err


def test_programs_have_to_agree_beforehand(shop: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert ask("build", "--only", "facts", "--json", *shop) == 2
    assert "--yes" in capsys.readouterr().err


def test_without_a_model_it_says_what_to_set(
    shop: list[str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("FRANKLY_MODEL")
    assert ask("build", *shop) != 0
    assert "FRANKLY_MODEL" in capsys.readouterr().err


def test_an_export_that_cannot_be_written_says_where_and_leaves_nothing_half_written(
    shop: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ask("export", str(tmp_path / "nowhere" / "book.jsonl"), *shop) == 2
    assert "cannot be written" in capsys.readouterr().err
    taken = tmp_path / "book.jsonl"
    taken.mkdir()
    assert ask("export", str(taken), *shop) == 2
    assert not list(tmp_path.glob(".*.part"))


def test_a_language_in_which_nothing_is_written_is_said_and_not_passed_over(
    shop: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert ask("build", "--yes", "--locale", "xx", *shop) == 2
    said = " ".join(capsys.readouterr().err.split())
    assert "nothing to write in xx" in said
    assert "de, en" in said


def test_a_question_without_anybody_to_answer_begins_nothing_and_names_the_option(
    shop: list[str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    assert ask("build", "--only", "facts", *shop) == 130
    assert "--yes" in capsys.readouterr().err
    assert ask("status", "--json", *shop) == 0
    assert json.loads(capsys.readouterr().out)["locales"]["en"]["built"] == 0
