"""`frankly eval record`: rounds until nothing is missing, with whoever makes cases and whoever replies put in."""

import json
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from frankly.cli.evaluating.keeping import record_run
from frankly.cli.main import app
from frankly.domain.model.call import ModelCall
from frankly.domain.time import EpochMs
from frankly.errors import BudgetSpent, Misconfigured, ModelUnavailable, NotRecorded
from frankly.evals.cases.case import Cell
from frankly.evals.cassettes.reading import read_all
from frankly.evals.data_sets import DataSet
from frankly.evals.generating.making import Opening
from frankly.evals.runs.output import Output
from frankly.testing.replying_model import ReplyingModel
from tests.unit.evals.cassettes.recording import MODEL, book, call_of, counting

SUITE = f"title: Mine\nproves: Nothing.\nrunner: cases\nmodel: {MODEL}\nchecks: [leaks]\n"
CASES = "- {id: one, ask: {recommend: {surface: home, session: a}}}\n- {id: two, ask: {text: [{text: Hello}]}}\n"


@dataclass
class _Package:
    def wait(self) -> None:
        """It is there."""


@dataclass
class _OpenModel:
    model: ReplyingModel
    package: _Package


@pytest.fixture
def live(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ReplyingModel:
    """A suite of two cases; the one that asks a model writes, and then mends what it wrote."""
    place = tmp_path / "evals" / "mine"
    place.mkdir(parents=True)
    (place / "suite.yaml").write_text(SUITE)
    (place / "cases.yaml").write_text(CASES)
    monkeypatch.setenv("FRANKLY_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("COLUMNS", "200")
    for name in ("FRANKLY_MODEL", "FRANKLY_MODEL_PRICE", "FRANKLY_CONFIG"):
        monkeypatch.delenv(name, raising=False)
    model = counting()
    asked: list[Any] = []

    @asynccontextmanager
    async def open_model(settings: Any) -> AsyncIterator[_OpenModel]:
        asked.append(settings)
        assert settings.model == MODEL
        yield _OpenModel(model, _Package())

    monkeypatch.setattr(record_run, "open_model", open_model)
    monkeypatch.setattr(record_run, "outputs_of", _made)
    monkeypatch.setattr(record_run, "loads_of_shops", lambda shops: dict.fromkeys(shops, _shop))
    return model


def _shop() -> DataSet:
    return DataSet("demo", (), (), [("reader-mara", (), None)], EpochMs(0))


def _made(cells: Sequence[Cell], opening: Opening, workers: int) -> Iterator[Output]:
    """Each cell writes and, where that is there, repairs."""
    import asyncio

    for cell in cells:
        assert cell.model == MODEL
        yield Output(cell=cell, stale=tuple(asyncio.run(_wanted(cell, opening))))


async def _wanted(cell: Cell, opening: Opening) -> list[str]:
    async with opening.replies.open(book()) as models:
        model = models.of(cell)
        assert model is not None
        try:
            for name in ("write/v1", "repair/v1"):
                await model.complete(call_of(name))
        except NotRecorded:
            pass
        return list(model.stale())


def run(tmp_path: Path, *args: str) -> tuple[int, str]:
    done = CliRunner().invoke(app, ["eval", "record", "--suites", str(tmp_path / "evals"), *args])
    return done.exit_code, " ".join(done.output.split())


def held(tmp_path: Path) -> list[str]:
    return sorted(one.prompt for one in read_all(tmp_path / "evals" / "cassettes"))


def test_what_a_reply_leads_to_is_recorded_too_and_each_call_is_made_once(tmp_path: Path, live: ReplyingModel) -> None:
    code, text = run(tmp_path, "--yes")
    assert code == 0, text
    assert "write/v1 of acme/writer-1: not recorded: 1 call" in text
    assert "2 replies are recorded" in text
    assert held(tmp_path) == ["repair/v1", "write/v1"]
    assert [call.prompt for call in live.calls] == ["write", "repair"]
    assert len({call.payer.request for call in live.calls}) == 1
    assert live.calls[0].payer.request.startswith("eval-record-")
    assert not list((tmp_path / "evals" / "cassettes").glob("*.recording.jsonl"))


def test_what_is_recorded_is_not_asked_for_again(tmp_path: Path, live: ReplyingModel) -> None:
    run(tmp_path, "--yes")
    code, text = run(tmp_path, "--yes")
    assert (code, "0 replies are recorded" in text) == (0, True)
    assert len(live.calls) == 2


def test_again_asks_anew_for_everything_once(tmp_path: Path, live: ReplyingModel) -> None:
    run(tmp_path, "--yes")
    live._reply = lambda call: '{"new": 1}'
    assert run(tmp_path, "--again", "--yes")[0] == 0
    assert len(live.calls) == 4
    assert {one.reply for one in read_all(tmp_path / "evals" / "cassettes")} == {'{"new": 1}'}


def test_a_forecast_asks_nobody(tmp_path: Path, live: ReplyingModel) -> None:
    code, text = run(tmp_path, "--dry-run")
    assert (code, "Together: 1 call, about" in text) == (0, True)
    told = json.loads(run(tmp_path, "--dry-run", "--json")[1])
    assert (told["calls"], told["cost_nano"]) == (1, 0)
    assert not live.calls
    assert not held(tmp_path)


def test_calls_go_out_as_a_file_in_place_of_being_asked(tmp_path: Path, live: ReplyingModel) -> None:
    file = tmp_path / "asked.jsonl"
    code, text = run(tmp_path, "--ask", str(file))
    assert (code, "1 calls are in" in text) == (0, True)
    assert json.loads(file.read_text())["call"]["prompt"] == "write"
    assert not live.calls


def test_a_call_that_fails_is_told_and_the_exit_code_says_so(tmp_path: Path, live: ReplyingModel) -> None:
    def fail(call: ModelCall) -> str:
        raise ModelUnavailable("the provider is down")

    live._reply = fail
    code, text = run(tmp_path, "--yes")
    assert (code, "model_unavailable: the provider is down" in text) == (1, True)
    assert len(live.calls) == 1


def test_a_spent_budget_is_told_once_and_by_its_name(tmp_path: Path, live: ReplyingModel) -> None:
    def spent(call: ModelCall) -> str:
        raise BudgetSpent("The budget of this request does not allow a call")

    live._reply = spent
    code, text = run(tmp_path, "--yes", "--budget", "10 tokens")
    assert (code, "A budget allowed no more (--budget 10 tokens): 1 calls were not made." in text) == (1, True)


def test_a_reply_that_names_somebody_of_the_shop_is_not_recorded(tmp_path: Path, live: ReplyingModel) -> None:
    live._reply = lambda call: '{"items": [{"text": "For reader-mara"}]}'
    code, text = run(tmp_path, "--yes")
    assert (code, "a person's id in reply" in text) == (1, True)
    assert not held(tmp_path)


def test_a_model_that_cannot_be_had_is_told_and_a_forecast_does_without_it(
    tmp_path: Path, live: ReplyingModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    def none(settings: Any) -> Any:
        raise Misconfigured("litellm is not installed")

    monkeypatch.setattr(record_run, "open_model", none)
    assert run(tmp_path, "--yes")[0] == 2
    code, text = run(tmp_path, "--dry-run")
    assert (code, "a price that is not known" in text) == (0, True)


@pytest.mark.parametrize(("given", "told"), [(["--budget", "much"], "--budget"), (["--json"], "--yes")])
def test_what_cannot_begin_is_told(tmp_path: Path, live: ReplyingModel, given: list[str], told: str) -> None:
    code, text = run(tmp_path, *given)
    assert (code, told in text) == (2, True)
