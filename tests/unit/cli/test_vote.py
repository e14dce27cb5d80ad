"""`frankly vote` over a data folder with some tallies."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from frankly.adapters.sql.engine.database import SqlDatabase
from frankly.adapters.sql.model.votes import SqlVotes
from frankly.api.metrics import Metrics
from frankly.cli.main import app
from frankly.cli.proving.voted_sets import voted_sets
from frankly.domain.deciding.vote import VoteKey
from frankly.domain.time import EpochMs
from frankly.errors import NotFound
from frankly.stages.vote.gate import noted

HOME = VoteKey(surface="home", model="m", prompt="rank/v1")
EMAIL = VoteKey(surface="email", model="m", prompt="rank/v1")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Holds an echo on the start page, and hardly anything of the e-mail."""
    monkeypatch.setenv("COLUMNS", "120")
    monkeypatch.delenv("FRANKLY_MODEL", raising=False)

    async def fill() -> None:
        with SqlDatabase(tmp_path) as database:
            store = SqlVotes(database)
            await store.change(HOME, lambda tallies: noted(tallies, "echo", [1_000_000] * 40), EpochMs(5))
            await store.change(EMAIL, lambda tallies: noted(tallies, "echo", [500_000]), EpochMs(6))

    asyncio.run(fill())
    return tmp_path


def run(folder: Path, *args: str) -> tuple[int, str]:
    done = CliRunner().invoke(app, ["vote", *args, "--data", str(folder)])
    return done.exit_code, done.output


def told(folder: Path, *args: str) -> Any:
    code, text = run(folder, *args, "--json")
    assert code == 0, text
    return json.loads(text)


def test_status_says_how_far_each_vote_is_trusted_and_why(folder: Path) -> None:
    email, home = told(folder, "status")["votes"]
    assert (email["surface"], email["state"]) == ("email", "unproven")
    assert (home["surface"], home["state"], home["because"]) == ("home", "suspended", "echo")
    assert home["tallies"]["echo"]["number"] == 40
    text = run(folder, "status")[1]
    assert "suspended" in text
    assert "kept 100 % of all pairs as they were shown" in text


def test_reset_forgets_one_surface(folder: Path) -> None:
    assert told(folder, "reset", "--surface", "home") == {"forgotten": 1}
    assert [one["surface"] for one in told(folder, "status")["votes"]] == ["email"]
    assert "1 forgotten" in run(folder, "reset")[1]
    assert "No vote was counted yet" in run(folder, "status")[1]


def test_reset_of_a_surface_that_is_not_there_says_which_there_are(folder: Path) -> None:
    code, text = run(folder, "reset", "--surface", "nowhere")
    assert code == 2
    assert "There are: email, home, item, search." in " ".join(text.split())
    assert len(told(folder, "status")["votes"]) == 2


def test_tallies_of_a_surface_that_is_gone_can_be_forgotten(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    config = folder / "config"
    (config / "surfaces").mkdir(parents=True)
    monkeypatch.setenv("FRANKLY_CONFIG", str(config))
    assert told(folder, "reset", "--surface", "email") == {"forgotten": 1}


def test_check_without_a_model_says_what_to_set(folder: Path) -> None:
    code, _ = run(folder, "check")
    assert code != 0


def test_metrics_show_the_state_of_the_model_in_use_alone(folder: Path) -> None:
    with SqlDatabase(folder) as database:
        records = asyncio.run(SqlVotes(database).all())
    metrics = Metrics()
    metrics.trust("m", records)
    shown = metrics.render().decode()
    assert 'frankly_vote_state{prompt="rank/v1",state="suspended",surface="home"} 1.0' in shown
    assert 'frankly_votes{measure="echo",prompt="rank/v1",surface="home"} 40.0' in shown
    metrics.trust("another", records)
    assert "frankly_vote_state{" not in metrics.render().decode()


def test_sets_are_found_where_they_are_and_a_wrong_name_is_told(tmp_path: Path) -> None:
    assert list(voted_sets(None)) == ["demo"]
    (tmp_path / "online-retail").mkdir()
    assert list(voted_sets(tmp_path)) == ["demo", "online-retail"]
    with pytest.raises(NotFound):
        voted_sets(None, ["nothing"])
