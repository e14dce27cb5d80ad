"""`frankly doctor --model` against a real server on loopback that plays a model."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from frankly.adapters.sql.engine.database import SqlDatabase
from frankly.cli.main import app
from frankly.testing.model.personalities import Personality
from frankly.testing.model_server import model_server

# litellm and what it imports warn of their own deprecations.
pytestmark = pytest.mark.filterwarnings("default")


def test_what_is_left_of_the_day_is_told_after_its_own_call_is_settled(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with SqlDatabase(tmp_path):
        pass
    with model_server(Personality.GOOD) as server:
        given = {"MODEL": "openai/any", "MODEL_URL": server.url, "DATA": str(tmp_path)}
        for name, value in given.items():
            monkeypatch.setenv(f"FRANKLY_{name}", value)
        monkeypatch.setenv("OPENAI_API_KEY", "any")
        done = CliRunner().invoke(app, ["doctor", "--model", "--json"])
    taken = json.loads(CliRunner().invoke(app, ["usage", "--json"]).stdout)["today"]["tokens"]
    assert 0 < taken < 200
    assert f"Today {taken} tokens" in done.stdout
